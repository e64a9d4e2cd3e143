"""Batches as intervals, and telling genuine codes from all others."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.codes.alphabet import SYMBOLS, grouped
from engine.codes.batch import Batch, allocate, code_of
from engine.codes.permutation import INDEX_COUNT, CodeKey, Permutation
from engine.codes.recogniser import NOT_GENUINE, Recognised, Recogniser

KEY, NEXT_KEY = CodeKey(1, b"a" * 32), CodeKey(2, b"b" * 32)
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)


def batch(number: int, base: int, size: int, key_id: int = 1, **other: object) -> Batch:
    words = {"brand": "D", "gtin": "09521000100015", "kind": "in_lid", "name": f"B{number}"} | other
    return Batch(id=number, key_id=key_id, base=base, size=size, created_at=NOW, **words)


FIRST, SECOND, LARGEST = batch(1, 0, 10_000), batch(2, 10_000, 500), batch(3, 20_000, 1_000_000_000)
ROTATED = batch(4, 0, 1_000, key_id=2)
RECOGNISER = Recogniser([KEY, NEXT_KEY], [LARGEST, FIRST, ROTATED, SECOND])


@pytest.mark.parametrize(
    ("printed", "serial"),
    [(b, serial) for b in (FIRST, SECOND, LARGEST, ROTATED) for serial in (1, 2, b.size - 1, b.size)],
)
def test_every_batch_is_known_to_both_its_ends(printed: Batch, serial: int) -> None:
    code = code_of(printed, Permutation(KEY if printed.key_id == 1 else NEXT_KEY), serial)
    assert RECOGNISER.recognise(code) == Recognised(printed, serial)
    assert RECOGNISER.recognise(grouped(code).lower()) == Recognised(printed, serial)


@pytest.mark.parametrize("index", [10_500, 19_999, 1_000_020_000, INDEX_COUNT - 1])
def test_indices_of_no_batch_are_not_genuine(index: int) -> None:
    assert RECOGNISER.recognise(Permutation(KEY).encode(index)) is NOT_GENUINE


def test_ten_thousand_codes_with_one_wrong_character_are_all_not_genuine() -> None:
    seeded, permutation, wrong = random.Random(5), Permutation(KEY), []
    for _ in range(10_000):
        code = code_of(LARGEST, permutation, seeded.randint(1, LARGEST.size))
        place = seeded.randrange(len(code))
        other = seeded.choice(SYMBOLS.replace(code[place], ""))
        if RECOGNISER.recognise(code[:place] + other + code[place + 1 :]) is not NOT_GENUINE:
            wrong.append(code)
    assert wrong == []


def test_a_near_miss_is_told_the_same_as_nonsense() -> None:
    """Unallocated, mistyped and absurd texts all get the very same answer."""
    unallocated = Permutation(KEY).encode(15_000)
    answers = {id(RECOGNISER.recognise(text)) for text in (unallocated, "0" * 14, "", "你好", "x" * 10_000)}
    assert answers == {id(NOT_GENUINE)}


@given(st.text(max_size=100))
def test_no_text_makes_it_raise(text: str) -> None:
    assert RECOGNISER.recognise(text) is NOT_GENUINE


def test_without_keys_nothing_is_genuine() -> None:
    assert Recogniser([], []).recognise("0" * 14) is NOT_GENUINE
    assert Recogniser([KEY], []).recognise(Permutation(KEY).encode(0)) is NOT_GENUINE


def test_the_key_given_first_decides_where_a_text_opens_under_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a text is too rare to be found, so both keys are made to open everything to one index."""
    monkeypatch.setattr(Permutation, "decode", lambda self, text: 4)
    first, second = batch(1, 0, 10), batch(2, 0, 10, key_id=2)
    assert Recogniser([KEY, NEXT_KEY], [first, second]).recognise("") == Recognised(first, 5)
    assert Recogniser([NEXT_KEY, KEY], [first, second]).recognise("") == Recognised(second, 5)


def test_overlapping_batches_are_a_defect() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Recogniser([KEY], [batch(1, 0, 100), batch(2, 99, 5)])


def test_a_batch_without_its_key_is_a_defect() -> None:
    with pytest.raises(ValueError, match="not given"):
        Recogniser([NEXT_KEY], [FIRST])
    with pytest.raises(ValueError, match="same id"):
        Recogniser([KEY, KEY], [])


def test_new_batches_lie_behind_the_old_ones_of_their_key() -> None:
    assert allocate([], 1, 10) == 0
    assert allocate([FIRST, LARGEST, SECOND], 1, 10) == 1_000_020_000
    assert allocate([FIRST, LARGEST, ROTATED], 2, 10) == 1_000


def test_a_used_up_key_gives_no_more_batches() -> None:
    full = [batch(1, INDEX_COUNT - 1_000, 900)]
    assert allocate(full, 1, 100) == INDEX_COUNT - 100
    assert allocate(full, 1, 101) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"size": 0}, "codes"),
        ({"size": 1_000_000_001}, "codes"),
        ({"base": -1}, "outside"),
        ({"base": INDEX_COUNT - 4}, "outside"),
        ({"gtin": "09521000100016"}, "GTIN"),
        ({"gtin": "9521000100015"}, "GTIN"),
        ({"kind": "lorry"}, "one of"),
        ({"created_at": datetime(2026, 4, 1)}, "time zone"),  # noqa: DTZ001 - the defect under test
    ],
)
def test_a_batch_that_cannot_be_is_a_defect(change: dict[str, object], words: str) -> None:
    sound: dict[str, object] = {"id": 1, "brand": "D", "key_id": 1, "base": 0, "size": 5, "name": "B"}
    sound |= {"gtin": "09521000100015", "kind": "in_lid", "created_at": NOW}
    with pytest.raises(ValueError, match=words):
        Batch(**(sound | change))


def test_codes_are_made_only_within_the_batch_and_under_its_key() -> None:
    for serial in (0, 10_001):
        with pytest.raises(ValueError, match="outside"):
            code_of(FIRST, Permutation(KEY), serial)
    with pytest.raises(ValueError, match="under key"):
        code_of(FIRST, Permutation(NEXT_KEY), 1)
