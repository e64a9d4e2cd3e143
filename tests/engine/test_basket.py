"""The arithmetic of coupons on a basket, over random baskets and coupons."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.till_terms import TillTerms
from engine.coupons.basket import BasketLine, Clash, Offer, Short, best, clash, priced, refund, spread

GTINS = ("09521000100015", "09521000100022", "09521000900011")
lines_ = st.lists(
    st.builds(BasketLine, st.sampled_from(GTINS), st.integers(1, 9), st.integers(0, 9_999)),
    min_size=1,
    max_size=6,
)
terms_ = st.builds(
    TillTerms,
    percent=st.none() | st.integers(1, 10_000),
    products=st.lists(st.sampled_from(GTINS), unique=True, max_size=2).map(tuple),
    lane=st.none() | st.integers(1, 3),
    others=st.none() | st.integers(1, 2),
)


@st.composite
def offers_(draw: st.DrawFn) -> list[Offer]:
    """A few coupons, each with a name of its own."""
    number = draw(st.integers(1, 4))
    return [
        Offer(
            f"K{place}", draw(st.integers(1, 9_999)), draw(st.none() | st.integers(1, 20_000)), draw(terms_)
        )
        for place in range(number)
    ]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12), st.data())
def test_shares_sum_to_the_discount_and_never_exceed_a_line(amounts: list[int], data: st.DataObject) -> None:
    off = data.draw(st.integers(0, sum(amounts)))
    shares = spread(off, amounts)
    assert sum(shares) == off
    assert all(0 <= share <= amount for share, amount in zip(shares, amounts, strict=True))
    exact = [off * amount / (sum(amounts) or 1) for amount in amounts]
    assert all(abs(share - one) < 1.0001 for share, one in zip(shares, exact, strict=True))


@given(lines_, offers_())
def test_line_discounts_sum_to_each_coupon_and_leave_no_line_below_zero(
    lines: list[BasketLine], offers: list[Offer]
) -> None:
    cuts = priced(lines, offers)
    if not isinstance(cuts, tuple):
        return
    assert [cut.off for cut in cuts] == [sum(cut.shares) for cut in cuts]
    for place, line in enumerate(lines):
        assert 0 <= sum(cut.shares[place] for cut in cuts) <= line.amount
    by_key = {offer.key: offer for offer in offers}
    for cut in cuts:
        assert cut.off <= by_key[cut.key].worth
        assert all(
            by_key[cut.key].covers(line) or not share for line, share in zip(lines, cut.shares, strict=True)
        )


@given(lines_, offers_())
def test_the_order_in_which_coupons_are_named_does_not_count(
    lines: list[BasketLine], offers: list[Offer]
) -> None:
    answers = {priced(lines, order) for order in permutations(offers)}
    assert len(answers) == 1


@given(lines_, offers_())
def test_the_best_choice_is_legal_and_nothing_legal_takes_more_off(
    lines: list[BasketLine], offers: list[Offer]
) -> None:
    chosen = best(lines, offers)
    off = sum(cut.off for cut in chosen)
    by_key = {offer.key: offer for offer in offers}
    if chosen:
        assert priced(lines, [by_key[cut.key] for cut in chosen]) == chosen
    for size in range(1, len(offers) + 1):
        for group in permutations(offers, size):
            cuts = priced(lines, group)
            if isinstance(cuts, tuple):
                assert sum(cut.off for cut in cuts) <= off


@given(st.integers(0, 10**9), st.integers(1, 50), st.data())
def test_refunds_never_exceed_what_was_paid_and_come_to_it_in_the_end(
    paid: int, quantity: int, data: st.DataObject
) -> None:
    before, total = 0, 0
    while before < quantity:
        pieces = data.draw(st.integers(1, quantity - before))
        total += refund(paid, quantity, before, pieces)
        before += pieces
        assert total <= paid
    assert total == paid


def test_what_stands_alone_what_shares_a_lane_and_what_takes_few_beside_it_clash() -> None:
    alone, first = Offer("A", 500, None, TillTerms()), Offer("B", 500, None, TillTerms(lane=1))
    again, second = (
        Offer("C", 500, None, TillTerms(lane=1)),
        Offer("D", 500, None, TillTerms(lane=2, others=1)),
    )
    third = Offer("E", 500, None, TillTerms(lane=3))
    assert clash([alone]) is None
    assert clash([first, alone]) == Clash("A")
    assert clash([again, first]) == Clash("B")
    assert clash([second, first]) is None
    assert clash([third, second, first]) == Clash("D")


def test_a_minimum_looks_at_the_lines_in_scope_before_any_discount() -> None:
    lines = [BasketLine(GTINS[0], 1, 5_000), BasketLine(GTINS[2], 1, 9_000)]
    scoped = Offer("S", 1_000, 6_000, TillTerms(products=(GTINS[0],), lane=2))
    assert priced(lines, [scoped]) == Short("S", 6_000, 5_000)
    first = Offer("F", 2_000, None, TillTerms(lane=1))
    later = Offer("L", 1_000, 14_000, TillTerms(lane=2))
    assert isinstance(priced(lines, [later, first]), tuple), "what the first lane took counts no less"


def test_pieces_that_were_not_bought_cannot_come_back() -> None:
    with pytest.raises(ValueError, match="cannot come back"):
        refund(100, 2, 1, 2)
    with pytest.raises(ValueError, match="cannot be taken off"):
        spread(3, [1, 1])
