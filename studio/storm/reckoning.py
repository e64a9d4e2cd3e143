"""After a storm: what people were told, added up in the plainest way, against figures, bounds and books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.api import CampaignFigures, Difference
from studio.storm.campaign import BUDGET_MINOR, PER_PERSON, STOCK
from studio.storm.crowd import Answered


def disagreements(
    answers: Sequence[Answered],
    repeated: Sequence[Answered],
    figures: CampaignFigures,
    audit: Sequence[Difference],
) -> list[str]:
    """Everything that does not agree, a sentence each; nothing when all does."""
    return [*_told_twice(answers, repeated), *_counted(answers, figures), *_books(audit)]


def _told_twice(answers: Sequence[Answered], repeated: Sequence[Answered]) -> Iterator[str]:
    """Whoever asks again is told the same."""
    first: dict[str, Answered] = {}
    for answer in (*answers, *repeated):
        known = first.setdefault(answer.asked.key, answer)
        if known.lasting != answer.lasting:
            yield f"request {answer.asked.key} was answered {known.lasting} and then {answer.lasting}"


def _counted(answers: Sequence[Answered], figures: CampaignFigures) -> Iterator[str]:
    """The campaign's figures and bounds, from nothing but the answers."""
    good = [one for one in answers if one.status < 300]
    claims = {one.body["claim_id"]: one for one in good if "claim_id" in one.body}
    redeemed = {one.body["redemption_id"]: one for one in good if "redemption_id" in one.body}
    undone = {one.body["redemption_id"] for one in good if one.asked.path.endswith("/cancellation")}
    packets = [
        grant["amount"]["amount_minor"]
        for one in claims.values()
        for grant in one.body["grants"]
        if grant["reward"] == "red_packet"
    ]
    used = figures.used.minor if figures.used else 0
    people = Counter(one.asked.body["consumer"]["ref"] for one in claims.values())
    codes = Counter(one.asked.body["code"] for one in claims.values())
    coupons = Counter(one.body["coupon"]["code"] for number, one in redeemed.items() if number not in undone)
    for what, told, found in (
        ("claims", len(claims), figures.claims),
        ("redemptions", len(redeemed) - len(undone), figures.redemptions),
        ("minor units of the budget", sum(packets), used),
    ):
        if told != found:
            yield f"people were told of {told} {what}, the campaign counts {found}"
    for what, most, bound in (
        ("minor units of the budget", sum(packets), BUDGET_MINOR),
        ("prizes of the stock", packets.count(300), STOCK),
        ("claims of one person", max(people.values(), default=0), PER_PERSON),
        ("claims of one code", max(codes.values(), default=0), 1),
        ("redemptions of one coupon", max(coupons.values(), default=0), 1),
    ):
        if most > bound:
            yield f"{most} {what} were given, {bound} is the most"


def _books(audit: Sequence[Difference]) -> Iterator[str]:
    for one in audit:
        yield f"{one.what}: expected {one.expected}, found {one.found}"
