"""What is packed in what: links are told like a plain list of what was said, at any instant, in both directions."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest

from engine.codes import links
from engine.codes.gaps import child_gaps, parent_gaps
from engine.codes.link_book import LinkBook
from engine.codes.links import LinkBlock

SIZE = 60
BOTTLES, OUT = 1, 0
CARTONS = (7, 8)


@dataclass(frozen=True)
class Said:
    """One link as somebody would say it."""

    first: int
    last: int
    parent: int
    into: int
    per: int
    since: int


def plain(said: list[Said], at: int) -> dict[int, tuple[int, int]]:
    """The unit of each bottle at an instant: of what covers it, the latest moment, then the last said."""
    units: dict[int, tuple[int, int]] = {}
    for serial in range(1, SIZE + 1):
        covering = [
            (one.since, place, one)
            for place, one in enumerate(said)
            if one.first <= serial <= one.last and one.since <= at
        ]
        if covering:
            one = max(covering)[2]
            if one.parent:
                units[serial] = (one.parent, one.into + (serial - one.first) // one.per)
    return units


def played(seed: int) -> tuple[LinkBook, list[Said]]:
    fate = random.Random(seed)
    book, said = LinkBook(), []
    for _ in range(fate.randint(1, 25)):
        block = []
        for _ in range(fate.randint(1, 4)):
            first, parent = fate.randint(1, SIZE), fate.choice([OUT, *CARTONS])
            last, per = fate.randint(first, SIZE), fate.randint(1, 7) if parent else 1
            block.append(Said(first, last, parent, fate.randint(1, 5), per, fate.randint(0, 5)))
        made = [links.link(one.first, one.last, one.parent, one.into, one.per, one.since) for one in block]
        kept = links.unpack(links.pack(np.concatenate(made)))
        book.record([LinkBlock(BOTTLES, kept, 5, "line 4")])
        said += block
    return book, said


@pytest.mark.parametrize("seed", range(60))
def test_the_book_tells_what_a_plain_list_does(seed: int) -> None:
    book, said = played(seed)
    fate = random.Random(-seed)
    for at in range(-1, 6):
        units = plain(said, at)
        found = {serial: book.unit_of(BOTTLES, serial, at) for serial in range(1, SIZE + 1)}
        assert {serial: (one.batch, one.serial) for serial, one in found.items() if one} == units
        standing = book.standing(BOTTLES, at)
        gaps = child_gaps(BOTTLES, SIZE, standing)
        assert (gaps.packed, gaps.loose) == (len(units), SIZE - len(units))
        assert sum(one.last - one.first + 1 for one in gaps.stretches) == gaps.loose
        for one in parent_gaps(BOTTLES, standing):
            held = Counter(serial for parent, serial in units.values() if parent == one.batch_id)
            uneven = {serial: number for serial, number in held.items() if number != one.usual}
            assert (one.units, one.uneven) == (len(held), len(uneven))
            assert {short.serial: short.holds for short in one.named} == uneven
        first = fate.randint(1, 6)
        last = fate.randint(first, 8)
        for parent in CARTONS:
            inside = {
                serial
                for _, held in book.within(parent, first, last, at)
                for link in held
                for serial in range(link["first"], link["last"] + 1)
            }
            assert inside == {
                serial for serial, unit in units.items() if unit[0] == parent and first <= unit[1] <= last
            }


def test_history_names_every_unit_with_author_and_moments() -> None:
    book = LinkBook(
        [
            LinkBlock(BOTTLES, links.link(1, 48, 7, 1, 24, 100), 110, "line 4"),
            LinkBlock(BOTTLES, links.link(30, 30, 8, 9, 1, 200), 220, "Wang"),
            LinkBlock(BOTTLES, links.link(30, 30, OUT, 0, 1, 300), 330, "Li"),
        ]
    )
    told = [(line.unit, line.since_us, line.recorded_us, line.by) for line in book.history(BOTTLES, 30)]
    assert told == [((7, 2), 100, 110, "line 4"), ((8, 9), 200, 220, "Wang"), (None, 300, 330, "Li")]
    assert book.history(BOTTLES, 49) == ()


def test_single_codes_become_runs_and_equal_runs_one_link() -> None:
    """Twelve cartons of 24 in order are one link; a bottle out of order makes a few more."""
    bottles = np.arange(1, 289)
    cartons = (bottles - 1) // 24 + 5
    same = np.full(288, 7), np.full(288, 3)
    made = links.merged(bottles, same[0], cartons, same[1])
    assert [tuple(one) for one in made] == [(1, 288, 1, 5, 24, 7, 3)]
    swapped = bottles.copy()
    swapped[[10, 100]] = swapped[[100, 10]]
    again = links.merged(swapped, same[0], cartons, same[1])
    units = np.concatenate([links.unit_at(one.repeat(one["last"][0] - one["first"][0] + 1),
                                          np.arange(one["first"][0], one["last"][0] + 1))
                            for one in np.split(again, len(again))])  # fmt: skip
    assert len(units) == 288
    assert len(again) < 12
    book = LinkBook([LinkBlock(BOTTLES, again, 0, "")])
    for bottle, carton in zip(swapped.tolist(), cartons.tolist(), strict=True):
        unit = book.unit_of(BOTTLES, bottle, 3)
        assert unit is not None
        assert unit.serial == carton


def test_blocks_beyond_the_recent_ones_are_laid_together() -> None:
    """Thousands of small files about one batch, each over the earlier ones, still tell the last word."""
    book = LinkBook()
    for number in range(1, 400):
        book.record([LinkBlock(BOTTLES, links.link(1, 24, 7, number, 24, number), number, "")])
    for at in (1, 57, 399):
        unit = book.unit_of(BOTTLES, 12, at)
        assert unit is not None
        assert (unit.serial, unit.since_us) == (at, at)
