"""A request that moves value is done once, however often and however fast it is sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.api.idempotency import KEY_LENGTH_MAX, fingerprint, read_key
from studio.api.problem import Problem
from studio.api.routes import OPERATIONS
from tests.support.api_client import Caller, application
from tests.support.api_double import KEY, OTHER_KEY, ApiEngineDouble

CLAIM = {"code": "ask", "consumer": {"ref": "member-1"}}


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=KEY_LENGTH_MAX))
def test_every_structured_string_is_read(key: str) -> None:
    """Quotes and backslashes are escaped, all other printable ASCII stands for itself."""
    written = key.replace("\\", "\\\\").replace('"', '\\"')
    assert read_key([f'"{written}"']) == key


@given(st.text(max_size=30))
def test_reading_a_key_never_raises(text: str) -> None:
    """Whatever a header holds is a key or a problem."""
    assert isinstance(read_key([text]), str | Problem)


@pytest.mark.parametrize(
    "value", ["bare", '""', '"a', 'a"', '"a"b"', '"\\a"', "'a'", '"é"', f'"{"k" * 129}"', '"a";x=1']
)
def test_a_malformed_key_is_400(value: str) -> None:
    """Also two headers at once."""
    problem = read_key([value])
    assert isinstance(problem, Problem)
    assert (problem.kind.status, problem.kind.code) == (400, "idempotency_key_malformed")
    assert isinstance(read_key(['"a"', '"b"']), Problem)


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.keyed], ids=lambda one: one.name)
def test_a_missing_key_is_400_and_changes_nothing(operation: Any) -> None:
    """For every operation that moves value without a request id of its own."""
    engine = ApiEngineDouble()
    path = operation.path.replace("{token}", "ask").replace("{id}", "1")
    bodies = {
        "claimCode": CLAIM,
        "acceptInvitation": {"consumer": {"ref": "m"}},
        "reverseGrant": {"reason": "fraud"},
        "openGroup": {"consumer": {"ref": "m"}, "campaign_id": "1", "offer": "box"},
        "joinGroup": {"consumer": {"ref": "m"}},
        "buyAlone": {"consumer": {"ref": "m"}, "campaign_id": "1", "offer": "box"},
    }
    response = asyncio.run(
        Caller(application(engine), KEY).send("POST", path, bodies[operation.name], idempotency_key="")
    )
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")
    assert engine.everything() == ApiEngineDouble().everything()


def test_what_moves_value_asks_for_a_key_or_a_request_id() -> None:
    """Claims, purchases and reversals have the header, redemptions the till's request id."""
    assert {one.name for one in OPERATIONS if one.keyed} == {
        "claimCode", "acceptInvitation", "reverseGrant", "openGroup", "joinGroup", "buyAlone",
    }  # fmt: skip
    with_request_id = {one.name for one in OPERATIONS if "request_id" in getattr(one.body, "members", {})}
    assert with_request_id == {
        "redeemCoupon", "cancelRedemption", "sellWithCoupons", "cancelSale", "returnPieces", "deliverStock",
        "callOffRedemption", "declineCoupon",
    }  # fmt: skip


def test_a_repeat_is_the_stored_answer_with_200() -> None:
    """Also when the body is written in another order and spacing."""
    engine = ApiEngineDouble()
    caller = Caller(application(engine), KEY)

    async def steps() -> None:
        first = await caller.send("POST", "/claims", CLAIM, idempotency_key='"k1"')
        reordered = b' { "consumer":{"ref":"member-1"},\n "code":"\\u0061sk" } '
        again = await caller.send("POST", "/claims", reordered, idempotency_key='"k1"')
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == {**first.json(), "repeated": True}

    asyncio.run(steps())
    assert len(engine.scans.claims) == 1


def test_another_payload_under_the_key_is_422() -> None:
    """The first effect stands, the second never happens."""
    engine = ApiEngineDouble()
    caller = Caller(application(engine), KEY)

    async def steps() -> None:
        await caller.send("POST", "/claims", CLAIM, idempotency_key='"k1"')
        other = await caller.send("POST", "/claims", {**CLAIM, "code": "ask2"}, idempotency_key='"k1"')
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    asyncio.run(steps())
    assert len(engine.scans.claims) == 1


def test_the_same_request_in_flight_is_409_and_then_the_stored_answer() -> None:
    """A second tap while the first is at work. Another payload is 422 at once; another brand is free."""
    engine = ApiEngineDouble()
    app = application(engine)
    caller, stranger = Caller(app, KEY), Caller(app, OTHER_KEY)
    slow = {"code": "slow", "consumer": {"ref": "member-1"}}

    async def steps() -> None:
        gate = asyncio.Event()
        engine.api_scans.gate = gate.wait
        first = asyncio.create_task(caller.send("POST", "/claims", slow, idempotency_key='"k1"'))
        await asyncio.sleep(0.05)
        second = await caller.send("POST", "/claims", slow, idempotency_key='"k1"')
        assert (second.status_code, second.json()["code"]) == (409, "request_in_flight")
        assert second.headers["retry-after"] == "1"
        other = await caller.send("POST", "/claims", CLAIM, idempotency_key='"k1"')
        assert other.json()["code"] == "idempotency_key_reused"
        foreign = await stranger.send("POST", "/claims", slow, idempotency_key='"k1"')
        assert foreign.json()["code"] == "not_found"
        gate.set()
        assert (await first).status_code == 201
        third = await caller.send("POST", "/claims", slow, idempotency_key='"k1"')
        assert (third.status_code, third.json()["repeated"]) == (200, True)

    asyncio.run(steps())


def test_a_failure_frees_the_key() -> None:
    """After an outage the same request may be sent again."""
    caller = Caller(application(ApiEngineDouble()), KEY)

    async def steps() -> None:
        for _ in range(2):
            failed = await caller.send("POST", "/claims", {**CLAIM, "code": "boom"}, idempotency_key='"k1"')
            assert failed.status_code == 500

    asyncio.run(steps())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
def test_fingerprints_are_equal_exactly_for_equal_requests(first: Any, second: Any) -> None:
    """The order of names does not count; method, path and values do."""
    mark = fingerprint("POST", "/api/v1/claims", first)
    assert (mark == fingerprint("POST", "/api/v1/claims", second)) == (
        repr_sorted(first) == repr_sorted(second)
    )
    assert mark != fingerprint("PUT", "/api/v1/claims", first)
    assert mark != fingerprint("POST", "/api/v1/grants/1/reversal", first)


def repr_sorted(value: Any) -> str:
    if isinstance(value, dict):
        return "object" + repr(sorted((name, repr_sorted(member)) for name, member in value.items()))
    return repr([repr_sorted(item) for item in value]) if isinstance(value, list) else repr(value)
