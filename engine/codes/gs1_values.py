"""Checks one value against the format of its application identifier."""

from __future__ import annotations

from typing import Final

from engine.codes.gs1_ai import CHARSET_82, Ai, Component, check_digit, components, is_digits
from engine.codes.gs1_errors import Gs1Refused, quoted, refused

_GTIN_AIS: Final = frozenset({"01", "02"})
_SHORT_GTINS: Final = (8, 12, 13)
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def checked(ai: Ai, value: str) -> str:
    """The value to store: a short GTIN padded to 14 digits, all else unchanged. Raises `Gs1Refused`."""
    if ai.code in _GTIN_AIS and len(value) in _SHORT_GTINS and is_digits(value):
        value = value.rjust(14, "0")
    if value in (".", ".."):
        raise _dots(ai, value)
    parts, start = components(ai.format), 0
    for component in parts:
        piece = value[start:] if component is parts[-1] else value[start : start + component.most]
        if piece or not component.optional:
            _check_piece(ai, value, component, piece)
        start += component.most
    return value


def _check_piece(ai: Ai, value: str, component: Component, piece: str) -> None:
    for symbol in piece:
        if symbol not in CHARSET_82 or (component.digits_only and not is_digits(symbol)):
            raise _wrong_symbol(ai, symbol, component)
    if not component.least <= len(piece) <= component.most:
        raise _wrong_length(ai, value)
    if component.check == "csum" and check_digit(piece[:-1]) != piece[-1]:
        raise _wrong_check_digit(ai, piece)
    if component.check == "zero" and piece != "0":
        raise _not_zero(ai, piece)
    if component.check == "date" and not _is_date(piece):
        raise _not_a_date(ai, piece)


def _is_date(digits: str) -> bool:
    """YYMMDD, day 00 for the whole month. Leap years repeat within the century that two digits can mean."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return 1 <= month <= 12 and day <= _DAYS[month - 1] + (month == 2 and year % 4 == 0)


def lengths(ai: Ai) -> tuple[int, int]:
    """The least and the most symbols a value of this identifier may have."""
    parts = components(ai.format)
    return sum(part.least for part in parts if not part.optional), sum(part.most for part in parts)


def _part(ai: Ai) -> str:
    return f"({ai.code})"


def _wrong_symbol(ai: Ai, symbol: str, component: Component) -> Gs1Refused:
    remedy = (
        ("use the digits 0 to 9 alone", "只能用数字 0 到 9")
        if component.digits_only
        else (
            "use letters, digits and ! \" % & ' ( ) * + , - . / : ; < = > ? _",
            "只能用字母、数字和 ! \" % & ' ( ) * + , - . / : ; < = > ? _",
        )
    )
    return refused(
        "wrong_symbol",
        _part(ai),
        (f"{ai.title.en} may not hold {quoted(symbol)}", f"{ai.title.zh}中不能有 {quoted(symbol)}"),
        remedy,
    )


def _wrong_length(ai: Ai, value: str) -> Gs1Refused:
    least, most = lengths(ai)
    span = (f"{least}", f"{least}") if least == most else (f"{least} to {most}", f"{least} 到 {most}")
    return refused(
        "wrong_length",
        _part(ai),
        (f"{ai.title.en} has {len(value)} characters", f"{ai.title.zh}有 {len(value)} 个字符"),
        (f"give it {span[0]}", f"应为 {span[1]} 个"),
    )


def _wrong_check_digit(ai: Ai, piece: str) -> Gs1Refused:
    right = check_digit(piece[:-1])
    return refused(
        "wrong_check_digit",
        _part(ai),
        (
            f"{quoted(piece)} ends in {piece[-1]}, but its check digit is {right}",
            f"{quoted(piece)} 末位是 {piece[-1]}，而校验码应为 {right}",
        ),
        ("look for a mistyped digit", "请核对是否有数字输错"),
    )


def _not_zero(ai: Ai, piece: str) -> Gs1Refused:
    return refused(
        "not_zero",
        _part(ai),
        (f"{ai.title.en} begins with {piece}", f"{ai.title.zh}以 {piece} 开头"),
        ("begin it with 0", "请以 0 开头"),
    )


def _not_a_date(ai: Ai, piece: str) -> Gs1Refused:
    return refused(
        "not_a_date",
        _part(ai),
        (f"{quoted(piece)} is not a date", f"{quoted(piece)} 不是日期"),
        (
            "write year, month and day with two digits each, day 00 for the whole month",
            "年、月、日各写两位，整月时日写 00",
        ),
    )


def _dots(ai: Ai, value: str) -> Gs1Refused:
    return refused(
        "dots",
        _part(ai),
        (f"browsers drop {quoted(value)} from an address", f"浏览器会从网址中去掉 {quoted(value)}"),
        ("add a letter or a digit", "请加上字母或数字"),
    )
