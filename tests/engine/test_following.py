"""What followed from what: each purchase counts as the next one of one redemption or page, however claims are read."""

from __future__ import annotations

from typing import Any

from engine.insights.following import SEEN_US, Claims, again, bought_after, seen_bought

CLAIMS = Claims([{"person": 1, "id": claim, "at_us": at} for claim, at in ((11, 10), (12, 30), (13, 50))])


def _redeemed(at: int, cancelled: int | None = None) -> dict[str, Any]:
    return {"person": 1, "at_us": at, "cancelled_us": cancelled}


def _seen(at: int, serial: int = 7) -> dict[str, Any]:
    return {"person": 1, "at_us": at, "batch_id": 5, "serial": serial}


def test_the_next_claim_after_a_redemption_is_the_purchase_that_followed() -> None:
    redemptions = [_redeemed(20), _redeemed(60)]
    assert [row["known_us"] for row in again(redemptions, CLAIMS, {12, 13})] == [30]
    assert list(again(redemptions, CLAIMS, {13})) == []  # the first one after it was counted before


def test_a_redemption_that_was_called_off_before_the_next_claim_led_to_nothing() -> None:
    assert list(again([_redeemed(20, cancelled=30)], CLAIMS, {12})) == []
    assert not bought_after(_redeemed(20, cancelled=30), CLAIMS)
    assert [row["known_us"] for row in again([_redeemed(20, cancelled=31)], CLAIMS, {12})] == [30]
    assert bought_after(_redeemed(20, cancelled=31), CLAIMS)


def test_a_claim_follows_from_the_last_page_that_was_seen_before_it() -> None:
    found = list(seen_bought([_seen(15, 1), _seen(20, 2), _seen(55, 3)], CLAIMS, {12, 13}, set()))
    assert [(row["serial"], row["known_us"]) for row in found] == [(2, 30)]


def test_a_page_whose_code_was_claimed_or_that_is_long_ago_leads_nowhere() -> None:
    assert list(seen_bought([_seen(20)], CLAIMS, {12}, {(5, 7)})) == []
    late = Claims([{"person": 1, "id": 11, "at_us": SEEN_US + 20}])
    assert list(seen_bought([_seen(20)], late, {11}, set())) == []
    assert len(list(seen_bought([_seen(21)], late, {11}, set()))) == 1
