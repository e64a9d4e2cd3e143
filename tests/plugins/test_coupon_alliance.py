"""Liquor gives peanuts: who bears a redemption, and which terms can be agreed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.spi import AllianceTerms, Funding, Money
from plugins.coupon_alliance.alliance import CouponAlliance


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


TERMS = AllianceTerms(
    name="Snacks",
    issuer="liquor",
    honourer="peanuts",
    coupon="peanuts-5",
    worth=yuan(500),
    issuer_bears=yuan(200),
    honourer_bears=yuan(300),
    fee_to_issuer=yuan(20),
    cap_a_month=250,
    exposure=yuan(150_000),
)


def test_a_full_redemption_is_borne_as_agreed() -> None:
    assert CouponAlliance().share(TERMS, yuan(500)) == Funding(yuan(200), yuan(300), yuan(20))


def test_a_month_of_redemptions_settles_to_the_fen() -> None:
    """120 redemptions: the issuer owes 240.00, the honourer 24.00, so the issuer pays 216.00."""
    funding = CouponAlliance().share(TERMS, yuan(500))
    assert (funding.issuer * 120, funding.fee * 120) == (yuan(24_000), yuan(2_400))
    assert funding.issuer * 120 - funding.fee * 120 == yuan(21_600)


def test_a_smaller_discount_is_shared_in_proportion_and_the_odd_fen_is_the_honourers() -> None:
    assert CouponAlliance().share(TERMS, yuan(333)) == Funding(yuan(133), yuan(200), yuan(20))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"honourer": "liquor"}, "a brand cannot ally with itself"),
        ({"worth": yuan(0), "issuer_bears": yuan(0), "honourer_bears": yuan(0)}, "worth something"),
        ({"issuer_bears": yuan(600), "honourer_bears": yuan(-100)}, "no amount may be negative"),
        ({"issuer_bears": yuan(199)}, "must add up"),
        ({"cap_a_month": 0}, "at least one coupon"),
        ({"exposure": yuan(499)}, "room for one coupon"),
        ({"fee_to_issuer": Money(20, "EUR")}, "one currency"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused_in_words(wrong: dict[str, object], words: str) -> None:
    assert CouponAlliance().problems(TERMS) == ()
    problems = CouponAlliance().problems(replace(TERMS, **wrong))
    assert [words in problem.en for problem in problems] == [True]
