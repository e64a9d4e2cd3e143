"""The people of the storm: consumers and clerks who ask, lose their answers, and ask again until they have one."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

Json = dict[str, Any]
_TRIES_MAX: Final = 400
#: The press with which a code comes first; what is claimed with a later one is not taken back.
FIRST: Final = "a"
#: The presses that follow, for codes that gave nothing yet: the day was spent, the campaign paused.
LATER: Final = ("b", "c", "d")
#: Answers that say nothing about the request: it must be sent again.
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, which may be sent many times."""

    path: str
    body: Json
    key: str


@dataclass(slots=True)
class Answered:
    """The first answer that somebody got to a request."""

    asked: Asked
    status: int
    body: Json


@dataclass
class Crowd:
    """Sends requests to any server that answers, and keeps every first answer."""

    urls: list[str]
    api_key: str
    fate: random.Random
    answers: list[Answered] = field(default_factory=list)
    lost: int = 0
    faults: list[str] = field(default_factory=list)

    async def ask(self, client: httpx.AsyncClient, asked: Asked) -> Answered:
        """The answer, however often it takes."""
        for attempt in range(_TRIES_MAX):
            answer = await self._try(client, asked)
            if answer is not None:
                found = Answered(asked, answer.status_code, answer.json())
                self.answers.append(found)
                return found
            self.lost += 1
            await asyncio.sleep(min(0.02 * (attempt + 1), 0.3))
        raise AssertionError(f"{asked} was never answered")

    async def _try(self, client: httpx.AsyncClient, asked: Asked) -> httpx.Response | None:
        headers = {
            "authorization": f"Bearer {self.api_key}",
            "content-type": "application/json",
            "idempotency-key": f'"{asked.key}"',
        }
        url = f"{self.fate.choice(self.urls)}/api/v1{asked.path}"
        try:
            answer = await client.post(url, content=json.dumps(asked.body), headers=headers)
        except httpx.TransportError:
            return None
        in_flight = answer.status_code == 409 and answer.json()["code"] == "request_in_flight"
        if answer.status_code == 500:
            self.faults.append(answer.text)
        return None if in_flight or answer.status_code in _AGAIN else answer


def claim(code: str, who: str, key: str) -> Asked:
    return Asked("/claims", {"code": code, "consumer": {"ref": who}}, key)


def redemption(coupon: str, outlet: str, request: str) -> Asked:
    body = {"coupon_code": coupon, "outlet_code": outlet, "clerk_number": "7", "request_id": request}
    return Asked("/redemptions", body, request)


def cancellation(redemption_id: str, outlet: str, request: str) -> Asked:
    body = {"outlet_code": outlet, "clerk_number": "7", "request_id": request}
    return Asked(f"/redemptions/{redemption_id}/cancellation", body, request)


def purchase(who: str, minor: int, event: str) -> Asked:
    facts = {"purchase.amount": {"amount_minor": minor, "currency": "CNY"}}
    return Asked(
        "/events", {"event": "purchase", "id": event, "consumer": {"ref": who}, "facts": facts}, event
    )


def reversal(grant_id: str, key: str) -> Asked:
    return Asked(f"/grants/{grant_id}/reversal", {"reason": "the storm takes it back"}, key)


@dataclass
class Behaviour:
    """What one visitor does with a code: claims it, perhaps twice at once or against another, uses coupons, buys,
    and is now and then taken something back."""

    crowd: Crowd
    codes: list[str]
    people: int
    outlets: list[str]

    async def visit(self, client: httpx.AsyncClient, press: str, number: int, fate: random.Random) -> None:
        """One code's whole story. `fate` is this code's own, so every storm has the same stories.

        `press` tells a request apart from an earlier one for the same code.
        """
        who = f"p{int(fate.random() ** 3 * self.people)}"  # some come far more often than others
        wanted = [claim(self.codes[number], who, f"{press}-c{number}")]
        if fate.random() < 0.15:  # the same press arrives twice
            wanted.append(wanted[0])
        if fate.random() < 0.15:  # somebody else has photographed the code
            wanted.append(claim(self.codes[number], f"q{number}", f"{press}-x{number}"))
        answers = await asyncio.gather(*(self.crowd.ask(client, one) for one in wanted))
        coupons = [
            grant["coupon"]["code"]
            for answer in answers
            if answer.status < 300
            for grant in answer.body["grants"]
            if grant["coupon"]
        ]
        for coupon in dict.fromkeys(coupons):
            await self._use(client, number, coupon, fate)
        if fate.random() < 0.3:
            bought = purchase(who, fate.choice([900, 1_000, 4_200]), f"{press}-b{number}")
            await asyncio.gather(*(self.crowd.ask(client, bought) for _ in range(fate.choice([1, 1, 2]))))
        if press == FIRST and fate.random() < 0.1:
            await self._take_back(client, number, answers, fate)

    async def _take_back(
        self, client: httpx.AsyncClient, number: int, answers: list[Answered], fate: random.Random
    ) -> None:
        grants = sorted(
            {grant["id"] for answer in answers if answer.status < 300 for grant in answer.body["grants"]}
        )
        if grants:
            await self.crowd.ask(client, reversal(fate.choice(grants), f"t{number}"))

    async def _use(self, client: httpx.AsyncClient, number: int, coupon: str, fate: random.Random) -> None:
        tills = fate.sample(self.outlets, 2 if fate.random() < 0.3 else 1)
        taken = await asyncio.gather(
            *(self.crowd.ask(client, redemption(coupon, till, f"r{number}-{till}")) for till in tills)
        )
        for till, answer in zip(tills, taken, strict=True):
            if answer.status < 300 and fate.random() < 0.2:
                await self.crowd.ask(
                    client, cancellation(answer.body["redemption_id"], till, f"u{number}-{till}")
                )
