"""What anybody may read of a brand's campaigns: the rules that run, and after the end what proves the draws."""

from __future__ import annotations

import hashlib

from dsl.lexicon import lexicon
from dsl.values import NO_WORDS
from engine.campaigns.door import CampaignDoor
from engine.campaigns.live import BrandState, LiveCampaign, theme_for
from engine.campaigns.proving import Disclosure
from engine.campaigns.rules_page import RulesPage, RulesText, stock_keys
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

    async def page(self, brand: str, slug: str) -> RulesPage:
        """The rules of one campaign as they are now, also after its end. Raises `NotFound`."""
        state = await self._core.brand(brand)
        return await self._page(state, self._find(state, slug))

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

    async def _page(self, state: BrandState, campaign: LiveCampaign) -> RulesPage:
        now = self._core.clock.now()
        version = campaign.version_at(now)
        if version.program is None:
            raise NotFound(f"the words of campaign `{campaign.slug}` are not installed")
        used = await self._results.counters(list(dict.fromkeys(stock_keys(state, campaign, version))))
        text = RulesText(
            state, campaign, version, self._core.catalog.rewards, used, now, lexicon(self._core.vocabulary)
        )
        events = tuple(event for event in text.events() if event.rules or event.prizes)
        terms = version.program.campaign
        channel = self._core.catalog.channels.get(terms.channel or "")
        return RulesPage(
            state.slug, state.name, campaign.slug, terms.title, theme_for(version.program, {"event.at": now}),
            version.number, version.hash, hashlib.sha256(version.secret).hexdigest(), version.published_at,
            campaign.state_at(now) is Reason.ENDED, text.general(), events, tuple(text.coupons()),
            channel.label if channel else None, any(prize.odds for event in events for prize in event.prizes),
            tuple(text.prizes()), terms.organiser or state.name, terms.contact or NO_WORDS,
        )  # fmt: skip
