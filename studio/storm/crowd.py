"""The people of a storm: they claim, press twice, race for codes and redeem, and ask again until they are answered."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from studio.storm.campaign import CLERK, OUTLETS

#: Answers that say nothing about the request: it must be sent again under the same key.
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_PAUSE_SECONDS_MAX: Final = 0.3


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, which may be sent many times."""

    path: str
    body: dict[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The first answer that somebody got to a request."""

    asked: Asked
    status: int
    body: dict[str, Any]

    @property
    def lasting(self) -> tuple[Any, ...]:
        """What must be told again word for word. A coupon's or payment's state goes on and is left out."""
        if self.status >= 400:
            return (self.body["code"],)
        made = self.body.get("claim_id") or self.body["redemption_id"]
        grants = tuple(
            (one["id"], str(one["amount"]), one["points"], one["coupon"] and one["coupon"]["code"])
            for one in self.body["grants"]
        )
        return made, self.body["at"], grants


@dataclass
class Crowd:
    """Sends requests to any worker, and keeps every first answer. `lost` counts those that had to be sent again."""

    client: httpx.AsyncClient
    urls: Sequence[str]
    api_key: str
    fate: random.Random
    answers: list[Answered] = field(default_factory=list)
    lost: int = 0

    async def ask(self, asked: Asked) -> Answered:
        """The answer, however often it takes."""
        pause = 0.02
        while True:
            answer = await self._try(asked)
            if answer is not None:
                found = Answered(asked, answer.status_code, answer.json())
                self.answers.append(found)
                return found
            self.lost += 1
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _PAUSE_SECONDS_MAX)

    async def _try(self, asked: Asked) -> httpx.Response | None:
        headers = {
            "authorization": f"Bearer {self.api_key}",
            "content-type": "application/json",
            "idempotency-key": f'"{asked.key}"',
        }
        url = f"{self.fate.choice(self.urls)}/api/v1{asked.path}"
        try:
            answer = await self.client.post(url, content=json.dumps(asked.body), headers=headers)
        except httpx.TransportError:
            return None
        in_flight = answer.status_code == 409 and answer.json()["code"] == "request_in_flight"
        return None if in_flight or answer.status_code in _AGAIN else answer

    async def visit(self, code: str, number: int, people: int, fate: random.Random) -> None:
        """One code's whole story: claimed, perhaps twice or against another, and what it gave redeemed."""
        who = f"p{int(fate.random() ** 3 * people)}"  # some come far more often than others
        wanted = [_claim(code, who, f"c{number}")] * (2 if fate.random() < 0.15 else 1)
        if fate.random() < 0.15:  # somebody else has photographed the code
            wanted.append(_claim(code, f"q{number}", f"x{number}"))
        answers = await asyncio.gather(*(self.ask(one) for one in wanted))
        good = [grant for one in answers if one.status < 300 for grant in one.body["grants"]]
        for coupon in dict.fromkeys(one["coupon"]["code"] for one in good if one["coupon"]):
            tills = fate.sample(OUTLETS, 2 if fate.random() < 0.3 else 1)
            taken = await asyncio.gather(
                *(self.ask(_redemption(coupon, till, f"r{number}-{till}")) for till in tills)
            )
            for till, one in zip(tills, taken, strict=True):
                if one.status < 300 and fate.random() < 0.2:
                    await self.ask(_cancellation(one.body["redemption_id"], till, f"u{number}"))


def _claim(code: str, who: str, key: str) -> Asked:
    return Asked("/claims", {"code": code, "consumer": {"ref": who}}, key)


def _redemption(coupon: str, outlet: str, request: str) -> Asked:
    body = {"coupon_code": coupon, "outlet_code": outlet, "clerk_number": CLERK, "request_id": request}
    return Asked("/redemptions", body, request)


def _cancellation(redemption: str, outlet: str, request: str) -> Asked:
    body = {"outlet_code": outlet, "clerk_number": CLERK, "request_id": request}
    return Asked(f"/redemptions/{redemption}/cancellation", body, request)
