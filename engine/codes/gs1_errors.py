"""What may be wrong with a GS1 Digital Link, in words: which part, what about it, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dsl.values import Label

_QUOTED_MAX: Final = 40

#: Parts that have a name; all others are an application identifier in brackets.
_PARTS: Final = {
    "link": Label("link", "链接"),
    "scheme": Label("scheme", "网址开头"),
    "host": Label("host", "主机名"),
    "path": Label("path", "路径"),
}


@dataclass(frozen=True, slots=True)
class Gs1Error:
    """One fault. `code` is stable for programs; `part` is the place, such as `host` or `(21)`."""

    code: str
    part: str
    problem: Label
    remedy: Label

    def words(self, locale: str) -> str:
        """The whole sentence for a person."""
        part = _PARTS[self.part][locale] if self.part in _PARTS else self.part
        colon, pause = ("：", "；") if locale.startswith("zh") else (": ", "; ")
        return f"{part}{colon}{self.problem[locale]}{pause}{self.remedy[locale]}"


class Gs1Refused(Exception):  # noqa: N818 - not an error of the program: `gs1` turns it into its value
    """Carries a fault out of the depth of reading; never leaves `engine.codes`."""

    def __init__(self, error: Gs1Error) -> None:
        super().__init__(error.code)
        self.error = error


def refused(code: str, part: str, problem: tuple[str, str], remedy: tuple[str, str]) -> Gs1Refused:
    """A fault from its sentences, English and Chinese."""
    return Gs1Refused(Gs1Error(code, part, Label(*problem), Label(*remedy)))


def quoted(text: str) -> str:
    """User text between backticks, cut where it grows long, with unprintable symbols escaped."""
    shown = text if len(text) <= _QUOTED_MAX else text[: _QUOTED_MAX - 1] + "…"
    return "`" + "".join(symbol if symbol.isprintable() else ascii(symbol)[1:-1] for symbol in shown) + "`"


def too_long(most: int) -> Gs1Refused:
    """The whole text is over the limit."""
    return refused(
        "too_long",
        "link",
        (f"has more than {most} characters", f"超过 {most} 个字符"),
        ("shorten it", "请缩短"),
    )


def bad_symbol(symbol: str) -> Gs1Refused:
    """The link holds a character that no URI may hold."""
    return refused(
        "bad_symbol",
        "link",
        (
            f"holds {quoted(symbol)}, which no web address may hold",
            f"含有网址中不允许的字符 {quoted(symbol)}",
        ),
        ("write it percent-coded, or leave it out", "请用百分号编码书写，或删去"),
    )


def bad_scheme(text: str) -> Gs1Refused:
    """It begins with neither a scheme nor a slash."""
    return refused(
        "bad_scheme",
        "scheme",
        (f"{quoted(text)} does not begin like a web address", f"{quoted(text)} 的开头不是网址"),
        (
            "begin with https:// or http://, all in lower or all in upper case",
            "请以 https:// 或 http:// 开头，字母全部小写或全部大写",
        ),
    )


def bad_host(host: str) -> Gs1Refused:
    """The host is empty or holds something else than a name and a port."""
    return refused(
        "bad_host",
        "host",
        (f"{quoted(host)} is not a host name", f"{quoted(host)} 不是主机名"),
        ("give a domain name, with a port if need be", "请填写域名，需要时可加端口"),
    )


def no_key(path: str) -> Gs1Refused:
    """The path names no identification key."""
    return refused(
        "no_key",
        "path",
        (f"{quoted(path)} names no GS1 key followed by its value", f"{quoted(path)} 中没有带值的 GS1 标识"),
        ("write the product as /01/ and 14 digits", "商品请写成 /01/ 加 14 位数字"),
    )


def bad_percent(part: str, value: str) -> Gs1Refused:
    """A percent sign without two hexadecimal digits."""
    return refused(
        "bad_percent",
        part,
        (
            f"{quoted(value)} has a % without two hexadecimal digits",
            f"{quoted(value)} 中的 % 后面缺少两位十六进制数",
        ),
        ("write a percent sign itself as %25", "百分号本身请写成 %25"),
    )


def unknown_ai(ai: str) -> Gs1Refused:
    """An application identifier that is not served."""
    return refused(
        "unknown_ai",
        f"({ai})",
        (f"application identifier {quoted(ai)} is not served here", f"不支持应用标识符 {quoted(ai)}"),
        ("leave it out, or move it to a parameter with a name of letters", "请删去，或改用字母命名的参数"),
    )


def not_a_qualifier(ai: str, key: str, allowed: Iterable[str]) -> Gs1Refused:
    """An identifier in the path that may not follow its key."""
    chain = ", ".join(allowed) or "-"
    return refused(
        "not_a_qualifier",
        f"({ai})",
        (f"may not follow ({key}) in the path", f"不能在路径中跟在 ({key}) 之后"),
        (
            f"only {chain} may, the rest goes behind the question mark",
            f"路径中只能用 {chain}，其余请放在问号之后",
        ),
    )


def wrong_order(ai: str, chain: Iterable[str]) -> Gs1Refused:
    """The qualifiers are not in the order of the standard."""
    right = ", ".join(chain)
    return refused(
        "wrong_order",
        f"({ai})",
        ("stands in the wrong place", "位置不对"),
        (f"keep the order {right}", f"请按 {right} 的顺序书写"),
    )


def not_together(ais: Iterable[str]) -> Gs1Refused:
    """Qualifiers that exclude one another."""
    both = ", ".join(ais)
    return refused(
        "not_together",
        "path",
        (f"{both} may not stand together", f"{both} 不能同时出现"),
        ("keep one kind of serial number", "请只保留一种序列号"),
    )


def belongs_in_path(ai: str, key: str) -> Gs1Refused:
    """A qualifier behind the question mark."""
    return refused(
        "belongs_in_path",
        f"({ai})",
        ("stands behind the question mark", "写在了问号之后"),
        (f"move it into the path behind ({key})", f"请移到路径中 ({key}) 之后"),
    )


def twice(ai: str) -> Gs1Refused:
    """One identifier given twice."""
    return refused("twice", f"({ai})", ("is given twice", "出现了两次"), ("keep one of them", "请只保留一个"))
