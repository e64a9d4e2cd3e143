"""Draws, recomputed from what is public after the end: version text, its hash, the secret and its hash. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dsl.campaign import Campaign, Choice, Draw, Rule
from dsl.values import Label
from engine.campaigns.publication import version_hash
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

    `event` is the line of the event, 1-based as all lines. Only the draw counts that the rules led to.
    """

    event: int
    line: int
    number: int
    scale: int
    outcome: int


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


def prove(version: Disclosed, code: str | None, campaign: Campaign | None) -> Proof:
    """Check a version and tell the draws of a code (14 canonical characters). `campaign` is the text, checked."""
    secret = bytes.fromhex(version.secret)
    fits = version_hash(version.text, version.vocabulary) == version.hash
    draws: tuple[ProvenDraw, ...] | None = ()
    if code is not None:
        draws = None if campaign is None else tuple(draws_of(secret, code, campaign))
    return Proof(secret_fits(secret, version.secret_hash), fits, draws)


def draws_of(secret: bytes, code: str, campaign: Campaign) -> Iterator[ProvenDraw]:
    """Every draw that a scan of the code could meet."""
    for index, trigger in enumerate(campaign.triggers):
        if trigger.kind != "scan":
            continue
        for draw in _draws(trigger.rules):
            number = draw_number(secret, code, index, draw.site, draw.scale)
            outcome = next(one for one in draw.outcomes if one.low <= number < one.high)
            yield ProvenDraw(trigger.line, draw.line, number, draw.scale, outcome.line)


def _draws(rules: tuple[Rule, ...]) -> Iterator[Draw]:
    for rule in rules:
        if isinstance(rule, Draw):
            yield rule
        elif isinstance(rule, Choice):
            for branch in rule.branches:
                yield from _draws(branch.rules)
