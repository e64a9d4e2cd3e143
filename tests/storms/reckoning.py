"""The reckoning after a storm: what people were told, what the books say, and what the wallet has paid."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.api import Engine
from engine.grants.stored import takes_of
from engine.records import Claim, Entry, Grant, Order, Redemption
from engine.storage.rows import to_record
from tests.storms.campaigns import (
    DAILY_MINOR,
    LARGEST_MINOR,
    LOTS,
    PER_PERSON,
    PURCHASES_MINOR,
    STOCK,
    TOTAL_MINOR,
)
from tests.storms.crowd import Answered


async def rows(engine: Engine, kind: Any) -> list[Any]:
    found = await engine._core.database.fetch(f"SELECT * FROM {kind.TABLE} ORDER BY id")
    return [to_record(kind, row) for row in found]


def lasting(answer: Answered) -> dict[str, Any]:
    """What must never change in an answer. States and payments go on; refusals are told anew where they have no key."""
    if answer.status >= 400:
        return {"code": answer.body["code"]}
    body = answer.body
    if "campaigns" in body:
        told = [
            one["claim"]["claim_id"] if one["claim"] else one["refusal"]["reason"]
            for one in body["campaigns"]
        ]
        return {"id": body["id"], "at": body["at"], "told": told}
    if "recipient" in body:
        return {"id": body["id"], "at": body["at"]}
    grants = [
        {
            "id": grant["id"],
            "amount": grant["amount"],
            "points": grant["points"],
            "coupon": grant["coupon"] and grant["coupon"]["code"],
        }
        for grant in body["grants"]
    ]
    return {"id": body.get("claim_id") or body["redemption_id"], "at": body["at"], "grants": grants}


def bounds_hold(claims: Sequence[Claim], grants: Sequence[Grant], redemptions: Sequence[Redemption]) -> None:
    """Budget, day, stock, person, code and coupon, counted from the rows and not from the counters."""
    taken: Counter[str] = Counter()
    for grant in grants:
        if grant.state != "reversed":
            taken.update(takes_of(grant.takes))
    budget = {key: amount for key, amount in taken.items() if "|budget|" in key}
    assert [key for key, amount in budget.items() if key.endswith("|all") and amount > TOTAL_MINOR] == []
    assert [key for key, amount in budget.items() if not key.endswith("|all") and amount > DAILY_MINOR] == []
    assert len(budget) == 3, "the storm was to pass a midnight"
    everything = max(budget.values())
    assert everything > TOTAL_MINOR - LARGEST_MINOR, f"the storm was to spend the budget, not {everything}"
    assert all(amount <= STOCK for key, amount in taken.items() if "|stock|" in key)
    assert all(amount <= PURCHASES_MINOR for key, amount in taken.items() if "|pot|" in key)
    assert any("|pot|" in key for key in taken), "the storm was to meet purchases"
    dealt = Counter(grant.amount for grant in grants if grant.reward == "red_packet")
    assert all(dealt[minor] <= codes for codes, minor in LOTS)
    money = [
        grant for grant in grants if grant.fund == "budget" and grant.amount and grant.state != "reversed"
    ]
    assert (
        sum(grant.amount or 0 for grant in money)
        == budget[next(key for key in budget if key.endswith("|all"))]
    )
    assert max(Counter(claim.person_id for claim in claims).values()) <= PER_PERSON
    assert max(Counter(claim.source for claim in claims).values()) == 1
    done = Counter(redemption.coupon_id for redemption in redemptions if redemption.state == "done")
    assert max(done.values()) == 1


def claims_told(answers: Sequence[Answered]) -> dict[str, Any]:
    """Every granted claim that somebody was told of, of codes and of purchases, by its id."""
    bodies = [answer.body for answer in answers if answer.status < 300]
    of_codes = [body for body in bodies if "claim_id" in body]
    of_events = [one["claim"] for body in bodies for one in body.get("campaigns", ()) if one["claim"]]
    return {body["claim_id"]: body for body in (*of_codes, *of_events)}


def answers_stand(
    answers: Sequence[Answered],
    claims: Sequence[Claim],
    grants: Sequence[Grant],
    redemptions: Sequence[Redemption],
) -> None:
    """Each success that somebody was told of is in the book, and the book has no other."""
    granted = claims_told(answers)
    assert granted.keys() == {str(claim.id) for claim in claims}
    taken = [answer.body for answer in answers if answer.status < 300 and "redemption_id" in answer.body]
    assert {body["redemption_id"] for body in taken} == {str(redemption.id) for redemption in redemptions}
    known = {str(grant.id) for grant in grants}
    told = [*granted.values(), *taken]
    assert {grant["id"] for body in told for grant in body["grants"]} <= known
    refused = Counter(answer.body["code"] for answer in answers if answer.status >= 400)
    wanted = {"already_claimed", "limit_reached", "day_budget_spent", "budget_spent"}
    assert wanted <= refused.keys(), f"the storm was to meet every bound: {refused}"


def transfers(path: Path) -> list[tuple[str, str, int]]:
    """The wallet's own statement: order number, payee and amount of all that it has paid."""
    with sqlite3.connect(path) as book:
        found = book.execute(
            "SELECT order_no, payee, amount_minor FROM transfers WHERE state = 'paid'"
        ).fetchall()
    book.close()
    return found


def wallet_agrees(
    paid: Sequence[tuple[str, str, int]],
    grants: Sequence[Grant],
    entries: Sequence[Entry],
    orders: Sequence[Order],
) -> None:
    """Each owed packet has left once, to its own payee, and the ledger says the same as the wallet."""
    of_order = {order.order_no: order.grant_id for order in orders}
    lines = [(of_order[order_no], amount) for order_no, _, amount in paid]
    payable = [grant for grant in grants if grant.fund == "budget" and grant.amount is not None]
    settled = [(grant.id, grant.amount) for grant in payable if grant.state == "paid"]
    assert sorted(lines) == sorted(settled)
    assert [grant.id for grant in payable if grant.state == "owed"] == []
    channel = sum(entry.amount for entry in entries if entry.account == "channel:sandbox_wallet:paid")
    assert sum(amount for _, _, amount in paid) == channel
    payees = {grant.id: f"-{grant.recipient_id}" for grant in payable}
    assert all(payee.endswith(payees[of_order[order_no]]) for order_no, payee, _ in paid)
