"""Names and calendars: nearest names, spellings of the vocabulary, days and times of a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import check, format_text, parse
from dsl.keywords import KEYWORDS
from dsl.lexicon import Group, lexicon
from dsl.suggest import nearest
from dsl.values import Label
from dsl.vocabulary import FactWord, Param, RewardWord, Vocabulary, Word
from dsl.zones import Gap, Overlap, local_date, settle, start_of_day, zone_names
from tests.support.vocabulary import VOCABULARY

_KNOWN = ("red_packet", "points", "coupon", "consumer.claims", "红包", "积分")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("red_paket", "red_packet"),
        ("RED_PACKET", "red_packet"),
        ("pionts", "points"),
        ("opints", "points"),
        ("consumer.claim", "consumer.claims"),
        ("红苞", "红包"),
        ("cash", None),
        ("p", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_a_few_slips_away_or_none(written: str, meant: str | None) -> None:
    assert nearest(written, _KNOWN) == meant


def test_equally_near_names_come_in_the_order_of_the_alphabet() -> None:
    assert nearest("cat", ("cut", "bat")) == "bat"


def _group(*words: tuple[str, str]) -> Group[Word]:
    return Group(Word(name, Label(name, chinese)) for name, chinese in words)


def test_a_word_is_known_by_name_and_by_its_chinese_label() -> None:
    group = _group(("store", "门店"))
    assert group.find("store") == group.find("门店") != group.find("Store")
    assert (group.spelled("store", "en"), group.spelled("store", "zh")) == ("store", "门店")


@pytest.mark.parametrize("label", ["", "词（注）", "第1名"])
def test_a_label_that_cannot_be_written_as_one_word_gives_way_to_the_name(label: str) -> None:
    assert _group(("thing", label)).spelled("thing", "zh") == "thing"


@pytest.mark.parametrize("label", sorted({word.zh for word in KEYWORDS.values()}))
def test_a_label_may_be_spelled_like_any_keyword(label: str) -> None:
    """Where the keyword could stand in the same place, the name is printed in place of the label."""
    words = Label("thing", label)
    param = Param("count", "count", Label("Count", "数量"))
    vocabulary = Vocabulary(
        rewards=(RewardWord("thing", words, (param,), words),),
        facts=(FactWord("thing", words, "flag", words),),
        recipients=(Word("consumer", words),),
        code_kinds=(Word("thing", words),),
        themes=(Word("thing", words),),
        channels=(Word("thing", words),),
    )
    text = (
        'campaign "x"\n  brand "x"\n  runs 2026-10-01 to 2026-10-02 in UTC\n  page thing\n  channel thing\n\n'
        "on scan of thing code\n  give thing 5 to consumer\n  when not thing and thing is no\n    give thing 6\n\n"
        'test "t"\n  at 2026-10-01\n  scan of thing code by consumer with thing yes\n  expect thing 5\n'
    )
    chinese = format_text(text, vocabulary, "zh")
    campaign = check(format_text(text, vocabulary, "en"), vocabulary).campaign
    assert campaign is not None
    assert check(chinese, vocabulary).campaign == campaign
    assert format_text(chinese, vocabulary, "en") == format_text(text, vocabulary, "en")


def test_a_label_that_two_words_share_belongs_to_the_first() -> None:
    group = _group(("label", "码"), ("carton", "箱码"), ("box", "箱码"))
    assert [group.spelled(name, "zh") for name in ("label", "carton", "box")] == ["码", "箱码", "box"]


def test_a_name_wins_over_a_label() -> None:
    group = _group(("券", "coupon"), ("coupon", "券"))
    found = group.find("coupon")
    assert found is not None
    assert found.name == "coupon"


def test_a_lexicon_is_built_once_for_a_vocabulary() -> None:
    assert lexicon(VOCABULARY) is lexicon(VOCABULARY)


def test_a_chinese_kind_of_code_needs_no_second_word_for_code() -> None:
    vocabulary = Vocabulary(code_kinds=(Word("in_lid", Label("in_lid", "盖内码")),))
    english, chinese = "on scan of in_lid code of 9521000100015\n", "当 扫码 盖内码 9521000100015\n"
    assert format_text(english, vocabulary, "zh") == chinese
    assert format_text(chinese, vocabulary, "en") == english
    assert parse(chinese).diagnostics[0].code == "BC0204"  # read, though nothing stands under it


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.dates(date(2000, 1, 1), date(2060, 12, 31)),
    st.sampled_from(
        ["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "UTC"]
    ),
)
def test_a_day_starts_where_the_day_before_ends(day: date, zone: str) -> None:
    start = start_of_day(day, zone)
    assert start.tzinfo is UTC
    assert local_date(start, zone) >= day  # Apia left out 30 December 2011
    assert local_date(start - timedelta(microseconds=1), zone) < day


def test_a_time_in_a_gap_names_the_first_time_after_it() -> None:
    settled = settle(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")  # noqa: DTZ001  # a time on the wall
    assert isinstance(settled, Gap)
    assert f"{settled.next:%H:%M%z}" == "03:00+0200"


def test_a_time_that_happens_twice_names_both() -> None:
    settled = settle(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")  # noqa: DTZ001  # a time on the wall
    assert isinstance(settled, Overlap)
    assert settled.second.astimezone(UTC) - settled.first.astimezone(UTC) == timedelta(hours=1)


def test_zones_are_places() -> None:
    assert {"Asia/Shanghai", "UTC"} <= zone_names()
    assert not {"CST", "Etc/GMT+8", "PRC"} & zone_names()
