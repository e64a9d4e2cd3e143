"""A plain, sequential model of the storm's campaign, fed with nothing but what people were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.api import ConsumerKey, Engine
from tests.storms.campaigns import BRAND
from tests.storms.crowd import Answered
from tests.storms.reckoning import claims_told


@dataclass
class Model:
    """All grants that live, by id; coupons and their states; who is who."""

    grants: dict[str, dict[str, Any]] = field(default_factory=dict)
    coupons: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    claims: int = 0
    redemptions: int = 0

    @classmethod
    def of(cls, answers: Sequence[Answered]) -> Model:
        """What follows from the answers, in any order: each claim, redemption, cancellation and reversal once."""
        made = cls()
        told = claims_told(answers)
        made.claims = len(told)
        for claim in told.values():
            made._give(claim["grants"])
        good = [answer for answer in answers if answer.status < 300]
        redemptions = {one.body["redemption_id"]: one.body for one in good if "redemption_id" in one.body}
        cancelled = {one.body["redemption_id"] for one in good if one.asked.path.endswith("/cancellation")}
        for number, body in redemptions.items():
            made.coupons[body["coupon"]["code"]] = "open"
            if number not in cancelled:
                made.redemptions += 1
                made._give(body["grants"])
        for number, body in redemptions.items():
            if number not in cancelled:
                assert made.coupons[body["coupon"]["code"]] == "open", "a coupon was taken twice"
                made.coupons[body["coupon"]["code"]] = "redeemed"
        for one in good:
            if one.asked.path.endswith("/reversal"):
                made._take_back(one.body["id"])
        for one in good:
            who = one.asked.body.get("consumer")
            body = one.body
            told_here = [body] if "claim_id" in body else []
            told_here += [each["claim"] for each in body.get("campaigns", ()) if each["claim"]]
            for claim in told_here:
                for grant in claim["grants"]:
                    made.names[grant["recipient"]["id"]] = who["ref"]
        return made

    def _give(self, grants: Sequence[dict[str, Any]]) -> None:
        for grant in grants:
            self.grants[grant["id"]] = grant
            if grant["coupon"]:
                self.coupons[grant["coupon"]["code"]] = "open"

    def _take_back(self, grant_id: str) -> None:
        grant = self.grants.pop(grant_id)
        if grant["coupon"]:
            assert self.coupons[grant["coupon"]["code"]] == "open", "a used coupon was taken back"
            self.coupons[grant["coupon"]["code"]] = "cancelled"

    def spent(self) -> int:
        """Minor units of red packets that live."""
        packets = (one for one in self.grants.values() if one["reward"] == "red_packet")
        return sum(one["amount"]["amount_minor"] for one in packets)

    def points(self) -> Counter[str]:
        """Points by the person's name; clerks keep theirs apart."""
        counted: Counter[str] = Counter()
        for grant in self.grants.values():
            if grant["points"] and grant["recipient"]["kind"] == "consumer":
                counted[self.names[grant["recipient"]["id"]]] += grant["points"]
        return counted


async def agree(engine: Engine, campaign_id: int, answers: Sequence[Answered]) -> None:
    """The model and the engine tell the same: the campaign's figures, each purse, each coupon."""
    model = Model.of(answers)
    figures = (await engine.campaigns.detail(BRAND, campaign_id)).summary.figures
    assert figures.used is not None
    assert (figures.used.minor, figures.claims, figures.redemptions) == (
        model.spent(), model.claims, model.redemptions,
    )  # fmt: skip
    points, shown = model.points(), dict[str, str]()
    for who in sorted(set(model.names.values())):
        wallet = await engine.members.wallet(BRAND, ConsumerKey("ref", who))
        assert wallet.points == points[who], f"{who} has {wallet.points} points and was told of {points[who]}"
        shown |= {coupon.code: coupon.state for coupon in wallet.coupons}
    assert shown == model.coupons
