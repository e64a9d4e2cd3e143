"""What changes in how tills take a coupon, and whether its holder gains or loses by it."""

from __future__ import annotations

import pytest

import dsl
from dsl.difference import compare
from tests.support.vocabulary import VOCABULARY


def campaign(*lines: str) -> dsl.Campaign:
    body = "".join(f"  {line}\n" for line in lines)
    text = (
        'campaign "Till"\n  brand "Jinjiu"\n  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai\n'
        f'coupon "k" "off" / "减"\n  valid 40 days\n{body}on scan\n  give coupon "k"\n'
    )
    checked = dsl.check(text, VOCABULARY)
    assert checked.campaign is not None, dsl.render(checked.diagnostics, text)
    return checked.campaign


WORTH = "worth 5.00 CNY"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((WORTH,), (WORTH, "products 9521000100015"), "worse"),
        ((WORTH, "products 9521000100015"), (WORTH, "products 9521000100015, 9521000100022"), "better"),
        ((WORTH, "products 9521000100015, 9521000100022"), (WORTH, "products 9521000100015"), "worse"),
        (("worth 10%, at most 5.00 CNY",), ("worth 20%, at most 5.00 CNY",), "better"),
        (("worth 20%, at most 5.00 CNY",), ("worth 10%, at most 5.00 CNY",), "worse"),
        (("worth 20%, at most 5.00 CNY", "pays store 5.00 CNY"), (WORTH, "pays store 5.00 CNY"), "better"),
        ((WORTH,), (WORTH, "lane 1"), "better"),
        ((WORTH, "lane 1"), (WORTH,), "worse"),
        ((WORTH, "lane 1"), (WORTH, "lane 1, alongside at most 1 other"), "worse"),
        ((WORTH, "lane 1"), (WORTH, "lane 2"), "neutral"),
        ((WORTH,), (WORTH, 'outlets CN-GD, "S1"'), "worse"),
        ((WORTH, "outlets CN-GD"), (WORTH, 'outlets CN-GD, "S1"'), "better"),
        ((WORTH,), (WORTH, "each person at most 2 a day"), "worse"),
        ((WORTH, "each person at most 2 a day"), (WORTH, "each person at most 3 a day"), "better"),
        (
            (WORTH, "goods 9521000100015 for 2.00 CNY"),
            (WORTH, "goods 9521000100015 for 1.00 CNY"),
            "better",
        ),
        ((WORTH, "goods 9521000100015"), (WORTH, "goods 9521000100015 for 1.00 CNY"), "worse"),
        ((WORTH, "goods 9521000100015"), (WORTH, "goods 9521000100022"), "worse"),
    ],
)
def test_each_change_is_told_once_with_its_verdict(
    before: tuple[str, ...], after: tuple[str, ...], verdict: str
) -> None:
    found = compare(campaign(*before), campaign(*after), VOCABULARY)
    told = [change for change in found.changes if change.topic == "coupon"]
    assert [change.verdict for change in told] == [verdict]
    assert told[0].what.en
    assert told[0].what.zh
    assert found.allowed == (verdict != "worse")


def test_the_same_terms_are_no_change() -> None:
    lines = (WORTH, "products 9521000100015", "lane 1", 'outlets "S1", CN-GD', "each person at most 2 a day")
    assert not compare(campaign(*lines), campaign(*lines), VOCABULARY).changes
