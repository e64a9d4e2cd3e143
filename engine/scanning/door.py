"""Scans for pages and API: what a code shows, and claiming what it gives."""

from __future__ import annotations

import logging
import re
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dsl.pages import page_facts
from dsl.program import Program
from dsl.values import NO_WORDS, Label
from dsl.zones import local_date
from engine import wording
from engine.campaigns.live import (
    BrandState,
    NoRuling,
    Ruling,
    has_share_links,
    page_shown,
    ruling_for_code,
)
from engine.clock import from_micros, to_micros
from engine.codes.alphabet import canonical
from engine.codes.kinds import ROLES, is_of_place
from engine.codes.recogniser import Recognised
from engine.commit.changes import Changes
from engine.commit.requests import RequestKey
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.fraud.guessing import NoteGuess
from engine.grants.making import random_code
from engine.ids import new_id
from engine.later import Later
from engine.members.identity import ConsumerKey, Who, ask_identity, device_of, enrol, person_of
from engine.outcomes import ClaimAnswer, Reason, Refusal, ScanPage
from engine.outlets.holding import unit_name
from engine.records import Claim, ClerkScan, Record
from engine.scanning.claim import ClaimCode, ClaimSource
from engine.scanning.deciding import MEMBER_SYMBOLS
from engine.scanning.facts import facts_of, own_facts
from engine.scanning.places import PlaceScans, Spot
from engine.scanning.plain_pages import REFUSED, plain_page
from engine.scanning.plugin_facts import FactsNeeded, read_facts
from engine.scanning.recalling import recalled
from engine.scanning.refusing import why_not
from engine.scanning.terms import Terms
from engine.service.cases import OpenCase
from engine.spi.facts import FactContext
from engine.storage.chain_store import ChainStore
from engine.storage.member_store import MemberStore
from engine.storage.outlet_store import OutletStore

_log = logging.getLogger(__name__)
_ZONE: Final = "Asia/Shanghai"
_REGION = re.compile(r"[A-Za-z0-9-]{1,16}")


class ScanDoor:
    """Opening and claiming item codes."""

    def __init__(self, core: Core, members: MemberStore, outlets: OutletStore, chain: ChainStore) -> None:
        self._core = core
        self._members = members
        self._outlets = outlets
        self._chain = chain
        self._places = PlaceScans(core, members, outlets)
        self._second: datetime | None = None
        self._promised: dict[Hashable, tuple[Label, ...]] = {}

    async def open(
        self, code: str, who: ConsumerKey | None, *, gtin: str | None = None, region: str | None = None
    ) -> ScanPage:
        """The page of a code, for somebody at a place. Counts one exposure a visitor, code and day; a clerk's code is noted for its scanner.

        A code on a place is opened for whoever comes by: it is never taken, and tells what today's visit brought."""
        now = self._core.clock.now()
        found = await self._core.codes.recognise(code)
        if found is None or (gtin is not None and found.batch.gtin != gtin):
            words = wording.REASONS[Reason.NOT_GENUINE]
            return ScanPage("unknown", code=code, refusal=Refusal(Reason.NOT_GENUINE, words, now))
        brand = await self._core.brand(found.batch.brand)
        text = canonical(code) or code
        if is_of_place(found.batch.kind):
            return await self._places.open(Spot(brand, found, text, now), who, region)
        if found.batch.kind == "clerk":
            return await self._clerk_page(brand, found, text, who, now)
        plain = plain_page(brand, found, text, self._core.clock, region)
        if plain is None:
            return await self._item_page(brand, found, text, who, now, region)
        return await self._with_case(plain, found, who, now) if plain.phase == "service" else plain

    async def _with_case(
        self, page: ScanPage, found: Recognised, who: ConsumerKey | None, now: datetime
    ) -> ScanPage:
        """The page of an after-sales code. For goods that are withdrawn the scan itself opens the case."""
        name = unit_name(found.batch.id, found.serial)
        case = await self._chain.case_of(page.brand, name)
        if case is None and page.withdrawn and who:
            source = ClaimSource(found.batch, found.serial, page.code)
            case = await self._core.settle(OpenCase(source, self._core.who(page.brand, who), "", now))
        return replace(page, case_number=case.number, case_state=case.state) if case else page

    async def _item_page(
        self,
        brand: BrandState,
        found: Recognised,
        text: str,
        who: ConsumerKey | None,
        now: datetime,
        region: str | None,
    ) -> ScanPage:
        ruling = ruling_for_code(brand, found.batch, now)
        campaign = ruling.campaign
        program = campaign.version_at(now).program if campaign else None
        page = ScanPage(
            "ask",
            code=text,
            brand=brand.slug,
            brand_name=brand.name,
            campaign=program.campaign.title if program else NO_WORDS,
            theme=page_shown(brand, campaign, await self._known(brand, found, program, who, now), region),
            product=brand.products.get(found.batch.gtin, Label("", "")),
            terms=() if isinstance(ruling, NoRuling) else self._terms(brand, ruling, found, now),
            starts=program.campaign.starts if program else None,
            ends=program.campaign.ends if program else None,
            campaign_slug=campaign.slug if campaign and program else "",
            version_hash="" if isinstance(ruling, NoRuling) else ruling.version.hash,
            shares=has_share_links(brand, now),
        )
        identity = self._core.who(brand.slug, who) if who else None
        if identity:
            day = int(local_date(now, brand.zone).strftime("%Y%m%d"))
            await self._members.note_exposure(
                brand.slug, identity.value_hash, found.batch.id, found.serial, day,
                campaign.id if campaign else None, to_micros(now),
            )  # fmt: skip
        claim = await self._members.claim(brand.slug, ClaimSource(found.batch, found.serial, text).name)
        if claim:
            return await self._claimed_page(page, brand, claim, identity, now)
        status = brand.status(found.batch.id, found.serial, now)
        if status.state != "active":
            reason = Reason.NOT_ACTIVE if status.state == "inactive" else Reason.WITHDRAWN
            return _refused(page, Refusal(reason, wording.REASONS[reason], now))
        if isinstance(ruling, NoRuling):
            return _refused(page, Refusal(ruling.reason, why_not(ruling, now), now))
        return page

    async def _known(
        self,
        brand: BrandState,
        found: Recognised,
        program: Program | None,
        who: ConsumerKey | None,
        now: datetime,
    ) -> dict[str, object]:
        """What is known of whoever looks at a code's page, as far as the choice of the page reads it.

        Who has claimed the code keeps the page that fitted then, as long as its dates last.
        """
        read = page_facts(program.campaign) if program else frozenset[str]()
        if program is None or not read:
            return {"event.at": now}
        status = brand.status(found.batch.id, found.serial, now)
        person = await self._members.person(self._core.who(brand.slug, who).key) if who else None
        facts = own_facts(
            at=now, zone=program.campaign.zone, person=person, points=0,
            code_region=status.region, batch=found.batch.name,
        )  # fmt: skip
        if not program.campaign.tiers:
            facts["consumer.tier"] = person.tier if person else None
        else:
            where = await self._members.standing(brand, program.campaign.tiers, person, now)
            facts["consumer.tier"] = where.tier.id if where.tier else None
        for unknown in ("consumer.points", "scan.region", "scan.clerk"):
            del facts[unknown]
        claim = await self._members.claim(brand.slug, ClaimSource(found.batch, found.serial, "").name)
        if claim and person and claim.person_id == person.person_id:
            facts |= {name: value for name, value in facts_of(claim.facts).items() if name in read}
        return facts | {"event.at": now}

    def _terms(
        self, brand: BrandState, ruling: Ruling, found: Recognised, now: datetime
    ) -> tuple[Label, ...]:
        """What is promised, worked out once a second for all codes of whom the same is known."""
        second = now.replace(microsecond=0)  # no rule tells shorter times apart
        if second != self._second:
            self._second, self._promised = second, {}
        region = brand.status(found.batch.id, found.serial, now).region
        key = (ruling.version.id, ruling.trigger, brand.revision, region, found.batch.name)
        if key not in self._promised:
            known = {"code.region": region, "code.batch": found.batch.name}
            terms = Terms(ruling, self._core.catalog.rewards, brand.alliances, second, known, brand.products)
            self._promised[key] = terms.lines()
        return self._promised[key]

    async def _claimed_page(
        self, page: ScanPage, brand: BrandState, claim: Claim, identity: Who | None, now: datetime
    ) -> ScanPage:
        person = await self._members.person(identity.key) if identity else None
        claimer = await self._members.consumer(claim.person_id)
        first = from_micros(claim.at_us)
        if person is None or claimer is None or person.id != claimer.person_id:
            words = wording.already_claimed(first, brand.zone)
            return _refused(page, Refusal(Reason.ALREADY_CLAIMED, words, now, first))
        if claim.archived:
            return _refused(
                page, Refusal(Reason.ALREADY_YOURS, wording.archived(first, brand.zone), now, first)
            )
        answer = await recalled(self._core, self._members, brand, claim, now)
        return ScanPage(
            "won", page.code, page.brand, page.brand_name, answer.campaign, page.theme, page.product, page.terms,
            answer=answer, starts=page.starts, ends=page.ends, campaign_slug=page.campaign_slug, shares=page.shares,
        )  # fmt: skip

    async def _clerk_page(
        self, brand: BrandState, found: Recognised, text: str, who: ConsumerKey | None, now: datetime
    ) -> ScanPage:
        status = brand.status(found.batch.id, found.serial, now)
        clerk = (
            await self._outlets.clerk(int(status.person))
            if status.person and status.person.isascii() and status.person.isdecimal()
            else None
        )
        if (
            clerk and clerk.brand != brand.slug
        ):  # assigned by hand; another brand's people are not ours to name
            clerk = None
        page = ScanPage("clerk", code=text, brand=brand.slug, brand_name=brand.name)
        if status.state != "active" or clerk is None:
            words = Label("This clerk's code is no longer in use.", "这个导购码已停用。")
            return _refused(page, Refusal(Reason.CLERK_CODE, words, now))
        outlet = await self._outlets.outlet(clerk.outlet_id)
        if who:
            await self._core.settle(NoteClerk(self._core.who(brand.slug, who), int(clerk.id), now))
        return ScanPage(
            "clerk",
            code=text,
            brand=brand.slug,
            brand_name=brand.name,
            clerk_name=clerk.name,
            outlet_name=Label(outlet.name_en, outlet.name_zh) if outlet else Label("", ""),
        )

    async def claim(
        self,
        code: str,
        who: ConsumerKey,
        *,
        region: str | None = None,
        request: RequestKey | None = None,
        brand: str | None = None,
        shown: str | None = None,
        device: str | None = None,
        page: str | None = None,
    ) -> ClaimAnswer | Refusal:
        """Claim what a code gives. With `brand`, another brand's code is `NotFound`. Raises `Invalid`.

        `shown` is the hash of the version whose page was shown: kept with the claim, and trusted for nothing, like `page`, the code of its theme. `device` is
        the phone, for a caller who knows both it and the account.
        """
        if region is not None and not _REGION.fullmatch(region):
            raise Invalid("region", Label("use a region such as CN-GD", "请使用形如 CN-GD 的地区代码"))
        now = self._core.clock.now()
        subjects = self._subjects(brand or "", who, device)  # two brands' customers may have one number
        found = await self._core.codes.recognise(code)
        if found is None:
            guessed = await self._core.settle(NoteGuess(subjects, brand or "", now))
            if guessed.alarm:
                _log.error("brand %s: a thousand wrong codes within ten minutes", brand or "(pages)")
            if guessed.blocked_until:
                until = guessed.blocked_until
                words = wording.too_many_wrong_codes(until, _ZONE)
                return Refusal(Reason.TOO_MANY_WRONG_CODES, words, now, until)
            return Refusal(Reason.NOT_GENUINE, wording.REASONS[Reason.NOT_GENUINE], now)
        if brand is not None and found.batch.brand != brand:
            raise NotFound("there is no such code in this brand")
        if is_of_place(found.batch.kind):
            state = await self._core.brand(found.batch.brand)
            return await self._places.claim(Spot(state, found, canonical(code) or code, now), who)
        reason = REFUSED.get(ROLES[found.batch.kind])
        if reason:
            return Refusal(reason, wording.REASONS[reason], now)
        identity = self._core.who(found.batch.brand, who)
        source = ClaimSource(found.batch, found.serial, canonical(code) or code)
        catalog = self._core.catalog
        facts: dict[str, object] = {}
        while True:
            command = ClaimCode(
                source,
                identity,
                now,
                catalog.rewards,
                catalog.facts_of_plugins,
                region,
                request,
                facts,
                shown,
                device=self._device(found.batch.brand, device),
                subjects=subjects,
                page=page,
            )
            answer = await self._core.settle(command)
            if not isinstance(answer, FactsNeeded):
                return own_part(answer)
            facts |= await self._told(answer, found, identity, now)

    async def claim_for(
        self,
        brand: str,
        code: str,
        who: ConsumerKey,
        *,
        region: str | None = None,
        request: RequestKey | None = None,
        shown: str | None = None,
        device: str | None = None,
    ) -> ClaimAnswer | Refusal:
        """`claim`, for a code of this brand only. Raises `NotFound` for another brand's."""
        return await self.claim(
            code, who, region=region, request=request, brand=brand, shown=shown, device=device
        )

    def _subjects(self, brand: str, who: ConsumerKey, device: str | None) -> tuple[str, ...]:
        """Account and device, as those whose wrong codes count."""
        keys = [who, *([ConsumerKey("device", device)] if device else [])]
        return tuple(f"{brand}|{self._core.who(brand, key).value_hash}" for key in dict.fromkeys(keys))

    def _device(self, brand: str, device: str | None) -> str | None:
        return device_of(self._core.who(brand, ConsumerKey("device", device))) if device else None

    async def _told(
        self, needed: FactsNeeded, found: Recognised, who: Who, now: datetime
    ) -> dict[str, object]:
        """What plugins tell of a claim whose ruling version reads their facts."""
        person = await self._members.person(who.key)
        context = FactContext(
            found.batch.brand,
            needed.campaign_id,
            person.id if person else None,
            found.batch.gtin,
            found.batch.name,
            now,
        )
        return await read_facts(self._core.catalog, needed.names, context)


def own_part(answer: ClaimAnswer | Refusal) -> ClaimAnswer | Refusal:
    """The answer without what others got: a consumer does not see the clerk's part."""
    if isinstance(answer, Refusal):
        return answer
    grants = answer.grants
    own = Later(lambda: tuple(grant for grant in grants if grant.recipient_kind == "consumer"))
    return replace(answer, grants=own)


def _refused(page: ScanPage, refusal: Refusal) -> ScanPage:
    return ScanPage(
        "refused", page.code, page.brand, page.brand_name, page.campaign, page.theme, page.product, page.terms,
        refusal=refusal, starts=page.starts, ends=page.ends, campaign_slug=page.campaign_slug,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteClerk:
    """A consumer scanned a clerk's code."""

    who: Who
    clerk_id: int
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """Who."""
        ask_identity(world, want, self.who)

    def apply(self, world: World) -> tuple[None, Changes]:
        """The row; a person seen for the first time gets an account."""
        at_us = to_micros(self.at)
        person = person_of(world, self.who)
        enrolment: tuple[Record, ...] = ()
        if person is None:
            person, enrolment = enrol(world, self.who, random_code(MEMBER_SYMBOLS), self.at)
        scan = ClerkScan(new_id(), self.who.brand, person.id, self.clerk_id, at_us, 0)
        return None, Changes(new=(*enrolment, scan))
