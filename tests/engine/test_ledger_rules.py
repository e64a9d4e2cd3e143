"""The book of postings: whatever is granted, paid, reversed or shared, every posting sums to zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger import rules
from engine.ledger.findings import net
from engine.records import Entry, Funding, Grant

minor = st.integers(min_value=0, max_value=10**12)
kinds = st.sampled_from(["consumer", "referrer", "friend", "clerk", "owner", "store"])
grants = st.builds(
    Grant,
    id=st.integers(1, 2**62),
    brand=st.just("spring"),
    cause_kind=st.just("claim"),
    cause_id=st.just(1),
    campaign_id=st.integers(1, 2**62),
    version_id=st.just(1),
    line=st.just(1),
    reward=st.sampled_from(["red_packet", "free_bottle"]),
    params=st.just("{}"),
    title_en=st.just(""),
    title_zh=st.just(""),
    recipient_kind=kinds,
    recipient_id=st.integers(1, 2**62),
    amount=st.none() | minor,
    currency=st.sampled_from(["CNY", "USD"]),
    points=st.none() | st.integers(1, 10**9),
    coupon_id=st.none(),
    fund=st.sampled_from(["budget", "coupons", "alliance", "cost"]),
    state=st.just("owed"),
    takes=st.just("[]"),
    at_us=st.just(1),
    due_us=st.just(1),
)
fundings = st.builds(
    Funding,
    id=st.just(1),
    brand=st.just("spring"),
    honourer=st.just("peanuts"),
    alliance_id=st.just(9),
    redemption_id=st.just(8),
    currency=st.just("CNY"),
    issuer_bears=minor,
    honourer_bears=minor,
    fee=minor,
    at_us=st.just(1),
    state=st.just("done"),
)


def sums(entries: Iterable[Entry]) -> dict[tuple[str, int, str], int]:
    found: dict[tuple[str, int, str], int] = defaultdict(int)
    for entry in entries:
        found[entry.brand, entry.posting_id, entry.currency] += entry.amount
    return found


@given(grants)
def test_a_grant_and_its_way_back_sum_to_zero_and_undo_each_other(grant: Grant) -> None:
    there, back = rules.granted(grant), rules.taken_back(grant, 5)
    assert set(sums((*there, *back)).values()) <= {0}
    assert net((*there, *back)) == {}


@given(grants.filter(lambda grant: grant.amount is not None and grant.fund != "cost"))
def test_a_paid_grant_leaves_nothing_owed(grant: Grant) -> None:
    entries = (*rules.granted(replace(grant, points=None)), *rules.paid(grant, "wallet", 2))
    assert set(sums(entries).values()) <= {0}
    assert {account for _, account, _ in net(entries)} <= {
        f"campaign:{grant.campaign_id}:{grant.fund}",
        "channel:wallet:paid",
    }


@given(fundings)
def test_an_alliance_coupon_balances_in_both_books_and_both_say_the_same_of_each_other(
    funding: Funding,
) -> None:
    entries = rules.alliance_redeemed(funding, 7, 1)
    assert set(sums(entries).values()) <= {0}
    found = net(entries)
    between = [found.get((brand, "alliance:9:partner", "CNY"), 0) for brand in ("spring", "peanuts")]
    assert sum(between) == 0
    assert between[0] == funding.issuer_bears - funding.fee
    assert net((*entries, *rules.alliance_redeemed(funding, 7, 2, sign=-1))) == {}


@given(fundings)
def test_each_brand_bears_its_own_share_of_an_alliance_coupon(funding: Funding) -> None:
    found = net(rules.alliance_redeemed(funding, 7, 1))
    assert found.get(("spring", "alliance:9:cost", "CNY"), 0) == -funding.issuer_bears
    assert found.get(("peanuts", "alliance:9:cost", "CNY"), 0) == -funding.honourer_bears
    assert (
        found.get(("peanuts", "campaign:7:alliance", "CNY"), 0)
        == funding.issuer_bears + funding.honourer_bears
    )


def test_a_posting_that_does_not_balance_is_never_made() -> None:
    with pytest.raises(AssertionError, match="out of balance by 1 CNY"):
        rules.assert_balanced((("a", "CNY", 5), ("b", "CNY", -4)))
    with pytest.raises(AssertionError):
        rules.assert_balanced((("a", "CNY", 5), ("b", "USD", -5)))
