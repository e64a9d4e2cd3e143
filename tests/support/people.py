"""Those who take part in a journey: a brand whose systems call the API, and what they read in its answers."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from engine.api import Engine, Label
from studio.api.problem import BASE_PATH
from tests.support.api_client import check
from tests.support.app import Wallet

BRAND: Final = "dew-drinks"
SPORTS_DRINK: Final = "9521000100015"
PIN: Final = "246810"
STAFF: Final = (("1", "owner"), ("2", "clerk"))
Json = dict[str, Any]
_presses = itertools.count(1)


async def found_brand(engine: Engine) -> str:
    """A drinks brand in Beijing time, paying in yuan; its API key."""
    await engine.accounts.add_brand(BRAND, Label("Dew Drinks", "清露饮料"), "Asia/Shanghai", "CNY")
    return await engine.accounts.add_api_key(BRAND, "journey")


@dataclass
class Brand:
    """The brand's own systems. Calls go round all servers; every answer is held against the API's description."""

    servers: Sequence[httpx.AsyncClient]
    key: str

    async def send(
        self, method: str, path: str, body: Any = None, *, press: str | None = None, **headers: str
    ) -> httpx.Response:
        """One request. Equal `press` is the same request sent again; without one it is a new request."""
        number = next(_presses)
        told = {
            "authorization": f"Bearer {self.key}",
            "idempotency-key": f'"{press or f"press-{number}"}"',
            **({"content-type": "application/json"} if body is not None else {}),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        client = self.servers[number % len(self.servers)]
        content = None if body is None else json.dumps(body)
        answer = await client.request(method, BASE_PATH + path, headers=told, content=content)
        check(method, path, answer)
        return answer

    async def done(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The value of a success."""
        answer = await self.send(method, path, body, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def publish(self, slug: str, text: str) -> str:
        """Write a campaign and put it live; its id."""
        checked = await self.done("POST", "/language/check", {"text": text})
        assert checked["problems"] == [], checked["problems"]
        campaign = (await self.done("POST", "/campaigns", {"slug": slug, "text": text}))["id"]
        await self.done("POST", f"/campaigns/{campaign}/publication")
        return str(campaign)

    async def codes(self, name: str, size: int, gtin: str = SPORTS_DRINK) -> list[str]:
        """A batch of active codes inside caps, as they are printed."""
        asked = {"name": name, "gtin": gtin, "kind": "in_lid", "size": size}
        batch = (await self.done("POST", "/batches", asked))["id"]
        change = {"first": 1, "last": size, "aspect": "state", "value": "active"}
        await self.done("POST", f"/batches/{batch}/ranges", change)
        return (await self.send("GET", f"/batches/{batch}/codes?form=code")).text.split()

    async def store(
        self,
        code: str,
        staff: Sequence[tuple[str, str]] = STAFF,
        *,
        online: bool = False,
        position: Json | None = None,
    ) -> str:
        """An outlet in Guangdong with its owner (number 1) and a clerk (number 2); its id."""
        body = {
            "code": code,
            "name": {"en": f"Store {code}", "zh": f"{code}店"},
            "region": "CN-GD",
            "online": online,
            "position": position,
        }
        outlet = str((await self.done("POST", "/outlets", body))["id"])
        for number, role in staff:
            person = {"number": number, "name": f"{role} of {code}", "role": role, "pin": PIN}
            await self.done("POST", f"/outlets/{outlet}/clerks", person)
        return outlet

    async def claim(
        self, who: str, code: str, *, press: str | None = None, device: str | None = None, **headers: str
    ) -> httpx.Response:
        """A consumer, known to the brand as `who`, asks for what a code gives."""
        body: Json = {"code": code, "consumer": {"ref": who}}
        if device is not None:
            body["device"] = device
        return await self.send("POST", "/claims", body, press=press, **headers)

    async def redeem(self, store: str, coupon: str, request: str, **more: Any) -> httpx.Response:
        """The store's clerk takes a coupon."""
        return await self.send(
            "POST", "/redemptions", {**till(store, request), "coupon_code": coupon, **more}
        )

    async def cancel(self, store: str, redemption: str, request: str) -> httpx.Response:
        """The store's clerk calls a redemption off."""
        return await self.send("POST", f"/redemptions/{redemption}/cancellation", till(store, request))

    async def wallet(self, who: str) -> Json:
        """All that a consumer holds."""
        return dict(await self.done("GET", f"/consumers/{who}"))

    async def figures(self, campaign: str) -> Json:
        """A campaign's figures while nothing happens; money in fen. Granted money is locked, owed, paid or reversed."""
        found = await self.glance(campaign)
        if found["granted"] is not None:
            used = found["locked"] + found["owed"] + found["paid"]
            assert found["granted"] == used + found["reversed"]
            assert found["used"] == used
        return found

    async def glance(self, campaign: str) -> Json:
        """A campaign's figures at any moment. Those of one moment need not fit each other while people claim."""
        shown = (await self.done("GET", f"/campaigns/{campaign}"))["summary"]["figures"]
        return {name: _fen(value) for name, value in shown.items()}

    async def decisions(self, campaign: str, outcome: str | None = None) -> list[Json]:
        """Every decision of a campaign, oldest first."""
        rows: list[Json] = []
        wanted = f"/campaigns/{campaign}/decisions?limit=200" + (f"&outcome={outcome}" if outcome else "")
        before = ""
        while True:
            page = await self.done("GET", wanted + before)
            rows += page["items"]
            if page["next_before"] is None:
                return rows[::-1]
            before = f"&before={page['next_before']}"


def till(store: str, request: str, clerk: str = "2") -> Json:
    """Where and by whom a coupon is taken, and the till's own number for it."""
    return {"outlet_code": store, "clerk_number": clerk, "request_id": request}


def basket(minor: int) -> Json:
    """A basket's total in fen."""
    return {"amount_minor": minor, "currency": "CNY"}


def _fen(value: Any) -> Any:
    return value["amount_minor"] if isinstance(value, Mapping) else value


def granted(answer: httpx.Response) -> Json:
    """What a claim or redemption gave, by reward: fen of money, points, a coupon's code. It must have been granted."""
    assert answer.is_success, answer.text
    return gains(answer.json())


def gains(answer: Json) -> Json:
    """The rewards in an answer: fen, points or a coupon's code."""
    found: Json = {}
    for grant in answer["grants"]:
        coupon = grant["coupon"] and grant["coupon"]["code"]
        found[grant["reward"]] = coupon or grant["points"] or _fen(grant["amount"])
    return found


def refused(answer: httpx.Response, reason: str, status: int = 409) -> str:
    """The English words of a refusal, which must be for this reason."""
    problem = answer.json()
    assert (answer.status_code, problem.get("code")) == (status, reason), answer.text
    words = problem["refusal"]["words"]
    assert words["en"]
    assert words["zh"]
    return str(words["en"])


async def together(acts: Iterable[Awaitable[httpx.Response]]) -> list[httpx.Response]:
    """Several requests at the same instant."""
    return list(await asyncio.gather(*acts))


async def watch(look: Callable[[], Awaitable[None]], acts: Awaitable[Any], *, pause_s: float = 0.02) -> Any:
    """Look again and again while something happens, and once more afterwards."""
    working = asyncio.ensure_future(acts)
    while not working.done():
        await look()
        await asyncio.sleep(pause_s)
    await look()
    return await working


async def paid_once(wallet: Wallet, brand: Brand) -> int:
    """The fen that the wallet has paid: one line for each grant, of the grant's amount, and the grant says so."""
    lines = await wallet.statement()
    grants = [int(line["order_no"][1:17], 16) for line in lines]
    assert len(grants) == len(set(grants)), "the wallet has paid a grant twice"
    told = await asyncio.gather(*(brand.done("GET", f"/grants/{grant}") for grant in grants))
    for grant, line in zip(told, lines, strict=True):
        assert (grant["state"], _fen(grant["amount"])) == ("paid", line["amount_minor"])
    return sum(line["amount_minor"] for line in lines)
