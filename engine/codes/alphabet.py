"""How a code is written: 14 symbols of Crockford's base 32, which carry 70 bits.

The alphabet leaves out I, L, O and U. People read I and L as 1 and O as 0, so those are read back as what
was printed; U stays out. Source: Douglas Crockford, "Base 32", https://www.crockford.com/base32.html
"""

from __future__ import annotations

import unicodedata
from typing import Final

SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_SYMBOLS: Final = 14
CODE_BITS: Final = 5 * CODE_SYMBOLS

#: Longest text that is looked at; a code with a hyphen after each symbol is far shorter.
TYPED_SYMBOLS_MAX: Final = 64

_IGNORED: Final = b"- \t\r\n"
_INT_DIGITS: Final = "0123456789abcdefghijklmnopqrstuv"


def _reading_table() -> bytes:
    """What each typed byte means as a digit of Python's `int(_, 32)`; `!`, which is none, for the rest."""
    table = bytearray(b"!" * 256)
    for symbol, digit in zip(SYMBOLS, _INT_DIGITS, strict=True):
        table[ord(symbol)] = table[ord(symbol.lower())] = ord(digit)
    for misread, meant in (("I", "1"), ("L", "1"), ("O", "0")):
        table[ord(misread)] = table[ord(misread.lower())] = ord(meant)
    return bytes(table)


_READING: Final = _reading_table()
_PAIRS: Final = tuple(high + low for high in SYMBOLS for low in SYMBOLS)


def text_of(value: int) -> str:
    """The canonical upper-case text of a 70-bit value."""
    pairs = _PAIRS
    return (
        pairs[value >> 60]
        + pairs[value >> 50 & 1023]
        + pairs[value >> 40 & 1023]
        + pairs[value >> 30 & 1023]
        + pairs[value >> 20 & 1023]
        + pairs[value >> 10 & 1023]
        + pairs[value & 1023]
    )


def value_of(text: str) -> int | None:
    """The 70-bit value of a typed or scanned text, None for anything that is not a code's shape.

    Case, hyphens and spaces do not matter; full-width letters, as Chinese keyboards write them, are taken for
    their plain forms. Any text is safe to pass.
    """
    if len(text) > TYPED_SYMBOLS_MAX:
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if not text.isascii():
            return None
    digits = text.encode("ascii").translate(_READING, _IGNORED)
    if len(digits) != CODE_SYMBOLS or b"!" in digits:
        return None
    return int(digits, 32)


def canonical(text: str) -> str | None:
    """The text as it was printed, or None where it has not the shape of a code."""
    value = value_of(text)
    return None if value is None else text_of(value)


def grouped(code: str) -> str:
    """A canonical code as people copy it, in groups of five, five and four: `7K3QX-2M9R4-TB8V`."""
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"
