"""The API over the real engine on SQLite: a brand's whole way, from the first text to the reversal."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable
from typing import Any

from tests.support.api_town import GTIN, Town, claim, done, opened, shops, story, till


def test_a_newcomer_a_second_tap_a_stranger_and_a_regular(sqlite_url: str) -> None:
    """Packet, coupon, points once; the repeat is the stored answer; a stranger learns the instant."""

    async def steps(there: Town) -> None:
        _, codes = await opened(there)
        page = await done(there.drinks, "GET", f"/codes/{codes[0]}?consumer=A")
        assert page["phase"] == "ask"
        there.clock.pass_(seconds=40)
        first = await claim(there.drinks, codes[0], "A", idempotency_key='"a1"')
        assert first.status_code == 201, first.text
        gained = {grant["reward"]: grant for grant in first.json()["grants"]}
        assert gained["red_packet"]["amount"] == {"amount_minor": 288, "currency": "CNY"}
        assert gained["points"]["points"] == 20
        assert gained["coupon"]["coupon"]["expires_at"] == "2026-06-10T16:00:00.000000Z"

        there.clock.pass_(seconds=1)
        again = await claim(there.drinks, codes[0], "A", idempotency_key='"a1"')
        assert (again.status_code, again.json()["repeated"]) == (200, True)
        assert again.json()["claim_id"] == first.json()["claim_id"]
        rescan = await claim(there.drinks, codes[0], "A")
        assert (rescan.status_code, rescan.json()["claim_id"]) == (200, first.json()["claim_id"])
        reused = await claim(there.drinks, codes[1], "A", idempotency_key='"a1"')
        assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")

        stranger = await claim(there.drinks, codes[0], "B")
        assert (stranger.status_code, stranger.json()["code"]) == (409, "already_claimed")
        assert stranger.json()["refusal"]["first_at"] == "2026-06-03T01:00:40.000000Z"

        regular = (await claim(there.drinks, codes[1], "A")).json()
        assert {grant["reward"] for grant in regular["grants"]} == {"red_packet", "points"}
        wallet = await done(there.drinks, "GET", "/consumers/A")
        assert (wallet["points"], wallet["owed"]["amount_minor"], len(wallet["coupons"])) == (30, 376, 1)
        assert (await done(there.drinks, "GET", "/consumers/B"))["grants"] == []
        assert await there.engine.audit() == ()

    story(sqlite_url, steps)


def test_one_account_on_two_phones_is_new_once(sqlite_url: str) -> None:
    """Two codes at the same instant: one newcomer's pack, one regular one."""

    async def steps(there: Town) -> None:
        _, codes = await opened(there)
        answers = await asyncio.gather(*(claim(there.drinks, code, "C") for code in codes[:2]))
        assert sorted(len(answer.json()["grants"]) for answer in answers) == [2, 3]

    story(sqlite_url, steps)


def test_a_limit_refuses_and_keeps_the_code(sqlite_url: str) -> None:
    """The fourth claim of a day is refused; the same code is good on the next day."""

    async def steps(there: Town) -> None:
        _, codes = await opened(there)
        for code in codes[:3]:
            assert (await claim(there.drinks, code, "A")).status_code == 201
        fourth = await claim(there.drinks, codes[3], "A")
        assert (fourth.status_code, fourth.json()["code"]) == (409, "limit_reached")
        there.clock.pass_(days=1)
        assert (await claim(there.drinks, codes[3], "A")).status_code == 201

    story(sqlite_url, steps)


def test_codes_reach_the_printer_unchanged(sqlite_url: str) -> None:
    """Through every ring of the application: digest, length and manifest are of the bytes received."""

    async def steps(there: Town) -> None:
        asked = {"name": "July", "gtin": GTIN, "kind": "in_lid", "size": 1_000_000_000}
        batch = (await done(there.drinks, "POST", "/batches", asked))["id"]
        path = f"/batches/{batch}/codes"
        query = "form=digital_link&first=500001&last=520000"
        response = await there.drinks.send("GET", f"{path}?{query}")
        digest = hashlib.sha256(response.content)
        assert response.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
        assert response.headers["content-length"] == str(len(response.content))
        lines = response.text.split()
        assert len(set(lines)) == 20_000
        assert f"/01/0{GTIN}/21/" in lines[0]
        manifest = await done(there.drinks, "GET", f"{path}/manifest?{query}")
        assert (manifest["sha256"], manifest["count"]) == (digest.hexdigest(), 20_000)
        whole = await there.drinks.send("GET", path)
        assert (whole.status_code, whole.json()["errors"][0]["parameter"]) == (422, "last")

    story(sqlite_url, steps)


def test_a_guesser_waits(sqlite_url: str) -> None:
    """Five wrong codes in a row block this person for an hour, right codes included, and nobody else."""

    async def steps(there: Town) -> None:
        _, codes = await opened(there)
        for _ in range(5):
            assert (await claim(there.drinks, "0000000000", "A")).status_code == 404
        blocked = await claim(there.drinks, codes[0], "A")
        assert (blocked.status_code, blocked.json()["code"]) == (429, "too_many_wrong_codes")
        assert blocked.headers["retry-after"] == "3600"
        assert (await claim(there.drinks, codes[0], "B")).status_code == 201
        there.clock.pass_(hours=1)
        assert (await claim(there.drinks, codes[1], "A")).status_code == 201

    story(sqlite_url, steps)


def test_pause_resumption_and_end_are_felt_by_claims(sqlite_url: str) -> None:
    """Each refusal leaves the code unused."""

    async def steps(there: Town) -> None:
        campaign, codes = await opened(there)
        await done(there.drinks, "POST", f"/campaigns/{campaign}/pause")
        twice = await there.drinks.send("POST", f"/campaigns/{campaign}/pause")
        assert (twice.status_code, twice.json()["code"]) == (409, "wrong_state")
        assert (await claim(there.drinks, codes[0], "A")).json()["code"] == "paused"
        await done(there.drinks, "POST", f"/campaigns/{campaign}/resumption")
        assert (await claim(there.drinks, codes[0], "A")).status_code == 201
        summary = await done(there.drinks, "POST", f"/campaigns/{campaign}/end")
        assert summary["state"] == "ended"
        assert (await claim(there.drinks, codes[1], "A")).json()["code"] == "ended"

    story(sqlite_url, steps)


def test_a_code_that_is_not_ours_is_not_genuine(sqlite_url: str) -> None:
    """404, for a page and for a claim."""

    async def steps(there: Town) -> None:
        _, codes = await opened(there)
        wrong = codes[0][:-1] + ("0" if codes[0][-1] != "0" else "1")
        assert (await claim(there.drinks, wrong, "A")).json()["code"] == "not_genuine"
        shown = await there.drinks.send("GET", f"/codes/{wrong}")
        assert (shown.status_code, shown.json()["code"]) == (404, "not_genuine")

    story(sqlite_url, steps)


def test_two_shops_race_for_one_coupon(sqlite_url: str) -> None:
    """One winner; its repeat is the same success; cancelled on the day, the other shop may take it."""

    async def steps(there: Town) -> None:
        _, codes = await opened(there)
        await shops(there)
        given = (await claim(there.drinks, codes[0], "A")).json()["grants"]
        coupon = next(grant["coupon"]["code"] for grant in given if grant["coupon"])
        basket = {"amount_minor": 2000, "currency": "CNY"}

        def sale(outlet: str, request_id: str) -> Awaitable[Any]:
            body = {**till(outlet, request_id), "coupon_code": coupon, "basket": basket}
            return there.drinks.send("POST", "/redemptions", body)

        seen = await done(there.drinks, "GET", f"/members/{coupon}?outlet=S1&clerk=7")
        assert [one["usable"] for one in seen["coupons"]] == [True]
        both = await asyncio.gather(sale("S1", "r1"), sale("S2", "r2"))
        assert sorted(answer.status_code for answer in both) == [201, 409]
        winner = "S1" if both[0].status_code == 201 else "S2"
        request_id = "r1" if winner == "S1" else "r2"
        won = next(answer.json() for answer in both if answer.status_code == 201)
        lost = next(answer.json() for answer in both if answer.status_code == 409)
        assert lost["code"] == "coupon_redeemed_elsewhere"
        assert won["to_pay"]["amount_minor"] == 1500

        again = await sale(winner, request_id)
        assert (again.status_code, again.json()["redemption_id"]) == (200, won["redemption_id"])
        assert (await sale(winner, "r3")).json()["code"] == "coupon_redeemed_here"

        path = f"/redemptions/{won['redemption_id']}/cancellation"
        cancelled = await there.drinks.send("POST", path, till(winner, "x1"))
        assert (cancelled.status_code, cancelled.json()["state"]) == (201, "cancelled")
        other = "S2" if winner == "S1" else "S1"
        assert (await sale(other, "r4")).status_code == 201
        late = await there.drinks.send("POST", path, till(winner, "x1"))
        assert (late.status_code, late.json()["repeated"]) == (200, True)
        assert await there.engine.audit() == ()

    story(sqlite_url, steps)


def test_the_sharer_gains_when_the_friend_redeems(sqlite_url: str) -> None:
    """Nothing for sharing, opening or claiming; fifty points for the redemption."""

    async def steps(there: Town) -> None:
        campaign, codes = await opened(there)
        await shops(there)
        await claim(there.drinks, codes[0], "A")
        asked = {"campaign_id": campaign, "consumer": {"ref": "A"}}
        token = {(await done(there.drinks, "POST", "/invitations", asked))["token"] for _ in range(10)}
        assert len(token) == 1
        path = f"/invitations/{token.pop()}"
        assert (await done(there.drinks, "GET", f"{path}?consumer=B"))["phase"] == "ask"
        own = await there.drinks.send("POST", f"{path}/claims", {"consumer": {"ref": "A"}})
        assert (own.status_code, own.json()["code"]) == (409, "own_link")
        gift = await there.drinks.send("POST", f"{path}/claims", {"consumer": {"ref": "B"}})
        assert gift.status_code == 201
        assert (await done(there.drinks, "GET", "/consumers/A"))["points"] == 20
        coupon = gift.json()["grants"][0]["coupon"]["code"]
        basket = {"amount_minor": 1500, "currency": "CNY"}
        sale = {**till("S1", "r1"), "coupon_code": coupon, "basket": basket}
        await done(there.drinks, "POST", "/redemptions", sale)
        await done(there.drinks, "POST", "/redemptions", sale)
        assert (await done(there.drinks, "GET", "/consumers/A"))["points"] == 70

    story(sqlite_url, steps)


def test_results_can_be_explained_and_taken_back(sqlite_url: str) -> None:
    """Decisions list a grant and a refusal; a reversal frees its budget once."""

    async def steps(there: Town) -> None:
        campaign, codes = await opened(there)
        granted = (await claim(there.drinks, codes[0], "A")).json()
        await claim(there.drinks, codes[0], "B")
        rows = (await done(there.drinks, "GET", f"/campaigns/{campaign}/decisions"))["items"]
        assert [row["outcome"] for row in rows] == ["refused", "granted"]
        why = await done(there.drinks, "GET", f"/decisions/{rows[1]['event_id']}/why")
        assert why["steps"]
        assert why["decision"]["event_id"] == rows[1]["event_id"]
        packet = next(grant["id"] for grant in granted["grants"] if grant["reward"] == "red_packet")
        reason = {"reason": "code was stolen"}
        for _ in range(2):
            path = f"/grants/{packet}/reversal"
            reversed_ = await done(there.drinks, "POST", path, reason, idempotency_key='"v1"')
            assert reversed_["state"] == "reversed"
        figures = (await done(there.drinks, "GET", f"/campaigns/{campaign}"))["summary"]["figures"]
        assert (figures["used"]["amount_minor"], figures["reversed"]["amount_minor"]) == (0, 288)
        assert await there.engine.audit() == ()

    story(sqlite_url, steps)


def test_a_lost_update_is_refused_and_a_broken_draft_is_not_published(sqlite_url: str) -> None:
    """The draft may be wrong; what is live stays."""

    async def steps(there: Town) -> None:
        campaign, codes = await opened(there)
        revision = (await done(there.drinks, "GET", f"/campaigns/{campaign}"))["draft_revision"]
        path = f"/campaigns/{campaign}/draft"
        saved = await done(there.drinks, "PUT", path, {"text": "campaign 坏了", "revision": revision})
        assert saved["problems"]
        conflict = await there.drinks.send("PUT", path, {"text": "mine", "revision": revision})
        assert conflict.json()["conflict"] == {"revision": saved["revision"], "text": "campaign 坏了"}
        blocked = await there.drinks.send("POST", f"/campaigns/{campaign}/publication")
        assert (blocked.status_code, blocked.json()["code"]) == (409, "not_publishable")
        assert (await claim(there.drinks, codes[0], "A")).status_code == 201

    story(sqlite_url, steps)


def test_two_accounts_with_one_mobile_are_one_person(sqlite_url: str) -> None:
    """Points are held together; sending it again changes nothing."""

    async def steps(there: Town) -> None:
        _, codes = await opened(there)
        for code, ref in zip(codes, ("A1", "A2"), strict=False):
            await claim(there.drinks, code, ref)
        for ref in ("A1", "A2", "A2"):
            await done(there.drinks, "PUT", f"/consumers/{ref}/mobile", {"mobile": "+8613800000000"})
        wallets = [await done(there.drinks, "GET", f"/consumers/{ref}") for ref in ("A1", "A2")]
        assert wallets[0]["points"] == wallets[1]["points"] == 40
        assert wallets[0]["member_code"] == wallets[1]["member_code"]

    story(sqlite_url, steps)
