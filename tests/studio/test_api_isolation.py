"""Over the real engine: another brand finds nothing of the first one and moves nothing."""

from __future__ import annotations

from typing import Any

from tests.support.api_town import Town, claim, done, opened, shops, story, till


def test_another_brand_finds_nothing_of_it(sqlite_url: str) -> None:
    """Every route with the first brand's ids and the second's key: 404, and no figure moves."""

    async def steps(there: Town) -> None:
        campaign, codes = await opened(there)
        await shops(there)
        granted = (await claim(there.drinks, codes[0], "A")).json()
        asked = {"campaign_id": campaign, "consumer": {"ref": "A"}}
        token = (await done(there.drinks, "POST", "/invitations", asked))["token"]
        grant, coupon = granted["grants"][0]["id"], granted["grants"][1]["coupon"]["code"]
        batch = (await done(there.drinks, "GET", "/batches"))["items"][0]["id"]
        outlet = (await done(there.drinks, "GET", "/outlets"))["items"][0]["id"]
        dealer = await supplied(there)
        event = (await done(there.drinks, "GET", f"/campaigns/{campaign}/decisions"))["items"][0]["event_id"]
        sale = {**till("S1", "r1"), "coupon_code": coupon}
        redemption = await done(there.drinks, "POST", "/redemptions", {**sale, **BASKET})
        before = await books(there, campaign)
        attempts: list[tuple[str, str, Any]] = [
            ("POST", "/claims", {"code": codes[1], "consumer": {"ref": "Z"}}),
            ("GET", f"/codes/{codes[1]}", None),
            ("GET", f"/codes/{codes[1]}?consumer=Z", None),
            ("POST", "/invitations", asked),
            ("GET", f"/invitations/{token}", None),
            ("GET", f"/invitations/{token}?consumer=Z", None),
            ("POST", f"/invitations/{token}/claims", {"consumer": {"ref": "Z"}}),
            ("POST", "/redemptions", {**sale, "request_id": "r2"}),
            ("POST", "/redemptions/declines", {**till("S1", "r3"), "coupon_code": coupon}),
            ("POST", f"/redemptions/{redemption['redemption_id']}/cancellation", till("S1", "x1")),
            ("POST", "/redemptions/declines", {**till("S1", "r3"), "coupon_code": coupon}),
            ("POST", f"/redemptions/{redemption['redemption_id']}/reversal", {"request_id": "x2"}),
            ("GET", f"/members/{coupon}?outlet=S1&clerk=7", None),
            ("POST", f"/outlets/{outlet}/clerks", SPY),
            ("GET", f"/outlets/{outlet}/statement?day=2026-06-03", None),
            *on_chain(outlet, codes[1]),
            ("GET", f"/dealers/{dealer}/statement?day=2026-06-03", None),
            ("GET", f"/campaigns/{campaign}", None),
            ("PUT", f"/campaigns/{campaign}/draft", {"text": "", "revision": 1}),
            *(
                ("POST", f"/campaigns/{campaign}/{act}", None)
                for act in ("publication", "pause", "resumption", "end")
            ),
            ("GET", f"/campaigns/{campaign}/decisions", None),
            ("GET", f"/decisions/{event}/why", None),
            *on_codes(batch, codes[1]),
            ("GET", f"/grants/{grant}", None),
            ("POST", f"/grants/{grant}/reversal", {"reason": "mine"}),
            ("POST", f"/claims/{event}/reversal", {"reason": "mine"}),
        ]
        for method, path, body in attempts:
            response = await there.liquor.send(method, path, body)
            assert response.status_code == 404, f"{method} {path}: {response.status_code} {response.text}"
        for path in (
            "/campaigns",
            "/batches",
            "/outlets",
            "/dealers",
            "/redemptions/refusals",
            "/payouts/stuck",
        ):
            assert (await done(there.liquor, "GET", path))["items"] == []
        assert (await done(there.liquor, "GET", "/consumers/A"))["grants"] == []
        assert (await done(there.liquor, "GET", "/me"))["slug"] == "liquor"
        assert await books(there, campaign) == before

    story(sqlite_url, steps)


BASKET = {"basket": {"amount_minor": 2000, "currency": "CNY"}}
SPY = {"number": "9", "name": "Spy", "role": "clerk", "pin": "1234"}


async def supplied(there: Town) -> str:
    """The first brand's dealer, by its id."""
    named = {"code": "D1", "name": {"en": "D1", "zh": "一号商贸"}}
    return str((await done(there.drinks, "POST", "/dealers", named))["id"])


async def books(there: Town, campaign: str) -> list[Any]:
    """What the first brand can see of itself."""
    paths = (
        f"/campaigns/{campaign}",
        f"/campaigns/{campaign}/decisions",
        "/consumers/A",
        "/batches",
        "/outlets",
        "/dealers",
    )
    return [await done(there.drinks, "GET", path) for path in paths]


def on_codes(batch: str, code: str) -> list[tuple[str, str, Any]]:
    """What one may want to know or do about a batch and a code of it."""
    return [
        ("GET", f"/batches/{batch}", None),
        ("GET", f"/batches/{batch}/ranges", None),
        ("GET", f"/batches/{batch}/handovers", None),
        (
            "POST",
            f"/batches/{batch}/ranges",
            {"first": 1, "last": 10, "aspect": "state", "value": "withdrawn"},
        ),
        ("POST", f"/batches/{batch}/ranges/bulk", {"table": "first,last,aspect,value\n1,1,state,active"}),
        ("POST", f"/batches/{batch}/packing", {"first": 1, "last": 10}),
        ("GET", f"/batches/{batch}/contents?first=1&last=10", None),
        ("GET", f"/codes/{code}/family", None),
        ("GET", f"/batches/{batch}/codes", None),
        ("GET", f"/batches/{batch}/codes/manifest", None),
    ]


def on_chain(outlet: str, code: str) -> list[tuple[str, str, Any]]:
    """What one may want to know or do about an outlet's cartons and staff, and about a pack."""
    return [
        ("POST", "/registrations", {"code": code, "outlet_code": "S1", "clerk_number": "7"}),
        ("GET", f"/outlets/{outlet}/cartons", None),
        ("PUT", f"/outlets/{outlet}/clerks/7/consumer", {"consumer": {"ref": "Z"}}),
        ("POST", f"/outlets/{outlet}/clerks/7/departure", None),
        ("POST", "/service-cases", {"code": code, "consumer": {"ref": "Z"}}),
        ("POST", f"/service-cases/{outlet}/compensation", {}),
        ("POST", f"/service-cases/{outlet}/closure", None),
        ("POST", f"/diversions/{outlet}/closure", None),
        ("GET", f"/alliances/{outlet}", None),
        ("GET", f"/alliances/{outlet}/statements", None),
        ("POST", f"/alliances/{outlet}/acceptance", {"version": 1}),
        ("POST", f"/alliances/{outlet}/notice", {"last_day": "2030-01-01"}),
    ]
