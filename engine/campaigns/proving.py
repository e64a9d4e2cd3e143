"""Draws, recomputed from what is public after the end: version text, its hash, the secret and its hash. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dsl.campaign import Campaign, Draw, Trigger
from dsl.intents import draws_of
from dsl.values import Label
from engine.campaigns.publication import version_hash
from engine.events.naming import event_source
from engine.scanning.dealing import deal_key, dealt_number
from engine.scanning.draw import draw_number


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A version as anybody may check it. `hash` and `secret_hash` were public before the first claim.

    `hash` is SHA-256 of vocabulary version, line feed and text; `secret_hash` is SHA-256 of the secret, in hex.
    """

    number: int
    published_at: datetime
    vocabulary: str
    text: str
    hash: str
    secret_hash: str
    secret: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Every version of a campaign that has ended."""

    campaign_id: int
    slug: str
    title: Label
    versions: tuple[Disclosed, ...]


@dataclass(frozen=True, slots=True)
class ProvenDraw:
    """The number in [0, scale) that a code has for one draw, and the line of the text that it meets.

    `event` is the line of the event, 1-based as all lines. Only the draw counts that the rules led to. A deal goes
    by the code's place among the printed codes: `number` and `outcome` are None where that was not given.
    """

    event: int
    line: int
    number: int | None
    scale: int
    outcome: int | None
    dealt: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the published hashes fit, and a code's draws; None where the text's words are not installed."""

    secret_fits: bool
    text_fits: bool
    draws: tuple[ProvenDraw, ...] | None = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was changed after the fact."""
        return self.secret_fits and self.text_fits


def secret_fits(secret: bytes, secret_hash: str) -> bool:
    """Whether this is the secret that was committed."""
    return hashlib.sha256(secret).hexdigest() == secret_hash.lower()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code stands among the printed codes that its event rules, from 1, and the first version's secret.

    The reason that a decision is explained with tells the place.
    """

    number: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it was told to a campaign: its name and the teller's id."""

    campaign_id: int
    name: str
    id: str


def prove(
    version: Disclosed, code: str | Told | None, campaign: Campaign | None, place: Place | None = None
) -> Proof:
    """Check a version and tell the draws of a code (14 canonical characters), or of an event that was told.

    `campaign` is the text, checked.
    """
    secret = bytes.fromhex(version.secret)
    fits = version_hash(version.text, version.vocabulary) == version.hash
    draws: tuple[ProvenDraw, ...] | None = ()
    if code is not None:
        draws = None if campaign is None else tuple(proven_draws(secret, code, campaign, place))
    return Proof(secret_fits(secret, version.secret_hash), fits, draws)


def proven_draws(
    secret: bytes, code: str | Told, campaign: Campaign, place: Place | None = None
) -> Iterator[ProvenDraw]:
    """Every draw that a scan of the code, or the event, could meet."""
    kind = code.name if isinstance(code, Told) else "scan"
    code = event_source(code.campaign_id, code.name, code.id) if isinstance(code, Told) else code
    for index, trigger in enumerate(campaign.triggers):
        if trigger.kind != kind:
            continue
        for draw in draws_of(trigger.rules):
            number = _number(secret, code, index, trigger, draw, place)
            met = [one.line for one in draw.outcomes if number is not None and one.low <= number < one.high]
            outcome = met[0] if met else None
            yield ProvenDraw(
                trigger.line, draw.line, number, draw.scale, outcome, dealt=draw.deal is not None
            )


def _number(
    secret: bytes, code: str, index: int, trigger: Trigger, draw: Draw, place: Place | None
) -> int | None:
    if draw.deal is None:
        return draw_number(secret, code, index, draw.site, draw.scale)
    if place is None:
        return None
    return dealt_number(deal_key(place.secret, trigger, draw.deal), place.number - 1, draw.scale)
