"""What anybody may read of a brand's campaigns: the rules that run, and after the end what proves the draws."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from dsl.lexicon import lexicon
from dsl.values import NO_WORDS, Label
from dsl.winning import lists_winners
from engine import wording
from engine.campaigns.door import CampaignDoor
from engine.campaigns.live import BrandState, LiveCampaign, Version, page_shown
from engine.campaigns.proving import Disclosure
from engine.campaigns.rules_page import RulesPage, RulesText, VersionName, stock_keys
from engine.core import Core
from engine.errors import NotFound
from engine.outcomes import Reason
from engine.storage.result_store import ResultStore


class RulesDoor:
    """Published campaigns, read by their slugs. Drafts do not exist here."""

    def __init__(self, core: Core, results: ResultStore, campaigns: CampaignDoor) -> None:
        self._core = core
        self._results = results
        self._campaigns = campaigns

    async def all(self, brand: str) -> tuple[RulesPage, ...]:
        """The rules of every campaign that has not ended, the newest first. Raises `NotFound` for the brand."""
        state = await self._core.brand(brand)
        now = self._core.clock.now()
        shown = [
            one
            for one in reversed(state.campaigns)
            if one.version_at(now).program and one.state_at(now) is not Reason.ENDED
        ]
        return tuple([await self._page(state, one) for one in shown])

    async def page(self, brand: str, slug: str, version: str | None = None) -> RulesPage:
        """The rules of one campaign as they are now, also after its end; or those of a version, named by its hash, as
        they were published. Raises `NotFound`."""
        state = await self._core.brand(brand)
        found = self._find(state, slug)
        if version is None:
            return await self._page(state, found)
        named = next((one for one in found.versions if one.hash == version), None)
        if named is None:
            raise NotFound(f"campaign `{slug}` has no version {version}")
        return await self._page(state, found, named)

    async def disclosure(self, brand: str, slug: str) -> Disclosure:
        """What proves the draws. Raises `NotFound`; `Invalid` before the end."""
        found = self._find(await self._core.brand(brand), slug)
        return await self._campaigns.disclosure(brand, found.id)

    @staticmethod
    def _find(state: BrandState, slug: str) -> LiveCampaign:
        found = next((one for one in state.campaigns if one.slug == slug), None)
        if found is None:
            raise NotFound(f"there is no campaign `{slug}`")
        return found

    async def _page(
        self, state: BrandState, campaign: LiveCampaign, named: Version | None = None
    ) -> RulesPage:
        now = self._core.clock.now()
        ruling = campaign.version_at(now)
        version = named or ruling
        if version.program is None:
            raise NotFound(f"the words of campaign `{campaign.slug}` are not installed")
        used = await self._results.counters(list(dict.fromkeys(stock_keys(state, campaign, version))))
        text = RulesText(
            state, campaign, version, self._core.catalog.rewards, used, version.published_at if named else now,
            lexicon(self._core.language_of(state).vocabulary),
        )  # fmt: skip
        events = tuple(event for event in text.events() if event.rules or event.prizes)
        terms = version.program.campaign
        above = lists_winners(terms)
        channels = [self._core.catalog.channels.get(code) for code in terms.channels]
        return RulesPage(
            state.slug, state.name, campaign.slug, terms.title, page_shown(state, campaign, {"event.at": now}),
            version.number, version.hash, hashlib.sha256(version.secret).hexdigest(), version.published_at,
            campaign.state_at(now) is Reason.ENDED, text.general(), events, tuple(text.coupons()),
            _either([channel.label for channel in channels if channel]), any(prize.odds for event in events for prize in event.prizes),
            tuple(text.prizes()), terms.organiser or state.name, terms.contact or NO_WORDS, text.kinds(),
            wording.money(above) if above else NO_WORDS, await self._campaigns.winners(state.slug, campaign.id),
            tuple(VersionName(one.number, one.hash, one.published_at) for one in campaign.versions),
            version.hash == ruling.hash,
        )  # fmt: skip


def _either(labels: Sequence[Label]) -> Label | None:
    """Several names as alternatives within a sentence."""
    if not labels:
        return None
    return Label(" or ".join(one.en for one in labels), "或".join(one.zh for one in labels))
