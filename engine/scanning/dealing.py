"""What a deal gives a code: a keyed permutation of the places of the printed codes, so that nothing is stored.

A code's place is counted from 0 over all codes that the event rules, in the order in which they were printed. The
key comes from the secret of the campaign's first version, whose hash is published before the first claim, so every
later version deals the same; after the end anybody can deal again with that secret.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Final

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from numpy.typing import NDArray

from dsl.campaign import Draw, Trigger
from dsl.dealing import Places, dealt, dealt_column
from engine.campaigns.live import BrandState, Version

_BLOCK: Final = Struct("<QQ")
_FIRST: Final = Struct("<Q8x")


def deal_key(secret: bytes, trigger: Trigger, deal: int) -> bytes:
    """The key of a deal: HMAC-SHA256 of `deal|event|number` under the first version's secret.

    The event is what the trigger asks for (`gtin=09521000100015|batch=B-1`, empty for any scan), the number
    counts its deals from 0: a running campaign may change neither.
    """
    event = "|".join(f"{name}={value}" for name, value in trigger.asked)
    return hmac.digest(secret, f"deal|{event}|{deal}".encode(), hashlib.sha256)


def dealt_number(key: bytes, place: int, codes: int) -> int:
    """The number in [0, codes) of the code at a place; a code printed later than these gets the last, `rest`.

    The round function is AES-256 of one block, the round above the half and the number of codes as two
    little-endian numbers of 64 bits; the lowest bits of the first eight bytes are kept.
    """
    if place >= codes:
        return codes - 1
    encrypt = Cipher(AES(key), ECB()).encryptor().update
    return dealt(
        place,
        codes,
        lambda number, half: int(_FIRST.unpack(encrypt(_BLOCK.pack(number << 56 | half, codes)))[0]),
    )


def dealt_numbers(key: bytes, places: NDArray[np.integer], codes: int) -> NDArray[np.int64]:
    """`dealt_number` for many places below `codes` at once."""
    encrypt = Cipher(AES(key), ECB()).encryptor().update

    def mixed(number: int, half: Places) -> Places:
        blocks = np.empty((len(half), 2), "<u8")
        blocks[:, 0] = half | np.uint64(number << 56)
        blocks[:, 1] = codes
        return np.frombuffer(encrypt(blocks.tobytes()), "<u8")[::2]

    return dealt_column(places, codes, mixed)


@dataclass(frozen=True, slots=True)
class Dealt:
    """The part of one code in the deals of its event. `secret` is that of the campaign's first version."""

    secret: bytes
    trigger: Trigger
    draws: Mapping[int, Draw]
    place: int

    def number(self, site: int) -> int | None:
        """What the deal at a site gives the code; None where chance decides."""
        draw = self.draws[site]
        if draw.deal is None:
            return None
        return dealt_number(deal_key(self.secret, self.trigger, draw.deal), self.place, draw.scale)


def dealt_to(
    brand: BrandState, version: Version, trigger: int, batch_id: int | None, serial: int | None
) -> Dealt | None:
    """The part of a printed code, None for what is no code of the trigger or takes part in no deal."""
    if version.program is None or batch_id is None or serial is None:
        return None
    draws = version.program.draws(trigger)
    if not brand.once(
        ("deals", version.id, trigger), lambda: any(draw.deal is not None for draw in draws.values())
    ):
        return None
    campaign = brand.campaign(version.campaign_id)
    before = brand.printed_before(version, trigger).get(batch_id)
    if campaign is None or before is None:
        return None
    asked = version.program.campaign.triggers[trigger]
    return Dealt(campaign.versions[0].secret, asked, draws, before + serial - 1)
