"""Every route answers in its described form; the answers carry the engine's values unchanged."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from studio.api.routes import OPERATIONS
from tests.support.api_calls import BASKET, SALE, SUCCESSES, TILL, WHO
from tests.support.api_client import Caller, application, path_template
from tests.support.api_double import KEY, ApiEngineDouble


def story(steps: Callable[[Caller, ApiEngineDouble], Coroutine[Any, Any, None]]) -> None:
    engine = ApiEngineDouble()
    asyncio.run(steps(Caller(application(engine), KEY), engine))


@pytest.mark.parametrize(("method", "path", "body", "status"), SUCCESSES, ids=lambda value: str(value)[:40])
def test_each_operation_succeeds_in_its_described_form(
    method: str, path: str, body: Any, status: int
) -> None:
    """The caller checks status, media type and schema of whatever comes back."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        response = await caller.send(method, path, body)
        assert response.status_code == status, response.text
        if method == "GET":
            head = await caller.raw("HEAD", path)
            assert head.status_code == 200
            assert head.headers["content-type"] == response.headers["content-type"]

    story(steps)


def test_every_operation_is_exercised() -> None:
    """A new route cannot stay without a test; what comes back has its own below."""
    seen = {(method, path_template(path)) for method, path, _, _ in SUCCESSES}
    seen |= {("POST", f"/{path}/cancellation") for path in ("redemptions/{id}", "sales/{id}")}
    seen |= {("POST", "/sales/{id}/returns"), ("POST", "/redemptions/{id}/reversal")}
    assert seen == {(operation.method, operation.path) for operation in OPERATIONS}


def test_a_claim_carries_money_points_and_coupon_exactly() -> None:
    """2.88 yuan are 288 fen; instants are UTC; ids are text."""

    async def steps(caller: Caller, engine: ApiEngineDouble) -> None:
        claim = (await caller.send("POST", "/claims", {"code": "ask", "consumer": WHO})).json()
        packet, coupon, points = claim["grants"]
        assert packet["amount"] == {"amount_minor": 288, "currency": "CNY"}
        assert packet["state"] == "owed"
        assert packet["at"] == "2026-06-03T01:00:40.000000Z"
        assert packet["id"] == "1"
        assert coupon["coupon"]["expires_at"] == "2026-06-10T16:00:00.000000Z"
        assert points["points"] == 20
        assert claim["repeated"] is False
        (told,) = engine.scans.claims
        assert (told[1].kind, told[1].value) == ("ref", "member-1")

    story(steps)


def test_a_basket_is_sold_once_and_comes_back() -> None:
    """Sold, sold again as before, returned, cancelled; what was never sold is unknown."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        body = {**BASKET, "coupon_codes": ["K7Q2M9XD"], "request_id": "s9"}
        first = await caller.send("POST", "/sales", body)
        again = await caller.send("POST", "/sales", body)
        assert (first.status_code, again.status_code) == (201, 200)
        path = f"/sales/{first.json()['sale_id']}"
        back = await caller.send("POST", f"{path}/returns", {**TILL, "lines": [{"line": 0, "quantity": 1}]})
        assert (back.status_code, back.json()["refund"]["amount_minor"]) == (201, 2080)
        off = await caller.send("POST", f"{path}/cancellation", TILL)
        assert (off.status_code, off.json()["state"]) == (201, "cancelled")
        unknown = await caller.send("POST", "/sales/999/cancellation", TILL)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "sale_unknown")
        two = await caller.send("POST", "/sales", {**body, "coupon_codes": ["A", "B"], "request_id": "s10"})
        assert (two.status_code, two.json()["code"]) == (409, "coupons_clash")

    story(steps)


def test_a_sale_is_redeemed_once_and_cancelled() -> None:
    """The till's request id makes the repeat the stored answer."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        first = await caller.send("POST", "/redemptions", SALE)
        assert (first.status_code, first.json()["to_pay"]["amount_minor"]) == (201, 1500)
        again = await caller.send("POST", "/redemptions", SALE)
        assert (again.status_code, again.json()["repeated"]) == (200, True)
        other = await caller.send("POST", "/redemptions", {**SALE, "request_id": "r3"})
        assert (other.status_code, other.json()["code"]) == (409, "coupon_redeemed_here")
        number = first.json()["redemption_id"]
        path = f"/redemptions/{number}/cancellation"
        cancelled = await caller.send("POST", path, {**TILL, "request_id": "x1"})
        assert (cancelled.status_code, cancelled.json()["state"]) == (201, "cancelled")
        off = await caller.send("POST", f"/redemptions/{number}/reversal", {"request_id": "b1"})
        assert (off.status_code, off.json()["state"]) == (201, "cancelled")
        assert (
            await caller.send("POST", "/redemptions/999/reversal", {"request_id": "b2"})
        ).status_code == 404
        unknown = await caller.send("POST", "/redemptions/999/cancellation", TILL)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "redemption_unknown")

    story(steps)


def test_a_till_of_an_unknown_clerk_is_not_found() -> None:
    """Neither outlet nor number says which was wrong."""

    async def steps(caller: Caller, engine: ApiEngineDouble) -> None:
        for change in ({"outlet_code": "S9"}, {"clerk_number": "9"}):
            assert (await caller.send("POST", "/redemptions", {**SALE, **change})).status_code == 404
        assert engine.coupons.done == {}

    story(steps)


def test_a_share_link_is_the_same_each_time() -> None:
    """Its address is made from the public origin."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        asked = {"campaign_id": "5", "consumer": WHO}
        links = [(await caller.send("POST", "/invitations", asked)).json() for _ in range(3)]
        assert links[0] == links[1] == links[2]
        assert links[0]["url"] == f"http://127.0.0.1:8000/i/{links[0]['token']}"

    story(steps)


def test_an_old_revision_overwrites_nothing() -> None:
    """The conflict shows the other text and the revision to build on."""

    async def steps(caller: Caller, engine: ApiEngineDouble) -> None:
        response = await caller.send("PUT", "/campaigns/5/draft", {"text": "mine", "revision": 2})
        assert response.status_code == 409
        assert response.json()["code"] == "draft_conflict"
        assert response.json()["conflict"] == {"revision": 3, "text": "the other's text"}
        assert engine.changes == []

    story(steps)


def test_a_text_of_256_kib_is_taken_although_pages_allow_less() -> None:
    """The pages' body limit does not bind the operations that carry campaign texts."""

    async def steps(caller: Caller, engine: ApiEngineDouble) -> None:
        text = "# 注释\n" * 43_000
        assert len(text) < 262_144
        response = await caller.send("PUT", "/campaigns/5/draft", {"text": text, "revision": 3})
        assert response.status_code == 200
        assert engine.changes == [("draft", text)]

    story(steps)


def test_a_blocked_publication_lists_problems_and_reasons() -> None:
    """With places in the text for an editor."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        await caller.send("PUT", "/campaigns/5/draft", {"text": "broken", "revision": 3})
        response = await caller.send("POST", "/campaigns/5/publication")
        assert (response.status_code, response.json()["code"]) == (409, "not_publishable")
        assert response.json()["problems"][0]["replacement"] == "give"
        assert response.json()["reasons"] == [{"en": "no channel", "zh": "没有渠道"}]

    story(steps)


def test_decisions_are_paged_by_event() -> None:
    """`next_before` leads to the next page and is null on the last."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        first = (await caller.send("GET", "/campaigns/5/decisions?limit=1")).json()
        assert ([row["event_id"] for row in first["items"]], first["next_before"]) == (["77"], "77")
        second = (await caller.send("GET", "/campaigns/5/decisions?limit=2&before=77")).json()
        assert ([row["event_id"] for row in second["items"]], second["next_before"]) == (["76"], None)

    story(steps)


def test_downloaded_codes_match_digest_length_and_manifest() -> None:
    """What a printer receives can be checked against the header and the manifest, compressed by nothing."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        query = "form=url&first=2&last=4"
        response = await caller.send("GET", f"/batches/2/codes?{query}", accept_encoding="gzip")
        lines = response.text.splitlines()
        assert lines[0] == "http://127.0.0.1:8000/c/CODE0000000002"
        assert len(lines) == 3
        digest = hashlib.sha256(response.content).digest()
        assert response.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
        assert response.headers["content-length"] == str(len(response.content))
        assert response.headers["content-disposition"] == 'attachment; filename="batch-2-2-4.txt"'
        manifest = (await caller.send("GET", f"/batches/2/codes/manifest?{query}")).json()
        assert manifest["sha256"] == digest.hex()
        assert manifest["count"] == 3

    story(steps)


def test_a_broken_download_goes_on_and_leaves_a_trace() -> None:
    """Any stretch of bytes of the same file; the batch keeps which serials left."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        address = "/batches/2/codes?first=2&last=4"
        head = await caller.raw("HEAD", address)
        whole = await caller.send("GET", address)
        assert head.headers["etag"] == whole.headers["etag"]
        more = {"range": "bytes=15-29", "if-range": whole.headers["etag"]}
        part = await caller.send("GET", address, **more)
        assert (part.status_code, part.content) == (206, whole.content[15:30])
        assert part.headers["content-range"] == "bytes 15-29/45"
        changed = await caller.send("GET", address, range="bytes=15-29", if_range='"other"')
        assert (changed.status_code, changed.content) == (200, whole.content)
        beyond = await caller.send("GET", address, range="bytes=99-")
        assert (beyond.status_code, beyond.json()["code"]) == (416, "range_not_satisfiable")
        assert beyond.headers["content-range"] == "bytes */45"
        taken = (await caller.send("GET", "/batches/2/handovers")).json()["items"]
        assert [(one["first"], one["last"], one["form"]) for one in taken] == [
            (2, 4, "code"), (3, 3, "code"), (2, 4, "code"),
        ]  # fmt: skip

    story(steps)


def test_a_table_of_changes_is_recorded_whole_or_its_lines_are_named() -> None:
    """The words say which line to mend; foretelling changes nothing."""

    async def steps(caller: Caller, engine: ApiEngineDouble) -> None:
        address, head = "/batches/2/ranges/bulk", "first,last,aspect,value\n"
        bad = await caller.send(
            "POST", address, {"table": head + "1,2,state,burnt\n1,2,state,active\n1,99,state,active"}
        )
        assert bad.status_code == 422
        assert [error["detail"].split(":")[0] for error in bad.json()["errors"]] == ["line 2", "line 4"]
        good = {"table": head + "1,3,state,active\n4,9,region,CN-GD\n"}
        told = await caller.send("POST", address, good | {"foretell": True})
        assert engine.changes == []
        done = await caller.send("POST", address, good)
        assert done.json() == told.json()
        assert [(move["after"], move["codes"]) for move in done.json()["moves"]] == [
            ("CN-GD", 6),
            ("active", 3),
        ]
        assert engine.changes == [("table", 2)]

    story(steps)


def test_tests_of_a_broken_text_do_not_run() -> None:
    """Problems come alone; a sound text comes with its test results."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        broken = (await caller.send("POST", "/language/check", {"text": "gvie"})).json()
        assert (broken["problems"][0]["code"], broken["tests"]) == ("BC0201", [])
        sound = (await caller.send("POST", "/language/check", {"text": "give"})).json()
        assert (sound["problems"], sound["tests"][0]["passed"]) == ([], True)

    story(steps)


def test_new_things_say_where_they_are() -> None:
    """Location leads to what was made."""

    async def steps(caller: Caller, _: ApiEngineDouble) -> None:
        created = await caller.send("POST", "/campaigns", {"slug": "autumn", "text": ""})
        assert created.headers["location"] == f"/api/v1/campaigns/{created.json()['id']}"

    story(steps)
