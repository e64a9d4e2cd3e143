"""The secret order of codes: a keyed permutation of 70 bits, so that no table of codes is ever stored.

A code is an index with 36 zero bits above it, permuted. Who has no key can neither tell which index a code
stands for nor make one up: a made-up text opens to 36 zero bits once in 2^36 tries.

The permutation is a Feistel network of 10 rounds over two halves of 35 bits. Its round function is AES-256 of
one block (key id, round, half), of which 35 bits are kept; the key id is the tweak, so that two keys with one
secret still give unrelated codes. Luby and Rackoff, "How to construct pseudorandom permutations", 1988; ten
rounds are those of NIST SP 800-38G's FF1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct
from typing import Final

from cryptography.hazmat.primitives.ciphers import AEADEncryptionContext, Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from engine.codes.alphabet import CODE_BITS, text_of, value_of

INDEX_BITS: Final = 34
INDEX_COUNT: Final = 1 << INDEX_BITS
ROUNDS: Final = 10
HALF_BITS: Final = CODE_BITS // 2
HALF_MASK: Final = (1 << HALF_BITS) - 1
SECRET_BYTES: Final = 32

#: What each round adds to its half, so that no two rounds share an input.
ROUND_MARKS: Final = tuple(number << 56 for number in range(ROUNDS))

_PACK: Final = Struct("<QQ").pack
_UNPACK: Final = Struct("<Q8x").unpack


@dataclass(frozen=True, slots=True)
class CodeKey:
    """One secret under which indices become codes. `id` is public and stored with each batch."""

    id: int
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.id < 1 << 63:
            raise ValueError(f"a key's id is a number from 0 to 2^63 - 1, not {self.id}")
        if len(self.secret) != SECRET_BYTES:
            raise ValueError(f"a key's secret has {SECRET_BYTES} bytes, not {len(self.secret)}")


def block_cipher(key: CodeKey) -> CipherContext:
    """AES-256 on single blocks. ECB is right here: each block is one evaluation of the round function."""
    context = Cipher(AES(key.secret), ECB()).encryptor()
    assert not isinstance(context, AEADEncryptionContext)
    return context


class Permutation:
    """Codes one at a time under one key: for scans, pages and receipts. See `bulk` for whole batches."""

    __slots__ = ("_encrypt", "_tweak", "key")

    def __init__(self, key: CodeKey) -> None:
        self.key = key
        self._tweak = key.id
        self._encrypt = block_cipher(key).update

    def encode(self, index: int) -> str:
        """The canonical code of an index from 0 to 2^34 - 1."""
        if not 0 <= index < INDEX_COUNT:
            raise ValueError(f"index {index} lies outside 0 to {INDEX_COUNT - 1}")
        return text_of(self.permute(index))

    def decode(self, text: str) -> int | None:
        """The index of a code as typed, None where the text is no code of this key. Never raises."""
        value = value_of(text)
        if value is None:
            return None
        plain = self.invert(value)
        return plain if plain < INDEX_COUNT else None

    def permute(self, plain: int) -> int:
        """The image of a 70-bit value."""
        encrypt, tweak, mask, pack, unpack = self._encrypt, self._tweak, HALF_MASK, _PACK, _UNPACK
        left, right = plain >> HALF_BITS, plain & mask
        for mark in ROUND_MARKS:
            left, right = right, left ^ (unpack(encrypt(pack(mark | right, tweak)))[0] & mask)
        return left << HALF_BITS | right

    def invert(self, value: int) -> int:
        """The 70-bit value whose image this is."""
        encrypt, tweak, mask, pack, unpack = self._encrypt, self._tweak, HALF_MASK, _PACK, _UNPACK
        left, right = value >> HALF_BITS, value & mask
        for mark in reversed(ROUND_MARKS):
            left, right = right ^ (unpack(encrypt(pack(mark | left, tweak)))[0] & mask), left
        return left << HALF_BITS | right
