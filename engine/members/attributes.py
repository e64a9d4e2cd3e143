"""What a brand tells of a member: birthday, tags, tier. Personal ones only with the member's consent."""

from __future__ import annotations

import json
from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from dsl.values import Label
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import Invalid
from engine.grants.making import random_code
from engine.members.identity import Who, ask_identity, enrol, person_of
from engine.members.tiers import year_of
from engine.records import Consumer, Record

TAGS_MAX: Final = 50
TAG_MAX: Final = 64
TIER_MAX: Final = 40
#: Attributes that are kept only with consent.
PERSONAL: Final = ("birthday",)
_MEMBER_SYMBOLS: Final = 8
_LEAP_DAY: Final = "02-29"


@dataclass(frozen=True, slots=True)
class Attributes:
    """All attributes of a member. `birthday` is `MM-DD`, without a year: a campaign needs no age.

    `consents` names the personal ones to whose use the member has consented. Raises `Invalid` with the field.
    """

    birthday: str | None = None
    tags: tuple[str, ...] = ()
    tier: str | None = None
    consents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.birthday is not None and not _is_day(self.birthday):
            raise Invalid("birthday", Label("write month and day, such as 05-17", "请填写月和日，例如 05-17"))
        if self.birthday is not None and "birthday" not in self.consents:
            raise Invalid(
                "birthday",
                Label(
                    "a birthday is kept only with the member's consent: name it in `consents`",
                    "生日须经会员同意才可保存：请在 consents 中注明",
                ),
            )
        if set(self.consents) - set(PERSONAL):
            raise Invalid(
                "consents", Label(f"known: {', '.join(PERSONAL)}", f"可用的有：{'、'.join(PERSONAL)}")
            )
        if len(self.tags) > TAGS_MAX or not all(_is_text(tag, TAG_MAX) for tag in self.tags):
            raise Invalid(
                "tags",
                Label(
                    f"at most {TAGS_MAX} tags of 1 to {TAG_MAX} printable characters",
                    f"最多 {TAGS_MAX} 个标签，每个 1 至 {TAG_MAX} 个可显示字符",
                ),
            )
        if self.tier is not None and not _is_text(self.tier, TIER_MAX):
            raise Invalid(
                "tier",
                Label(f"use 1 to {TIER_MAX} printable characters", f"请使用 1 至 {TIER_MAX} 个可显示字符"),
            )


@dataclass(frozen=True, slots=True)
class SetAttributes:
    """A brand tells all that it wants known of a member; what is left out is forgotten."""

    who: Who
    attributes: Attributes
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """Who."""
        ask_identity(world, want, self.who)

    def apply(self, world: World) -> tuple[None, Changes]:
        """The person's row anew; somebody seen for the first time gets an account."""
        person, told = person_of(world, self.who), self.attributes
        rows: tuple[Record, ...] = ()
        if person is None:
            person, rows = enrol(world, self.who, random_code(_MEMBER_SYMBOLS), self.at)
        same = person.birthday == told.birthday and person.consent_us is not None
        year = year_of(self.at, world.brands[self.who.brand].zone)
        consent_us = person.consent_us if same else to_micros(self.at)
        changed = replace(
            person,
            birthday=told.birthday,
            consent_us=consent_us if told.birthday else None,
            tags=_kept(told.tags),
            tier=told.tier,
            birthday_from=_counts_from(person, told.birthday, year),
        )
        return None, NOTHING if changed == person and not rows else Changes(new=rows, changed=(changed,))


def _counts_from(person: Consumer, birthday: str | None, year: int) -> int | None:
    """A birthday counts at once when it is told first; one moved or taken back, from next year on: no year has two."""
    if person.birthday is None or person.birthday == birthday:
        return person.birthday_from
    return year + 1


def attributes_of(person: Consumer | None) -> Attributes:
    """What is known of a person."""
    if person is None:
        return Attributes()
    consents = ("birthday",) if person.birthday else ()
    return Attributes(person.birthday, tags_of(person), person.tier, consents)


def tags_of(person: Consumer) -> tuple[str, ...]:
    """The tags, in their order."""
    return tuple(json.loads(person.tags)) if person.tags else ()


def purposes_of(person: Consumer) -> tuple[str, ...]:
    """What a person has agreed to, besides a birthday."""
    return tuple(json.loads(person.consents)) if person.consents else ()


def agreed_by(persons: Iterable[Consumer | None]) -> frozenset[tuple[int, str]]:
    """Who agrees to what."""
    return frozenset((one.id, purpose) for one in persons if one for purpose in purposes_of(one))


def with_attributes_of(first: Consumer, other: Consumer) -> Consumer:
    """The account that stands for two who turned out to be one: its own attributes, else the other's; all tags."""
    birthday, consent_us = (
        (first.birthday, first.consent_us) if first.birthday else (other.birthday, other.consent_us)
    )
    counts_from = max((one.birthday_from for one in (first, other) if one.birthday_from), default=None)
    tags = _kept((*tags_of(first), *tags_of(other)))
    return replace(
        first, birthday=birthday, consent_us=consent_us, tags=tags, tier=first.tier or other.tier,
        birthday_from=counts_from,
        consents=_kept((*purposes_of(first), *purposes_of(other))),
        returned_us=first.returned_us or other.returned_us,
        returned_until_us=max(first.returned_until_us or 0, other.returned_until_us or 0) or None,
    )  # fmt: skip


def birthday_counts(person: Consumer, year: int) -> bool:
    """Whether the birthday that was told counts in a year: one that was changed does from the next year on."""
    return person.birthday_from is None or person.birthday_from <= year


def birthdays_on(day: date) -> tuple[str, ...]:
    """The birthdays that are kept on a day: in a common year those of 29 February on the 28th."""
    own = f"{day:%m-%d}"
    return (own, _LEAP_DAY) if own == "02-28" and not isleap(day.year) else (own,)


def _kept(tags: tuple[str, ...]) -> str | None:
    return json.dumps(sorted(set(tags)), ensure_ascii=False) if tags else None


def _is_day(text: str) -> bool:
    try:
        return f"{date.fromisoformat(f'2024-{text}'):%m-%d}" == text
    except ValueError:
        return False


def _is_text(text: str, most: int) -> bool:
    return 1 <= len(text) <= most and text.isprintable()
