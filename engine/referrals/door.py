"""Share links for pages and API: a link for who shares, a page and a gift for the friend."""

from __future__ import annotations

import secrets
from datetime import datetime

from dsl.values import NO_WORDS, Label
from engine import wording
from engine.campaigns.live import NoRuling, Ruling, has_share_links, page_shown, ruling_for_invitation
from engine.clock import from_micros, to_micros
from engine.commit.requests import RequestKey
from engine.core import Core
from engine.errors import NotFound
from engine.grants.views import grant_views
from engine.members.enrolling import Enrol
from engine.members.identity import ConsumerKey, Who
from engine.outcomes import ClaimAnswer, InvitationPage, Reason, Refusal
from engine.referrals.accept import AcceptInvitation
from engine.scanning.door import own_part
from engine.scanning.refusing import why_not
from engine.scanning.terms import Terms
from engine.storage.member_store import MemberStore


class ReferralDoor:
    """Inviting friends. No reward is ever given for a press on share or for a click."""

    def __init__(self, core: Core, members: MemberStore) -> None:
        self._core = core
        self._members = members

    async def link(self, brand: str, campaign_id: int, who: ConsumerKey) -> str:
        """The token of a consumer's share link: the same one however often it is asked for."""
        now = self._core.clock.now()
        state = await self._core.brand(brand)
        if not isinstance(ruling_for_invitation(state, campaign_id, now), Ruling):
            raise NotFound("this campaign has no invitations now")
        person = await self._core.settle(Enrol(self._core.who(brand, who), now))
        token = secrets.token_urlsafe(12)
        return await self._members.share_link(brand, campaign_id, person.id, token, to_micros(now))

    async def open(
        self, token: str, who: ConsumerKey | None, *, brand: str | None = None, region: str | None = None
    ) -> InvitationPage:
        """What a friend at a place sees behind a link."""
        now = self._core.clock.now()
        link = await self._members.link_by_token(token)
        if link is None or (brand is not None and link.brand != brand):
            refusal = Refusal(Reason.LINK_UNKNOWN, wording.REASONS[Reason.LINK_UNKNOWN], now)
            return InvitationPage("unknown", token, refusal=refusal)
        state = await self._core.brand(link.brand)
        ruling = ruling_for_invitation(state, link.campaign_id, now)
        campaign = state.campaign(link.campaign_id)
        program = campaign.version_at(now).program if campaign else None
        title = program.campaign.title if program else NO_WORDS
        page = InvitationPage(
            "ask",
            token,
            state.slug,
            state.name,
            title,
            page_shown(state, campaign, {"event.at": now}, region),
            Terms(ruling, self._core.catalog.rewards, state.alliances, now, products=state.products).lines()
            if isinstance(ruling, Ruling)
            else (),
            shares=has_share_links(state, now),
        )
        identity = self._core.who(link.brand, who) if who else None
        person = await self._members.person(identity.key) if identity else None
        if identity:
            answer = await self._earlier(link.brand, link.campaign_id, identity, now, title)
            if answer:
                return _with(page, answer=answer)
        sharer = await self._members.consumer(link.consumer_id)
        if person and sharer and person.id == sharer.person_id:
            return _with(page, refusal=Refusal(Reason.OWN_LINK, wording.REASONS[Reason.OWN_LINK], now))
        if isinstance(ruling, NoRuling):
            return _with(page, refusal=Refusal(ruling.reason, why_not(ruling, now), now))
        return page

    async def _earlier(
        self, brand: str, campaign_id: int, who: Who, now: datetime, title: Label
    ) -> ClaimAnswer | None:
        claim = await self._members.claim(brand, f"i:{campaign_id}:{who.value_hash[:24]}")
        if claim is None:
            return None
        grants = [g for g in await self._members.grants_of(claim.id) if g.recipient_kind == "consumer"]
        coupons = await self._members.coupons_by_id(g.coupon_id for g in grants if g.coupon_id)
        at = from_micros(claim.at_us)
        return ClaimAnswer(claim.id, at, title, "", grant_views(grants, coupons, now), (), repeated=True)

    async def accept(
        self, token: str, who: ConsumerKey, *, request: RequestKey | None = None, brand: str | None = None
    ) -> ClaimAnswer | Refusal:
        """The friend asks for the gift. With `brand`, another brand's link is `NotFound`."""
        now = self._core.clock.now()
        link = await self._members.link_by_token(token)
        if link is None:
            return Refusal(Reason.LINK_UNKNOWN, wording.REASONS[Reason.LINK_UNKNOWN], now)
        if brand is not None and link.brand != brand:
            raise NotFound("there is no such link in this brand")
        command = AcceptInvitation(
            link.brand, link.campaign_id, link.consumer_id, self._core.who(link.brand, who), now,
            self._core.catalog.rewards, request,
        )  # fmt: skip
        return own_part(await self._core.settle(command))


def _with(
    page: InvitationPage, *, answer: ClaimAnswer | None = None, refusal: Refusal | None = None
) -> InvitationPage:
    return InvitationPage(
        "won" if answer else "refused", page.token, page.brand, page.brand_name, page.campaign, page.theme, page.terms,
        answer, refusal, page.shares,
    )  # fmt: skip
