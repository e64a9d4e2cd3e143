"""Events told to the engine: once each, by every campaign with rules for them, with all that a claim has."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from engine.api import ClaimAnswer, EventAnswer, Invalid, KeyReused, Money, Reason, Refusal, Told
from studio.api import public_presenters
from studio.cli.main import main
from tests.support.shop import BRAND, Shop, person, shop

HEAD = """campaign "{title}"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY, at most 60.00 CNY a day
  limit    2 claims per consumer a day
  channel  sandbox_wallet
  contact  "400-820-0000"

"""
BUYERS = (
    HEAD.format(title="Buyers")
    + """on purchase
  when purchase.amount at least 100.00 CNY and purchase.outlet is "S-1"
    give red_packet 5.00 CNY
  when purchase.amount at least 10.00 CNY
    give points 10
  if spent
    refuse
"""
)
REGULARS = (
    HEAD.format(title="Regulars")
    + """on purchase
  when consumer.claims is 0
    give points 1
  otherwise
    give points 2
"""
)


def run(url: str, work: Callable[[Shop], Awaitable[None]], text: str = BUYERS) -> None:
    async def whole() -> None:
        async with shop(url, text) as it:
            await work(it)
            assert await it.engine.audit() == ()

    asyncio.run(whole())


async def bought(it: Shop, number: str, who: str = "anna", yuan: int = 120, **more: object) -> EventAnswer:
    facts: dict[str, object] = {"purchase.amount": Money(yuan * 100, "CNY"), "purchase.outlet": "S-1"}
    told = {"facts": facts, **more}
    return await it.engine.events.record(BRAND, "purchase", number, person(who), **told)  # type: ignore[arg-type]  # one name for all


def given(answer: EventAnswer) -> list[str | Reason]:
    found: list[str | Reason] = []
    for one in answer.campaigns:
        if isinstance(one.answer, Refusal):
            found.append(one.answer.reason)
        else:
            found += [grant.title.en for grant in one.answer.grants]
    return found


def test_a_purchase_is_answered_once_and_the_same_way_again(database_url: str) -> None:
    async def work(it: Shop) -> None:
        first = await bought(it, "order-1")
        assert given(first) == ["5.00 yuan red packet"]
        assert not first.repeated
        it.clock.pass_(hours=1)
        again = await bought(it, "order-1")
        assert again.repeated
        assert given(again) == given(first)
        assert again.at == first.at
        assert await it.counter("budget|CNY|all") == 500
        with pytest.raises(KeyReused):
            await bought(it, "order-1", yuan=50)
        with pytest.raises(KeyReused):
            await bought(it, "order-1", who="ben")
        assert given(await bought(it, "order-2", yuan=50)) == ["10 points"]

    run(database_url, work)


def test_the_same_event_told_many_times_at_once_counts_once(database_url: str) -> None:
    async def work(it: Shop) -> None:
        other = await it.another()

        async def tell(number: int) -> EventAnswer:
            engine = other if number % 2 else it.engine
            facts = {"purchase.amount": Money(12_000, "CNY"), "purchase.outlet": "S-1"}
            return await engine.events.record(BRAND, "purchase", "order-1", person("anna"), facts=facts)

        answers = await asyncio.gather(*(tell(number) for number in range(12)))
        assert sum(not answer.repeated for answer in answers) == 1
        claims = {
            one.answer.claim_id for a in answers for one in a.campaigns if isinstance(one.answer, ClaimAnswer)
        }
        assert len(claims) == 1
        assert await it.counter("budget|CNY|all") == 500

    run(database_url, work)


def test_every_live_campaign_answers_on_what_was_known_before(database_url: str) -> None:
    async def work(it: Shop) -> None:
        second = await it.publish("regulars", REGULARS)
        answer = await bought(it, "order-1")
        assert [one.campaign_id for one in answer.campaigns] == [it.campaign, second]
        assert given(answer) == ["5.00 yuan red packet", "1 point"]
        assert given(await bought(it, "order-2")) == ["5.00 yuan red packet", "2 points"]
        only = await bought(it, "order-3", campaign_id=second)
        assert [one.campaign_id for one in only.campaigns] == [second]
        assert given(only) == [Reason.LIMIT_REACHED]
        assert (await it.engine.members.wallet(BRAND, person("anna"))).points == 3
        again = await bought(it, "order-1")
        assert given(again) == given(answer)

    run(database_url, work)


def test_limits_and_pauses_refuse_and_are_kept(database_url: str) -> None:
    async def work(it: Shop) -> None:
        for number in (1, 2):
            await bought(it, f"order-{number}")
        assert given(await bought(it, "order-3")) == [Reason.LIMIT_REACHED]
        await it.engine.campaigns.pause(BRAND, it.campaign, "tests")
        assert given(await bought(it, "order-4", who="ben")) == [Reason.PAUSED]
        await it.engine.campaigns.resume(BRAND, it.campaign, "tests")
        assert given(await bought(it, "order-4", who="ben")) == [Reason.PAUSED]
        assert given(await bought(it, "order-5", who="ben")) == ["5.00 yuan red packet"]
        await it.engine.campaigns.end(BRAND, it.campaign, "tests")
        late = await bought(it, "order-6", who="ben", at=it.clock.now() - timedelta(minutes=1))
        assert late.campaigns == ()

    run(database_url, work)


def test_an_event_is_explained_listed_and_reversed_like_a_scan(database_url: str) -> None:
    async def work(it: Shop) -> None:
        answer = await bought(it, "order-1", yuan=50)
        claim = answer.campaigns[0].answer
        assert isinstance(claim, ClaimAnswer)
        await bought(it, "order-2", yuan=5)
        refused, granted = await it.engine.campaigns.decisions(BRAND, it.campaign)
        assert (granted.kind, refused.kind) == ("purchase", "purchase")
        why = await it.engine.campaigns.why(BRAND, granted.event_id)
        assert ("purchase.amount", "50.00 CNY") in why.facts
        assert ("purchase.outlet", "S-1") in why.facts
        assert any("line 12" in step.en for step in why.steps)
        not_given = await it.engine.campaigns.why(BRAND, refused.event_id)
        assert ("purchase.amount", "5.00 CNY") in not_given.facts
        for voice in ("clerk", "consumer"):
            told = await it.engine.campaigns.why(BRAND, refused.event_id, voice=voice)
            assert all("code" not in step.en for step in told.steps), told.steps
        await it.engine.grants.reverse(BRAND, claim.grants[0].id, "returned goods", "tests")
        assert (await it.engine.members.wallet(BRAND, person("anna"))).points == 0

    run(database_url, work)


@pytest.mark.parametrize(
    ("event", "number", "facts", "hours", "field"),
    [
        ("purchse", "1", {}, 0, "event"),
        ("birthday", "1", {}, 0, "event"),
        ("scan", "1", {}, 0, "event"),
        ("purchase", "", {}, 0, "id"),
        ("purchase", "x" * 101, {}, 0, "id"),
        ("purchase", "1", {"purchase.colour": "red"}, 0, "facts/purchase.colour"),
        ("purchase", "1", {"visit.outlet": "S-1"}, 0, "facts/visit.outlet"),
        ("purchase", "1", {"purchase.amount": 12}, 0, "facts/purchase.amount"),
        ("purchase", "1", {"purchase.amount": Money(-1, "CNY")}, 0, "facts/purchase.amount"),
        ("purchase", "1", {"purchase.outlet": ""}, 0, "facts/purchase.outlet"),
        ("purchase", "1", {"purchase.online": None}, 0, "facts/purchase.online"),
        ("purchase", "1", {}, 1, "at"),
        ("purchase", "1", {}, -80, "at"),
    ],
)
def test_what_cannot_be_noted_is_refused_by_its_place(
    sqlite_url: str, event: str, number: str, facts: dict[str, object], hours: int, field: str
) -> None:
    async def work(it: Shop) -> None:
        at = it.clock.now() + timedelta(hours=hours) if hours else None
        with pytest.raises(Invalid) as caught:
            await it.engine.events.record(BRAND, event, number, person("anna"), at=at, facts=facts)
        assert caught.value.field == field

    run(sqlite_url, work)


def test_an_event_without_any_campaign_is_noted_all_the_same(sqlite_url: str) -> None:
    async def work(it: Shop) -> None:
        first = await it.engine.events.record(BRAND, "visit", "1", person("anna"))
        again = await it.engine.events.record(BRAND, "visit", "1", person("anna"))
        assert (first.campaigns, first.repeated, again.repeated) == ((), False, True)

    run(sqlite_url, work)


def test_a_share_counts_once_a_claim_and_day_and_only_for_who_has_claimed(database_url: str) -> None:
    text = (
        BUYERS.replace("limit    2", "limit    9")
        + "\non scan\n  give points 1\n\non share\n  give points 3\n"
    )

    async def pressed(it: Shop, who: str) -> list[str | Reason] | None:
        answer = await it.engine.events.share(BRAND, person(who), it.campaign)
        return None if answer is None else [*given(answer), *(["again"] if answer.repeated else [])]

    async def work(it: Shop) -> None:
        assert await pressed(it, "ben") is None
        await it.granted(1, "anna")
        assert await pressed(it, "anna") == ["3 points"]
        assert await pressed(it, "anna") == ["3 points", "again"]
        await it.granted(2, "anna")
        assert await pressed(it, "anna") == ["3 points"]
        it.clock.pass_(days=1)
        assert await pressed(it, "anna") == ["3 points"]
        assert (await it.engine.members.wallet(BRAND, person("anna"))).points == 11

    run(database_url, work, text)


def test_a_purchase_unlocks_what_a_scan_had_locked(database_url: str) -> None:
    text = BUYERS + "\non scan\n  give points 7, unlocked by purchase within 7 days\n"

    async def work(it: Shop) -> None:
        await it.granted(1, "anna")
        assert (await it.engine.members.wallet(BRAND, person("anna"))).points == 0
        answer = await bought(it, "order-1")
        claim = answer.campaigns[0].answer
        assert isinstance(claim, ClaimAnswer)
        assert [grant.points for grant in claim.opened] == [7]
        assert (await it.engine.members.wallet(BRAND, person("anna"))).points == 7
        again = (await bought(it, "order-1")).campaigns[0].answer
        assert isinstance(again, ClaimAnswer)
        assert [grant.points for grant in again.opened] == [7]

    run(database_url, work, text)


def test_the_teller_verifies_an_events_draw_after_the_end(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        HEAD.format(title="Drawn")
        + "on purchase\n  draw\n    1 in 1,000  points 900\n    rest        points 1\n"
    )
    file = tmp_path / "draws.json"

    async def work(it: Shop) -> None:
        claim = (await bought(it, "order-1")).campaigns[0].answer
        assert isinstance(claim, ClaimAnswer)
        why = await it.engine.campaigns.why(BRAND, claim.claim_id)
        await it.engine.campaigns.end(BRAND, it.campaign, "tests")
        told = await it.engine.campaigns.disclosure(BRAND, it.campaign)
        event = Told(it.campaign, "purchase", "order-1")
        proof = it.engine.language.verify(told.versions[0], event=event)
        assert proof.holds
        assert proof.draws is not None
        (draw,) = proof.draws
        assert draw.number is not None
        assert any(f"{draw.number + 1:,} of 1,000" in step.en for step in why.steps)
        file.write_text(json.dumps(public_presenters.disclosure(told)), "utf-8")

    run(sqlite_url, work, text)
    assert main(["verify", str(file), "--event", "purchase:order-1"]) == 0
    assert "draw on line 10" in capsys.readouterr().out
    assert main(["verify", str(file), "--event", "purchase"]) == 2
