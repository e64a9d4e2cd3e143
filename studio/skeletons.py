"""Pages that are laid out once: a skeleton keeps all that many answers share, and an answer fills its few holes.

A skeleton is rendered by its template with a mark in the place of each hole, cut at the marks, and packed piece
by piece. Each piece ends on a whole byte and refers to nothing before it (RFC 1951, 3.2.4; zlib's full flush), so
that packed pieces and packed values can be strung together in any order; only the checksum is reckoned anew
(RFC 1952). What is secret in a hole is never packed together with what a caller has sent.
"""

from __future__ import annotations

import re
import secrets
import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

_KEPT_MAX: Final = 256
#: Below this, packing a value gains less than it takes.
_LEAST_BYTES: Final = 200
_BEST, _QUICK = 9, 5
_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
#: An empty last block.
_END: Final = b"\x03\x00"
#: Nobody outside can write it, so no text of a campaign can be taken for a hole.
_SEAL: Final = secrets.token_hex(16)
_MARK: Final = re.compile(rf"{_SEAL}-(\w+);")


def hole(name: str) -> str:
    """The mark that a template is given in the place of a value."""
    return f"{_SEAL}-{name};"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The fixed pieces of a page, plain and packed, and the names of the holes between them."""

    plain: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    holes: tuple[str, ...]

    def filled(self, value: Callable[[str], str]) -> bytes:
        """The page. `value` tells what goes into a hole; text is escaped, `Markup` is taken as it is."""
        parts = [self.plain[0]]
        for piece, written in zip(self.plain[1:], self._written(value), strict=True):
            parts += (written, piece)
        return b"".join(parts)

    def filled_and_packed(self, value: Callable[[str], str]) -> bytes:
        """The same page as gzip."""
        checksum, length = zlib.crc32(self.plain[0]), len(self.plain[0])
        parts = [_HEAD, self.packed[0]]
        for piece, packed, written in zip(self.plain[1:], self.packed[1:], self._written(value), strict=True):
            checksum = zlib.crc32(piece, zlib.crc32(written, checksum))
            length += len(written) + len(piece)
            parts += (_block(written), packed)
        return b"".join((*parts, _END, struct.pack("<II", checksum, length & 0xFFFFFFFF)))

    def _written(self, value: Callable[[str], str]) -> Iterable[bytes]:
        known = {name: str(escape(value(name))).encode() for name in dict.fromkeys(self.holes)}
        return [known[name] for name in self.holes]


def cut(html: str, packer: Callable[[bytes], bytes] | None = None) -> Skeleton:
    """The skeleton of a page that was rendered with marks. `packer` packs its pieces, by default as small as can be."""
    parts = _MARK.split(html)
    plain = tuple(piece.encode() for piece in parts[::2])
    packed = tuple((packer or _packed)(piece) for piece in plain)
    return Skeleton(plain, packed, tuple(parts[1::2]))


def _packed(content: bytes, level: int = _BEST) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def _block(content: bytes) -> bytes:
    if len(content) >= _LEAST_BYTES:
        return _packed(content, _QUICK)
    return b"\x00" + struct.pack("<HH", len(content), len(content) ^ 0xFFFF) + content


class Skeletons:
    """The skeletons of one application by what they were made from; the least recently used is forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Skeleton] = OrderedDict()

    def find(self, key: Hashable, lay_out: Callable[[], str]) -> Skeleton:
        """The skeleton of a key, laid out when it is first asked for."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = cut(lay_out())
            if len(self._kept) > _KEPT_MAX:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found
