"""Recipes: the sample campaigns with five questions each. What is answered goes into the text at the place it is asked about.

Questions are found in the text itself, among the slots of its blocks, so every sample is a recipe and a new one needs nothing
but its text. Pure, but for reading the samples that ship.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from engine.api import Label, editing
from engine.api import editing_blocks as bl
from studio.samples import Sample, sample, samples

#: The chapters of the gallery with the recipes that are worth finding first; any other sample stands in the last one.
_CHAPTERS: Final[dict[str, tuple[str, ...]]] = {
    "begin": ("first_scan", "falling_odds", "one_place_one_policy", "bring_a_friend", "clerk_recommends", "blank"),
    "odds": ("grand_prize", "first_thousand", "tenth_at_the_latest", "another_bottle", "locked_by_the_next"),
    "people": ("personal_offers", "tiers_and_tags", "win_back", "follow_up", "coupon_or_cash", "cost_mix",
        "other_category"),
    "shops": ("three_wins", "shop_and_consumer", "carton_bottle_clerk", "weak_outlets", "shop_opening", "both_ways", "pilot",
        "cartons_that_pay", "dealers_and_regions", "try_in_store", "presale_pickup", "tasting"),
    "together": ("allied_brands", "group_of_two", "chain_order", "group_of_three", "cash_bag"),
    "calendar": ("birthday", "birthday_month", "childrens_day", "member_day", "weekend", "happy_hour"),
    "more": (),
}  # fmt: skip
_DATED: Final = _CHAPTERS["calendar"]
_GTIN: Final = re.compile(r"\d{8,14}")
_FIGURE: Final = re.compile(r"\d{1,12}(\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A sample as a card of the gallery."""

    code: str
    title: Label
    about: Label


@dataclass(frozen=True, slots=True)
class Chapter:
    """Cards that belong together."""

    code: str
    recipes: tuple[Recipe, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `name` tells which, `value` is the answer that stands there now. `unit` follows the field."""

    name: str
    value: str
    unit: str = ""


def chapters() -> tuple[Chapter, ...]:
    """The gallery."""
    every = {one.code: one for one in samples()}
    placed = {code for codes in _CHAPTERS.values() for code in codes}
    found = []
    for name, codes in _CHAPTERS.items():
        chosen = codes or tuple(code for code in every if code not in placed)
        found.append(Chapter(name, tuple(_recipe(every[code]) for code in chosen if code in every)))
    return tuple(chapter for chapter in found if chapter.recipes)


def recipe(code: str) -> Recipe | None:
    """The card of this code, or None."""
    found = sample(code)
    return None if found is None else _recipe(found)


def _recipe(one: Sample) -> Recipe:
    titles = re.findall('"([^"]*)"', one.text.en.split("\n")[1])
    return Recipe(one.code, Label(titles[0], titles[-1]), one.about)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, as typed; an empty answer leaves what stands there."""

    title: str = ""
    contact: str = ""
    starts: str = ""
    ends: str = ""
    product: str = ""
    budget: str = ""
    limit: str = ""
    reward: str = ""


#: How a text becomes a document to ask about.
Reader = Callable[[str], editing.Document]


def begun(code: str, language: str, brand: str, today: date, read: Reader) -> str:
    """The recipe's text for a brand, beginning tomorrow; those that hang on days of the year keep theirs, in years to come."""
    found = sample(code)
    if found is None:
        raise KeyError(code)
    text = found.text[language]
    slots = _Slots(read(text))
    starts, ends = (date.fromisoformat(piece.value) for piece in slots.runs)
    first = today + timedelta(days=1)
    if code in _DATED:
        first = starts
        while first <= today:
            first = first.replace(year=first.year + 1)
    changes = [*slots.texts("brand", brand), *slots.shifted((first - starts).days, first + (ends - starts))]
    return _written(text, changes)


def questions(document: editing.Document) -> tuple[Question, ...]:
    """What is asked about a text, with what stands there."""
    slots = _Slots(document)
    return tuple(slots.questions())


def answered(text: str, answers: Answers, read: Reader) -> str:
    """The text with the answers in their places, in every line that speaks of the same thing."""
    slots = _Slots(read(text))
    changes: list[tuple[bl.Piece, str]] = []
    if answers.title:
        changes += slots.titled(answers.title)
    if answers.contact:
        changes += slots.texts("contact", answers.contact)
    changes += slots.dated(answers.starts, answers.ends)
    if answers.product:
        changes += slots.produced(answers.product)
    for figure, places in (
        (answers.budget, slots.budget()),
        (answers.limit, slots.limit()),
        (answers.reward, slots.reward()),
    ):
        changes += _figures(figure, places)
    return _written(text, changes)


def _figures(answer: str, places: tuple[bl.Piece, ...]) -> list[tuple[bl.Piece, str]]:
    """The first place takes the answer; figures of another size that follow, such as a daily part, keep their share."""
    figure = _decimal(answer)
    if figure is None or not places:
        return []
    old = _decimal(places[0].value) or Decimal(1)
    changes = []
    for piece in places:
        own = _decimal(piece.value) or old
        new = figure if own == old else (figure * own / old).quantize(own)
        changes.append((piece, f"{new:f}"))
    return changes


def _decimal(text: str) -> Decimal | None:
    plain = text.replace(",", "").replace("，", "").strip()
    if not _FIGURE.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:  # pragma: no cover  # the pattern lets nothing else through
        return None


def _written(text: str, changes: Iterable[tuple[bl.Piece, str]]) -> str:
    edits = [editing.Edit(piece.at.start, piece.at.end, bl.spelled(piece, value)) for piece, value in changes]
    return editing.edited(text, edits)


class _Slots:
    """The slots of a text that questions are about."""

    def __init__(self, document: editing.Document) -> None:
        self.blocks = [one for top in bl.blocks(document) for one in top.every()]

    def of(self, kind: str, slot: str) -> list[bl.Piece]:
        return [
            piece for one in self.blocks if one.kind == kind for piece in one.pieces if piece.slot == slot
        ]

    @property
    def runs(self) -> list[bl.Piece]:
        return self.of("runs", "date")[:2]

    def questions(self) -> Iterator[Question]:
        yield from (Question("title", piece.value) for piece in self.of("campaign", "text")[-1:])
        yield from (Question("contact", piece.value) for piece in self.of("contact", "text")[:1])
        for name, piece in zip(("starts", "ends"), self.runs, strict=False):
            yield Question(name, piece.value)
        yield from (Question("product", piece.value) for piece in self.products()[:1])
        yield from (Question("budget", piece.value, self.unit(piece)) for piece in self.budget()[:1])
        yield from (Question("limit", piece.value) for piece in self.limit()[:1])
        yield from (Question("reward", piece.value, self.unit(piece)) for piece in self.reward()[:1])

    def unit(self, figure: bl.Piece) -> str:
        """The word behind a figure: its currency."""
        for one in self.blocks:
            for piece, following in zip(one.pieces, one.pieces[1:], strict=False):
                if piece.at == figure.at:
                    return following.text
        return ""

    def texts(self, kind: str, value: str) -> list[tuple[bl.Piece, str]]:
        return [(piece, value) for piece in self.of(kind, "text")]

    def titled(self, title: str) -> list[tuple[bl.Piece, str]]:
        return self.texts("campaign", title)

    def products(self) -> list[bl.Piece]:
        """Wherever a product is named; the first is the one that is scanned."""
        numbers = [piece for one in self.blocks for piece in one.pieces if piece.slot == "number"]
        return [piece for piece in numbers if _GTIN.fullmatch(piece.value)]

    def produced(self, product: str) -> list[tuple[bl.Piece, str]]:
        """Another first product; one that the text names already changes places with it."""
        named = self.products()
        swapped = {product: named[0].value, named[0].value: product} if named else {}
        return [(piece, swapped[piece.value]) for piece in named if piece.value in swapped]

    def budget(self) -> tuple[bl.Piece, ...]:
        head = [one for one in self.blocks if one.kind == "budget" and one.depth == 1][:1]
        return tuple(piece for one in head for piece in one.pieces if piece.slot == "number")

    def limit(self) -> tuple[bl.Piece, ...]:
        return tuple(self.of("limit", "number")[:1])

    def reward(self) -> tuple[bl.Piece, ...]:
        """The first amount that is given, and the same one of the same reward in every other line."""
        found: list[tuple[str, bl.Piece]] = []
        for one in self.blocks:
            if one.kind in ("give", "outcome", "expect", "spent", "lapsed"):
                for word, figure, behind in zip(one.pieces, one.pieces[1:], one.pieces[2:], strict=False):
                    if (word.slot, figure.slot, behind.slot) == ("word", "number", "word"):
                        found.append((word.text, figure))
        return tuple(
            figure for word, figure in found if (word, figure.value) == (found[0][0], found[0][1].value)
        )

    def dated(self, starts: str, ends: str) -> list[tuple[bl.Piece, str]]:
        try:
            first = date.fromisoformat(starts) if starts else date.fromisoformat(self.runs[0].value)
            last = date.fromisoformat(ends) if ends else date.fromisoformat(self.runs[1].value)
            return self.shifted((first - date.fromisoformat(self.runs[0].value)).days, last)
        except (ValueError, OverflowError):
            return []

    def shifted(self, days: int, last: date) -> list[tuple[bl.Piece, str]]:
        """Every date so many days later, but the campaign's last one."""
        end = self.runs[1].at
        dates = (piece for one in self.blocks for piece in one.pieces if piece.slot == "date")
        return [
            (
                piece,
                (
                    last if piece.at == end else date.fromisoformat(piece.value) + timedelta(days=days)
                ).isoformat(),
            )
            for piece in dates
        ]
