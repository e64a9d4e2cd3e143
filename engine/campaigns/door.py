"""Campaigns for the studio and the API: drafts, publication, pauses, results, why."""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import Final

from dsl.facts_read import experiments_of
from dsl.sharing import resolve
from dsl.values import Label
from engine.campaigns.approval import Signed, not_approved
from engine.campaigns.block_budgets import BlockBudget, block_budgets, keys_of
from engine.campaigns.changing import losses
from engine.campaigns.decided import Decided
from engine.campaigns.decision_views import DecisionRow, Why
from engine.campaigns.experiments import ExperimentFigures, figures
from engine.campaigns.figures_now import figures_now
from engine.campaigns.live import BrandState
from engine.campaigns.proving import Disclosed, Disclosure
from engine.campaigns.publication import objections, version_hash
from engine.campaigns.replaying import Replayed
from engine.campaigns.reports import Reports
from engine.campaigns.shared_door import SharedDoor
from engine.campaigns.standing import state_now
from engine.campaigns.titles import title_of
from engine.campaigns.voices import Voice
from engine.campaigns.winners import Winner, winner
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.ids import new_id
from engine.language import Language
from engine.outcomes import (
    CampaignDetail,
    CampaignSummary,
    DraftConflict,
    DraftSaved,
    NotPublishable,
    Published,
    VersionView,
)
from engine.storage.account_store import AccountStore
from engine.storage.brand_store import draw_secret
from engine.storage.campaign_store import CampaignStore
from engine.storage.database import Collision
from engine.storage.experiment_store import ExperimentStore
from engine.storage.member_store import MemberStore
from engine.storage.models import CampaignRow, CampaignVersionRow
from engine.storage.result_store import ResultStore

#: How many winners a list shows, the newest.
WINNERS_LISTED: Final = 500

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SLUG_WORDS: Final = Label("use lower-case letters, digits and hyphens", "请使用小写字母、数字或连字符")


class CampaignDoor:
    """Campaigns of a brand."""

    def __init__(
        self,
        core: Core,
        store: CampaignStore,
        results: ResultStore,
        experiments: ExperimentStore,
        members: MemberStore,
        language: Language,
        shared: SharedDoor,
        accounts: AccountStore,
    ) -> None:
        self._core = core
        self._store = store
        self._results = results
        self._experiments = experiments
        self._decided = Decided(core, store, results, members)
        self._language = language
        self._shared = shared
        self._accounts = accounts
        self._reports: Reports[tuple[ExperimentFigures, ...]] = Reports()

    async def create(self, brand: str, slug: str, text: str, by: str, *, account: int | None = None) -> int:
        """A new campaign with its first draft; the id. `account` is that of the signed-in person whose name is `by`."""
        await self._core.brand(brand)
        if not _SLUG.fullmatch(slug):
            raise Invalid("slug", _SLUG_WORDS)
        try:
            return await self._store.create(brand, slug, text, by, account, to_micros(self._core.clock.now()))
        except Collision:
            words = Label(f"a campaign `{slug}` exists already", f"活动“{slug}”已存在")
            raise Invalid("slug", words) from None

    async def _whole(self, brand: str, draft: str) -> str:
        """A draft as it would be published, with the shared texts that it uses."""
        return resolve(draft, await self._shared.texts(brand)).text

    async def _row(self, brand: str, campaign_id: int) -> CampaignRow:
        row = await self._store.campaign(brand, campaign_id)
        if row is None:
            raise NotFound(f"there is no campaign {campaign_id}")
        return row

    async def all(self, brand: str) -> tuple[CampaignSummary, ...]:
        """Every campaign with its live figures, newest first."""
        state = await self._core.brand(brand)
        figures = await self._results.figures(brand)
        return tuple(
            [
                await self._summary(state, row, figures.get(row.id, {}))
                for row in await self._store.campaigns(brand)
            ]
        )

    async def _summary(
        self, brand: BrandState, row: CampaignRow, counted: dict[str, object]
    ) -> CampaignSummary:
        now = self._core.clock.now()
        live = brand.campaign(row.id)
        version = live.versions[-1] if live else None
        program = version.program if version else None
        title = program.campaign.title if program else title_of(row.draft, row.slug)
        return CampaignSummary(
            row.id,
            row.slug,
            title,
            state_now(live, now),
            version.number if version else None,
            version.hash if version else None,
            version is None
            or version_hash(await self._whole(brand.slug, row.draft), version.vocabulary) != version.hash,
            program.campaign.starts if program else None,
            program.campaign.ends if program else None,
            await figures_now(self._results, brand, version, counted, now),
        )

    async def detail(self, brand: str, campaign_id: int) -> CampaignDetail:
        """A campaign with draft and versions. Raises `NotFound`."""
        row = await self._row(brand, campaign_id)
        state = await self._core.brand(brand)
        figures = await self._results.figures(brand, campaign_id)
        summary = await self._summary(state, row, figures.get(campaign_id, {}))
        live = state.campaign(campaign_id)
        over = summary.state == "ended"
        versions = [
            self._version(version, over=over) for version in await self._store.versions(brand, campaign_id)
        ]
        return CampaignDetail(
            summary,
            row.draft,
            row.draft_revision,
            self._core.language_of(state).problems(row.draft, await self._shared.texts(brand)),
            tuple(reversed(versions)),
            live.versions[-1].blocked_by if live else "",
        )

    def _version(self, row: CampaignVersionRow, *, over: bool) -> VersionView:
        secret = draw_secret(self._core.secret, row.id, row.hash).hex() if over else None
        return VersionView(
            row.id,
            row.number,
            row.hash,
            row.text,
            from_micros(row.published_us),
            row.published_by,
            row.secret_hash,
            secret,
            row.author or "",
        )

    async def winners(self, brand: str, campaign_id: int) -> tuple[Winner, ...]:
        """The latest winners of prizes worth more than the market's threshold, masked. Raises `NotFound`."""
        await self._row(brand, campaign_id)
        state = await self._core.brand(brand)
        live = state.campaign(campaign_id)
        program = live.versions[-1].program if live else None
        zone = program.campaign.zone if program else state.zone
        return tuple(
            winner(row, zone) for row in await self._results.winners(brand, campaign_id, WINNERS_LISTED)
        )

    async def experiments(self, brand: str, campaign_id: int) -> tuple[ExperimentFigures, ...]:
        """What the groups of the campaign's experiments did, and how many persons are left out.

        It reads every claim of the campaign, so of a large one it may be some minutes old. Raises `NotFound`.
        """
        await self._row(brand, campaign_id)
        live = (await self._core.brand(brand)).campaign(campaign_id)
        program = live.versions[-1].program if live else None
        if live is None or program is None or not experiments_of(program.campaign):
            return ()

        async def compare() -> tuple[ExperimentFigures, ...]:
            return figures(live, await self._experiments.conduct(brand, campaign_id))

        return await self._reports.get(live.versions[-1].id, compare)

    async def block_budgets(self, brand: str, campaign_id: int) -> tuple[BlockBudget, ...]:
        """The budgets of single blocks of the live version, with what is used of each. Raises `NotFound`."""
        await self._row(brand, campaign_id)
        live = (await self._core.brand(brand)).campaign(campaign_id)
        program = live.versions[-1].program if live else None
        if program is None:
            return ()
        keys = keys_of(brand, campaign_id, program.campaign, self._core.clock.now())
        used = await self._results.counters([key for pair in keys.values() for key in pair])
        text = (await self._store.versions(brand, campaign_id))[-1].text if keys else ""
        return block_budgets(program.campaign, text, keys, used)

    async def disclosure(self, brand: str, campaign_id: int) -> Disclosure:
        """All that is needed to recompute the draws. Raises `NotFound`; `Invalid` before the campaign has ended."""
        row = await self._row(brand, campaign_id)
        live = (await self._core.brand(brand)).campaign(campaign_id)
        if state_now(live, self._core.clock.now()) != "ended":
            raise Invalid(
                "state",
                Label(
                    "the secret of the draws is told when the campaign has ended",
                    "抽奖密钥在活动结束后公布",
                ),
            )
        stored = await self._store.versions(brand, campaign_id)
        return Disclosure(
            row.id,
            row.slug,
            title_of(stored[-1].text, row.slug),
            tuple(
                Disclosed(
                    one.number,
                    from_micros(one.published_us),
                    one.vocabulary,
                    one.text,
                    one.hash,
                    one.secret_hash,
                    draw_secret(self._core.secret, one.id, one.hash).hex(),
                )
                for one in stored
            ),
        )

    async def save_draft(
        self, brand: str, campaign_id: int, text: str, revision: int, by: str, *, account: int | None = None
    ) -> DraftSaved | DraftConflict:
        """Store the draft unless somebody else did in between. What is live is never touched.

        `account` is that of the signed-in person whose name is `by`; a machine has none.
        """
        await self._row(brand, campaign_id)
        if len(text) > 262_144:
            raise Invalid(
                "text", Label("a campaign has at most 262,144 characters", "文本最多 262,144 个字符")
            )
        now_us = to_micros(self._core.clock.now())
        if await self._store.save_draft(brand, campaign_id, text, revision, by, account, now_us):
            shared = await self._shared.texts(brand)
            language = await self._core.language(brand)
            return DraftSaved(revision + 1, language.problems(text, shared))
        row = await self._row(brand, campaign_id)
        return DraftConflict(row.draft_revision, row.draft, row.draft_by)

    def version_name(self, text: str) -> str:
        """The hash by which a version of this text would be named."""
        return version_hash(text, self._language.vocabulary.version)

    async def publish(
        self,
        brand: str,
        campaign_id: int,
        by: str,
        *,
        revision: int | None = None,
        role: str | None = None,
        account: int | None = None,
    ) -> Published | NotPublishable:
        """Make the draft the live version, named by its hash, with its secret committed. Or every reason why not.

        With `revision`, only the draft of that revision is published: the one that somebody has reviewed. `role` is
        that of the signed-in person `by` and `account` theirs, None of a machine: where the brand wants a second person,
        both matter.
        """
        row = await self._row(brand, campaign_id)
        if revision is not None and row.draft_revision != revision:
            return NotPublishable(
                (), (Label("the draft has changed since it was reviewed", "草稿在审阅之后有改动"),)
            )
        shared = await self._shared.texts(brand)
        text = resolve(row.draft, shared).text  # from now on the version stands alone
        state = await self._core.brand(brand)
        language = self._core.language_of(state)
        problems = language.problems(row.draft, shared)
        program = language.compile(text)
        if program is None:
            return NotPublishable(tuple(problem for problem in problems if problem.severity == "error"))
        reasons = objections(
            program, state, campaign_id, self._core.catalog.rewards, self._core.catalog.channels
        )
        reasons += await self._not_approved(row, Signed(by, account), role)
        live = state.campaign(campaign_id)
        if live and state_now(live, self._core.clock.now()) == "ended":
            reasons += (Label("the campaign has ended; make a new one", "活动已结束，请新建活动"),)
        elif live and (running := live.versions[-1].program):
            reasons += await asyncio.to_thread(
                losses, running.campaign, program.campaign, language.vocabulary, self._core.clock.now()
            )
        number = live.versions[-1].number + 1 if live else 1
        name = version_hash(text, self._language.vocabulary.version)
        if live and live.versions[-1].hash == name:
            reasons += (Label("nothing has changed since the live version", "与线上版本相同，没有改动"),)
        if reasons:
            return NotPublishable(problems, reasons)
        version_id = new_id()
        secret = draw_secret(self._core.secret, version_id, name)
        values = {
            "id": version_id,
            "brand": brand,
            "campaign_id": campaign_id,
            "number": number,
            "hash": name,
            "text": text,
            "vocabulary": self._language.vocabulary.version,
            "secret_hash": hashlib.sha256(secret).hexdigest(),
            "published_us": to_micros(self._core.clock.now()),
            "published_by": by,
            "author": row.draft_by,
        }
        try:
            await self._store.add_version(values)
        except Collision:
            return NotPublishable(
                (), (Label("somebody else published at the same moment", "有人同时发布了新版本"),)
            )
        stored = (await self._store.versions(brand, campaign_id))[-1]
        return Published(self._version(stored, over=False))

    async def approval(
        self, brand: str, campaign_id: int, by: str, role: str | None = None, *, account: int | None = None
    ) -> tuple[Label, ...]:
        """Why this person may not publish the draft, whatever it says. Raises `NotFound`."""
        return await self._not_approved(await self._row(brand, campaign_id), Signed(by, account), role)

    async def _not_approved(self, row: CampaignRow, by: Signed, role: str | None) -> tuple[Label, ...]:
        if not await self._accounts.four_eyes(row.brand):
            return ()
        return tuple(not_approved(Signed(row.draft_by, row.draft_account), by, role))

    async def pause(self, brand: str, campaign_id: int, by: str) -> None:
        """Take no new claims from now on; coupons are still redeemed."""
        await self._event(brand, campaign_id, "pause", by, {"live", "scheduled"})

    async def resume(self, brand: str, campaign_id: int, by: str) -> None:
        """Take claims again."""
        await self._event(brand, campaign_id, "resume", by, {"paused"})

    async def end(self, brand: str, campaign_id: int, by: str) -> None:
        """End for good; draws can be verified from now on."""
        await self._event(brand, campaign_id, "end", by, {"live", "paused", "scheduled", "blocked"})

    async def _event(self, brand: str, campaign_id: int, kind: str, by: str, allowed: set[str]) -> None:
        await self._row(brand, campaign_id)
        now = self._core.clock.now()
        state = state_now((await self._core.brand(brand)).campaign(campaign_id), now)
        if state not in allowed:
            raise Invalid(
                "state",
                Label(f"a campaign that is {state} cannot do this", f"当前状态（{state}）不能执行此操作"),
            )
        await self._store.add_event(brand, campaign_id, kind, to_micros(now), by)

    async def decisions(
        self,
        brand: str,
        campaign_id: int,
        *,
        outcome: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[DecisionRow, ...]:
        """Claims and refusals of a campaign, newest first, with ids below `before`."""
        await self._row(brand, campaign_id)
        return await self._decided.rows(brand, campaign_id, outcome, before, max(1, min(limit, 200)))

    async def why(self, brand: str, event_id: int, *, voice: Voice = "marketer") -> Why:
        """A decision explained by computing it again. Raises `NotFound`.

        The marketer is told everything; for clerk and consumer only `row` and `steps` are filled.
        """
        return await self._decided.why(brand, event_id, voice)

    async def replayed(self, brand: str, event_id: int, text: str | None = None) -> Replayed | None:
        """What a text, or the version in force then, does with an event of the past; None where the text has errors
        or no campaign ruled the event. Raises `NotFound`."""
        program = None if text is None else self._language.compile(text)
        if text is not None and program is None:
            return None
        return await self._decided.replayed(brand, event_id, program)
