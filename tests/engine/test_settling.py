"""What each answer from outside does to an order and its grant, row by row of the table in `engine.outbox.settle`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from dsl.values import Label
from engine.clock import to_micros
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.reversing import why_not_reversible
from engine.ledger.findings import net
from engine.outbox.orders import order_number
from engine.outbox.pausing import AGAIN_AFTER
from engine.outbox.settle import DEFINITE_AFTER, PAUSES, Answer, SettleOrder
from engine.outcomes import Reason
from engine.records import Entry, Grant, Order, Record, Wait
from engine.spi.answers import Delivered, InProgress, NotFound, Paid, Refused, Returned, Unknown
from engine.storage.outbox_store import OutboxStore

NOW: Final = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
GRANT: Final = Grant(
    7, "spring", "claim", 3, 5, 6, 10, "red_packet", "{}", "t", "t", "consumer", 9, 188, "CNY", None, None,
    "budget", "owed", "[]", 0, 0,
)  # fmt: skip
ORDER: Final = Order(
    1, "spring", "payout", 7, order_number(7, 1), 1, json.dumps({"channels": ["wallet"], "amount": 188, "currency": "CNY"}),
    "sending", 1, 0, 0, lease_by="w", lease_us=9, first_sent_us=to_micros(NOW), channel="wallet", payee="consumer-9",
)  # fmt: skip
PAYEE: Final = Refused("PAYEE_NOT_VERIFIED", Label("verify", "认证"), payee_fault=True)
FLOAT: Final = Refused("INSUFFICIENT_BALANCE", Label("wait", "稍候"), payee_fault=False, until="float")


def settle(
    answer: Answer,
    order: Order = ORDER,
    *,
    at: datetime = NOW,
    tries: int | None = None,
    grant: Grant = GRANT,
) -> tuple[Order, Grant, tuple[Record, ...]]:
    """The order and grant afterwards, and the new rows."""
    world = World(brands={})
    world.put([grant, order])
    command = SettleOrder(order.order_no, 7, order.tries if tries is None else tries, answer, at)
    want = Wants()
    command.ask(world, want)
    assert want.grants.missing == {7}
    state, changes = command.apply(world)
    after = world.after(changes)
    assert after.orders[order.order_no].state == ("due" if state == "paused" else state)
    return after.orders[order.order_no], after.grants[7], changes.new


def test_paid_ends_the_order_and_moves_the_money_from_owed_to_the_channel() -> None:
    order, grant, new = settle(Paid(NOW - timedelta(seconds=3), "ref"))
    assert (order.state, order.note, order.done_us, order.lease_by) == ("done", "paid", to_micros(NOW), None)
    assert (grant.state, grant.settled_us) == ("paid", to_micros(NOW - timedelta(seconds=3)))
    assert net(entry for entry in new if isinstance(entry, Entry)) == {
        ("spring", "consumer:9:owed", "CNY"): -188,
        ("spring", "channel:wallet:paid", "CNY"): 188,
    }


@pytest.mark.parametrize(("answer", "state"), [(InProgress(), "sent"), (Unknown("time-out"), "unknown")])
def test_what_is_not_settled_is_looked_up_later_and_stays_owed(answer: Answer, state: str) -> None:
    order, grant, new = settle(answer)
    assert (order.state, order.next_us) == (state, to_micros(NOW + PAUSES[0]))
    assert (grant, new) == (GRANT, ())


def test_pauses_between_look_ups_grow_and_the_last_repeats() -> None:
    pauses = [
        settle(Unknown(""), replace(ORDER, tries=tries))[0].next_us - to_micros(NOW) for tries in range(1, 10)
    ]
    seconds = [pause // 1_000_000 for pause in pauses]
    assert seconds == [30, 60, 29, 120, 600, 3_600, 3_600, 3_600, 3_600]


def test_an_order_not_found_soon_after_is_sent_again_under_its_number() -> None:
    order, grant, new = settle(NotFound(), at=NOW + DEFINITE_AFTER - timedelta(microseconds=1))
    assert (order.state, order.order_no, order.attempt) == ("due", ORDER.order_no, 1)
    assert (grant, new) == (GRANT, ())


def test_an_order_not_found_after_a_day_is_void_and_a_new_number_follows() -> None:
    order, grant, new = settle(NotFound(), at=NOW + DEFINITE_AFTER)
    assert order.state == "done"
    assert order.note != "paid"
    assert grant == GRANT
    following = new[0]
    assert isinstance(following, Order)
    assert (following.order_no, following.attempt, following.state) == (order_number(7, 2), 2, "due")


def test_a_payee_who_cannot_be_paid_gets_a_new_number_a_day_later_three_times() -> None:
    at, order = NOW, ORDER
    for attempt in (2, 3, 4):
        settled, grant, new = settle(PAYEE, order, at=at)
        assert (settled.state, grant.state) == ("done", "owed")
        following = new[0]
        assert isinstance(following, Order)
        assert (following.attempt, following.next_us) == (attempt, to_micros(at + timedelta(hours=24)))
        order, at = (
            replace(following, state="sending", tries=1, first_sent_us=to_micros(at), channel="wallet"),
            at + timedelta(hours=24),
        )
    settled, grant, new = settle(PAYEE, order, at=at, grant=replace(GRANT, at_us=to_micros(NOW)))
    assert (settled.state, settled.hold, grant.state) == ("refused", "payee", "owed")
    wait = new[0]
    assert isinstance(wait, Wait)
    assert (wait.topic, wait.subject_id, wait.due_us) == ("payout", 7, to_micros(NOW + timedelta(days=30)))


def test_an_empty_float_pauses_the_channel_and_keeps_the_number() -> None:
    order, grant, new = settle(FLOAT)
    again = to_micros(NOW + AGAIN_AFTER)
    assert (order.state, order.hold, order.next_us, order.order_no) == ("due", "float", again, ORDER.order_no)
    assert (order.channel, order.first_sent_us) == (None, None), "it has never left"
    pause = new[0]
    assert isinstance(pause, Wait)
    assert (pause.topic, pause.event, pause.state, pause.due_us) == ("float", "wallet", "waiting", again)
    assert grant == GRANT


def test_a_full_day_is_over_when_the_channels_next_day_begins() -> None:
    order, grant, new = settle(Refused("DAY_FULL", Label("tomorrow", "明天"), payee_fault=False, until="day"))
    assert (order.state, order.hold, order.next_us) == (
        "due",
        "day",
        to_micros(datetime(2026, 6, 4, tzinfo=UTC)),
    )
    assert (grant, new) == (GRANT, ())


def test_any_other_refusal_is_tried_again_in_an_hour_under_the_same_number() -> None:
    order, _, new = settle(Refused("PARAM_ERROR", Label("later", "稍后"), payee_fault=False))
    assert (order.state, order.hold, order.next_us) == ("due", None, to_micros(NOW + timedelta(hours=1)))
    assert new == ()


def test_money_that_comes_back_is_owed_again_and_waits_to_be_asked_for() -> None:
    """Paid until it would go back; a return undoes the payment, and the next number waits for the payee."""
    by = NOW + timedelta(hours=24)
    handed, grant, _ = settle(Paid(NOW, "r", by))
    assert (handed.state, handed.next_us, grant.state) == ("handed", to_micros(by), "paid")
    returned, owed, new = settle(Returned(by, "r"), handed, at=by, grant=grant)
    assert (returned.state, returned.note, owed.state, owed.settled_us) == ("done", "returned", "owed", None)
    assert net(entry for entry in new if isinstance(entry, Entry)) == {
        ("spring", "consumer:9:owed", "CNY"): 188,
        ("spring", "channel:wallet:paid", "CNY"): -188,
    }
    following = next(one for one in new if isinstance(one, Order))
    assert (following.state, following.hold, following.attempt) == ("returned", "tap", 2)
    handed_again = replace(following, state="handed", channel="wallet", hold=None)
    _, taken_back, more = settle(Returned(by, "r"), handed_again, at=by, grant=replace(owed, state="paid"))
    assert (taken_back.state, taken_back.reason) == ("reversed", "returned twice")
    assert not any(isinstance(one, Order) for one in more)


def test_money_that_was_accepted_is_paid_for_good() -> None:
    handed, grant, _ = settle(Paid(NOW, "r", NOW + timedelta(hours=24)))
    order, still, new = settle(Paid(NOW, "r"), handed, grant=grant)
    assert (order.state, order.note, still, new) == ("done", "paid", grant, ())


def test_one_payment_settles_the_whole_set() -> None:
    """Two small grants under the lead's number: both are paid, each from its own owed amount."""
    other = replace(GRANT, id=8, amount=12)
    lead = replace(
        ORDER,
        payload=json.dumps({"channels": ["wallet"], "amount": 200, "currency": "CNY", "grants": [7, 8]}),
    )
    joined = replace(
        ORDER,
        id=2,
        grant_id=8,
        order_no=order_number(8, 1),
        state="joined",
        payload=json.dumps({"lead": 7, "amount": 12}),
    )
    world = World(brands={})
    world.put([GRANT, other, lead, joined])
    _, changes = SettleOrder(lead.order_no, 7, 1, Paid(NOW, "r"), NOW).apply(world)
    after = world.after(changes)
    assert {after.grants[one].state for one in (7, 8)} == {"paid"}
    assert (
        net(entry for entry in changes.new if isinstance(entry, Entry))[
            "spring", "channel:wallet:paid", "CNY"
        ]
        == 200
    )


def test_a_delivery_is_done_when_it_is_handed_over() -> None:
    order, grant, new = settle(Delivered(NOW, "parcel 9"), replace(ORDER, topic="delivery"))
    assert (order.state, order.note, grant.state, new) == ("done", "parcel 9", "owed", ())


def test_a_delivery_refused_for_good_waits_for_a_person() -> None:
    order, _, new = settle(PAYEE, replace(ORDER, topic="delivery"))
    assert (order.state, new) == ("refused", ())


def test_a_payout_that_has_not_left_is_prepared_first() -> None:
    """Only then is the channel known, and the first sending noted: a crash before that has sent nothing."""
    unsent = replace(ORDER, state="due", tries=0, channel=None, first_sent_us=None)
    leased, chosen = OutboxStore._lease(unsent, "w2", 100)
    assert (chosen, leased.state, leased.first_sent_us) == ("prepare", "sending", None)


@pytest.mark.parametrize("state", ["done", "stopped"])
@pytest.mark.parametrize("answer", [Paid(NOW, "r"), Unknown(""), NotFound(), PAYEE])
def test_an_order_that_is_done_stays_as_it_is(state: str, answer: Answer) -> None:
    order, grant, new = settle(answer, replace(ORDER, state=state))
    assert (order, grant, new) == (replace(ORDER, state=state), GRANT, ())


@pytest.mark.parametrize("answer", [NotFound(), PAYEE, FLOAT, Unknown(""), InProgress()])
def test_an_answer_to_an_earlier_try_no_longer_counts(answer: Answer) -> None:
    """Its lease ran out and another worker is sending: a late `not found` must not give the grant a second number."""
    sending = replace(ORDER, tries=3)
    order, grant, new = settle(answer, sending, tries=2, at=NOW + timedelta(days=2))
    assert (order, grant, new) == (sending, GRANT, ())


def test_that_money_has_moved_counts_however_late_it_is_told() -> None:
    order, grant, _ = settle(Paid(NOW, "r"), replace(ORDER, tries=3), tries=2)
    assert (order.state, grant.state) == ("done", "paid")


def test_an_answer_for_no_order_changes_nothing() -> None:
    state, changes = SettleOrder("B1A1", 1, 1, Unknown(""), NOW).apply(World(brands={}))
    assert (state, changes.new, changes.changed) == ("missing", (), ())


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (replace(ORDER, state="due", first_sent_us=None), None),
        (replace(ORDER, state="refused"), None),
        (replace(ORDER, state="due"), Reason.PAYMENT_UNDER_WAY),  # sent once, not found yet: look-ups may lag
        (replace(ORDER, state="sending"), Reason.PAYMENT_UNDER_WAY),
        (replace(ORDER, state="sent"), Reason.PAYMENT_UNDER_WAY),
        (replace(ORDER, state="unknown"), Reason.PAYMENT_UNDER_WAY),
    ],
)
def test_a_packet_is_taken_back_only_when_it_cannot_have_left(order: Order, why: Reason | None) -> None:
    world = World(brands={})
    world.put([GRANT, order])
    assert why_not_reversible(world, GRANT) == why


def test_a_packet_that_an_empty_float_refused_can_be_taken_back() -> None:
    order, _, _ = settle(FLOAT)
    world = World(brands={})
    world.put([GRANT, order])
    assert why_not_reversible(world, GRANT) is None


def test_the_newest_number_decides_in_whatever_order_rows_are_read() -> None:
    void, following = (
        replace(ORDER, state="done"),
        replace(ORDER, id=2, order_no=order_number(7, 2), attempt=2),
    )
    for rows in ([void, following], [following, void]):
        world = World(brands={})
        world.put([GRANT, *rows])
        assert why_not_reversible(world, GRANT) == Reason.PAYMENT_UNDER_WAY


@pytest.mark.parametrize(
    ("state", "tries", "action"),
    [
        ("due", 0, "send"),
        ("sending", 1, "query"),  # its worker died between call and answer
        ("sent", 1, "query"),
        ("sent", 2, "send"),
        ("unknown", 1, "query"),
        ("unknown", 2, "send"),
        ("unknown", 3, "query"),
    ],
)
def test_what_a_worker_does_with_a_due_order(state: str, tries: int, action: str) -> None:
    order = replace(ORDER, state=state, tries=tries, first_sent_us=None if state == "due" else 5)
    leased, chosen = OutboxStore._lease(order, "w2", 100)
    assert (chosen, leased.tries, leased.lease_by) == (action, tries + 1, "w2")
    assert leased.first_sent_us == (100 if state == "due" else 5)
