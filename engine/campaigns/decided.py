"""What was decided: the list of a campaign's claims and refusals, and any of them explained by computing it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dsl.lexicon import lexicon
from dsl.program import Program
from dsl.values import NO_WORDS, Label
from engine import wording
from engine.campaigns import explaining, facts_in_words, voices
from engine.campaigns.decision_views import DecisionRow, Why
from engine.campaigns.replaying import Replayed, replayed_on
from engine.campaigns.voices import Voice
from engine.clock import from_micros
from engine.core import Core
from engine.errors import NotFound
from engine.grants.views import grant_views
from engine.outbox.standings import standings
from engine.outcomes import Reason
from engine.records import Claim, Grant, Refused
from engine.scanning.facts import facts_of
from engine.storage.campaign_store import CampaignStore
from engine.storage.member_store import MemberStore
from engine.storage.outbox_store import OutboxStore
from engine.storage.result_store import ResultStore


class Decided:
    """Decisions of a brand's campaigns, for whoever asks about them afterwards."""

    def __init__(self, core: Core, store: CampaignStore, results: ResultStore, members: MemberStore) -> None:
        self._core = core
        self._store = store
        self._results = results
        self._members = members

    async def rows(
        self, brand: str, campaign_id: int, outcome: str | None, before: int | None, limit: int
    ) -> tuple[DecisionRow, ...]:
        """Claims and refusals of a campaign, newest first, with ids below `before`; `outcome` granted or refused."""
        claims = [] if outcome == "refused" else await self._results.claims(brand, campaign_id, before, limit)
        refusals = (
            [] if outcome == "granted" else await self._results.refusals(brand, campaign_id, before, limit)
        )
        found: list[Claim | Refused] = [*claims, *refusals]
        return await self.told(sorted(found, key=lambda event: -event.id)[:limit])

    async def told(self, events: Sequence[Claim | Refused]) -> tuple[DecisionRow, ...]:
        """Claims and refusals as rows of a list, in their order."""
        grants = await self.grants_of(events)
        return tuple([await self._decision(event, grants.get(event.id, [])) for event in events])

    async def grants_of(self, events: Sequence[Claim | Refused]) -> dict[int, list[Grant]]:
        """What the claims among events gave."""
        return await self._results.grants_of([event.id for event in events if isinstance(event, Claim)])

    async def _decision(self, event: Claim | Refused, grants: list[Grant]) -> DecisionRow:
        now = self._core.clock.now()
        code = await self._code(event.source)
        if isinstance(event, Refused):
            words = Label(event.words_en, event.words_zh)
            who = f"…{event.consumer_id % 10_000:04}" if event.consumer_id else "–"
            at = from_micros(event.at_us)
            return DecisionRow(
                event.id,
                at,
                event.kind,
                code,
                who,
                "refused",
                Reason(event.reason),
                words,
                (),
                0,
                event=await self._called(event.brand, event.kind),
            )
        coupons = await self._members.coupons_by_id(g.coupon_id for g in grants if g.coupon_id)
        views = grant_views(grants, coupons, now)
        words = Label(", ".join(view.title.en for view in views), "、".join(view.title.zh for view in views))
        words = wording.ARCHIVED if event.archived else words
        line = views[0].line if views else 0
        return DecisionRow(
            event.id, from_micros(event.at_us), event.kind, code, f"…{event.person_id % 10_000:04}", "granted", None,
            words, views, line, event=await self._called(event.brand, event.kind),
        )  # fmt: skip

    async def _called(self, brand: str, kind: str) -> Label:
        word = lexicon((await self._core.language(brand)).vocabulary).triggers.find(kind)
        return word.label if word else NO_WORDS

    async def _code(self, source: str) -> str:
        kind, *rest = source.split(":")
        if kind != "c":
            return ""
        batch = await self._core.codes.batch(int(rest[0]))
        return self._core.codes.text(batch, int(rest[1])) if batch else ""

    async def why(self, brand: str, event_id: int, voice: Voice) -> Why:
        """A decision explained by computing it again. Raises `NotFound`.

        The marketer is told everything; for the others only `row`, the version and `steps` are filled.
        """
        event = await self._results.event(brand, event_id)
        if event is None:
            raise NotFound(f"there is no decision {event_id}")
        state = await self._core.brand(brand)
        grants = (await self._results.grants_of([event.id]))[event.id]
        opened = grant_views(await self._results.opened_by(event.id), {}, self._core.clock.now())
        row = replace(await self._decision(event, grants), opened=opened)
        row = replace(row, grants=await standings(OutboxStore(self._core.database), grants, row.grants))
        live = state.campaign(event.campaign_id or 0)
        version = state.version(event.version_id or 0) or (
            live.version_at(from_micros(event.at_us)) if live else None
        )
        named = facts_in_words.in_words(
            self._core.language_of(state).vocabulary, facts_of(event.facts), state.zone
        )
        if version is None:
            return Why(row, 0, "", (), _without_campaign(event, row, voice), (), "", named)
        replayed = explaining.replay(state, version, event, row.code)
        decision = replayed.decision if replayed else None
        passed = voices.misses(version, event, decision)
        if voice != "marketer":
            campaign = version.program.campaign if version.program else None
            told = {
                "clerk": lambda: voices.clerk_steps(event, row),
                "consumer": lambda: voices.consumer_steps(event, row, campaign, passed),
                "service": lambda: voices.service_steps(event, row, passed),
            }
            return Why(row, version.number, version.hash, (), tuple(told[voice]()), (), "")
        lines = {*(decision.lines if decision else ()), *(grant.line for grant in row.grants)}
        if decision:
            lines.update(drawn.line for drawn in decision.draws)
            lines.update({decision.refusal.line} if decision.refusal else set())
        texts = {v.id: v.text for v in await self._store.versions(brand, version.campaign_id)}
        return Why(
            row,
            version.number,
            version.hash,
            explaining.told_facts(event, state.zone),
            (
                *explaining.shown_before(live, version, event),
                *explaining.dressed_in(state, event),
                *explaining.steps(version, event, row, replayed),
                *voices.marketer_misses(passed),
            ),
            tuple(sorted(line for line in lines if line)),
            texts.get(version.id, ""),
            named,
            tuple((miss.line, miss.lacks or NO_WORDS) for miss in passed),
            version.campaign_id,
        )

    async def replayed(self, brand: str, event_id: int, program: Program | None) -> Replayed | None:
        """What `program`, or the version in force then, does with an event; None where none was. Raises `NotFound`."""
        event = await self._results.event(brand, event_id)
        if event is None:
            raise NotFound(f"there is no decision {event_id}")
        state = await self._core.brand(brand)
        live = state.campaign(event.campaign_id or 0)
        version = state.version(event.version_id or 0) or (
            live.version_at(from_micros(event.at_us)) if live else None
        )
        chosen = program or (version.program if version else None)
        if version is None or chosen is None:
            return None
        code = await self._code(event.source)
        return replayed_on(
            chosen, version, state, event, code, self._core.vocabulary, self._core.catalog.rewards
        )


def _without_campaign(event: Claim | Refused, row: DecisionRow, voice: Voice) -> tuple[Label, ...]:
    """What is told of an event that no campaign has ruled."""
    match voice:
        case "clerk":
            return tuple(voices.clerk_steps(event, row))
        case "consumer":
            return tuple(voices.consumer_steps(event, row, None, ()))
        case "service":
            return tuple(voices.service_steps(event, row, ()))
        case "marketer":
            return (
                Label(
                    f"Refused before any campaign: {row.words.en}", f"未进入任何活动即被拒绝：{row.words.zh}"
                ),
            )
