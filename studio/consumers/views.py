"""What the templates of the service desk see."""

from __future__ import annotations

from dataclasses import dataclass

from engine.api import CouponView, Label, Money, Parting, consumers


@dataclass(frozen=True, slots=True)
class Reasoned:
    """The reason of a look as typed: a purpose, and a note such as a ticket's number."""

    purpose: str = "asked"
    note: str = ""


@dataclass(frozen=True, slots=True)
class FindScreen:
    """The search, what it found, and whom this user looked at lately. `asked`: a search was made.

    What was typed is not repeated: it may be somebody's number.
    """

    purposes: tuple[str, ...]
    reason: Reasoned
    asked: bool
    hits: tuple[consumers.Hit, ...]
    looks: tuple[consumers.Look, ...]
    fault: Label | None = None
    fault_field: str = ""


@dataclass(frozen=True, slots=True)
class GateScreen:
    """Asks why a person is looked at, before anything is shown."""

    person: int
    purposes: tuple[str, ...]
    reason: Reasoned
    fault: Label | None = None
    fault_field: str = ""
    why_wanted: bool = True


@dataclass(frozen=True, slots=True)
class PersonScreen:
    """One person, and a page of what happened. `looks` are shown to those who look after people."""

    profile: consumers.Profile
    entries: tuple[consumers.Entry, ...]
    parts: tuple[str, ...]
    part: str
    before: int | None
    older: int | None
    looks: tuple[consumers.Look, ...]
    agreements: dict[str, Label]
    fault: Label | None = None
    fault_act: str = ""


@dataclass(frozen=True, slots=True)
class JoinScreen:
    """Two accounts about to become one, with what follows; before, whom to join is asked for.

    `word` is what must be typed to confirm.
    """

    person: int
    name: str
    hits: tuple[consumers.Hit, ...]
    asked: bool
    told: consumers.Joining | None
    word: str
    note: str = ""
    fault: Label | None = None
    fault_field: str = ""


@dataclass(frozen=True, slots=True)
class DeletionScreen:
    """What a deletion ends and what is still paid, before it is confirmed by typing `word`."""

    person: int
    name: str
    points: int
    locked: Money | None
    owed: Money | None
    coupons: tuple[CouponView, ...]
    word: str
    note: str = ""
    fault: Label | None = None
    fault_field: str = ""


def deletion_screen(
    profile: consumers.Profile, told: Parting, note: str = "", fault: Label | None = None, field: str = ""
) -> DeletionScreen:
    """What a deletion means for a person."""
    return DeletionScreen(
        profile.person, profile.name, told.points, told.locked, told.owed,
        tuple(one for one in profile.coupons if one.state == "open"), word_of(profile), note, fault, field,
    )  # fmt: skip


def word_of(profile: consumers.Profile) -> str:
    """What confirms an act that cannot be undone: the last four digits of the person's number."""
    return f"{profile.person % 10_000:04}"
