"""How codes are written and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.codes.alphabet import CODE_BITS, SYMBOLS, canonical, grouped, text_of, value_of

values = st.integers(0, (1 << CODE_BITS) - 1)


@given(values)
def test_every_value_reads_back_from_its_text(value: int) -> None:
    text = text_of(value)
    assert len(text) == 14
    assert value_of(text) == value


def test_the_ends_are_all_zeros_and_all_z() -> None:
    assert text_of(0) == "0" * 14
    assert text_of((1 << 70) - 1) == "Z" * 14


def test_symbols_stand_for_their_place_in_the_alphabet() -> None:
    for place, symbol in enumerate(SYMBOLS):
        assert value_of("0" * 13 + symbol) == place


@pytest.mark.parametrize(
    "typed",
    [
        "10AB-CDEF-GHJK-MN",
        "loab cdef ghjk mn",
        "IoAbCdEfGhJkMn",
        " 10ABCDEFGHJKMN\n",
        "１０ＡＢＣＤＥＦＧＨＪＫＭＮ",  # as a Chinese keyboard types it
    ],
)
def test_what_people_type_is_read_as_what_was_printed(typed: str) -> None:
    assert canonical(typed) == "10ABCDEFGHJKMN"


@pytest.mark.parametrize(
    "typed",
    ["", "10ABCDEFGHJKM", "10ABCDEFGHJKMN0", "U0ABCDEFGHJKMN", "1_0ABCDEFGHJKM", "+0ABCDEFGHJKMN", "٠" * 14],
)
def test_other_shapes_are_no_codes(typed: str) -> None:
    assert value_of(typed) is None


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_read(text: str) -> None:
    value = value_of(text)
    assert value is None or 0 <= value < 1 << CODE_BITS


def test_endless_text_is_refused_unread() -> None:
    assert value_of("-" * 51 + "0" * 14) is None
    assert value_of("\ud800" * 14) is None


@given(values)
def test_groups_read_back_as_the_same_code(value: int) -> None:
    assert value_of(grouped(text_of(value))) == value
