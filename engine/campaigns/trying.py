"""Trying a draft or a version on one's own phone: the real page and the real decision, with nothing granted.

A link for a phone bears what it opens, until when, and a proof of it; no row is kept of it. Each press of the button is kept
with the facts and the draw that it had, so that the studio can light up, block by block, what it met.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dsl.decision import Decision
from dsl.program import Program
from dsl.sharing import resolve
from dsl.values import NO_WORDS, Label
from engine import wording
from engine.campaigns.live import BrandState, LiveCampaign, Ruling, Version, theme_for
from engine.campaigns.replaying import Replayed, told_of
from engine.campaigns.shared_door import SharedDoor
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import NotFound
from engine.grants.promise import promise_of
from engine.ids import new_id
from engine.outcomes import ClaimAnswer, GrantView, Reason, Refusal, ScanPage
from engine.scanning.draw import drawing
from engine.scanning.facts import facts_json, facts_of, own_facts
from engine.scanning.terms import Terms
from engine.storage.campaign_store import CampaignStore

#: How long a link for a phone opens.
LASTS: Final = timedelta(hours=24)
#: So many presses of a campaign are kept.
KEPT: Final = 20
DRAFT: Final = "draft"
_PURPOSE: Final = "trying"
_PROOF_BYTES: Final = 12
_ERRORS: Final = Label("The draft has errors: mend it first.", "草稿里还有错误，请先修改。")
_NO_SCAN: Final = Label("This campaign answers no scan.", "这个活动不响应扫码。")


@dataclass(frozen=True, slots=True)
class TestScan:
    """A press of the button on a test page. `what` is `draft` or a version's number; `text` is what decided."""

    __test__ = False  # no test of a test suite

    id: int
    at: datetime
    what: str
    text: str
    gives: tuple[Label, ...]
    told: Replayed


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a link opens: a program with the brand around it, and the instant that it is tried at."""

    brand: BrandState
    campaign_id: int
    slug: str
    what: str
    text: str
    program: Program | None
    at: datetime

    @property
    def trigger(self) -> int | None:
        """The first event of the text that answers a scan."""
        return _scan_trigger(self.program)


class TryDoor:
    """Drafts and versions on one's own phone."""

    def __init__(self, core: Core, store: CampaignStore, shared: SharedDoor) -> None:
        self._core = core
        self._store = store
        self._shared = shared

    async def link(self, brand: str, campaign_id: int, what: str = DRAFT) -> str:
        """The token of a link for phones, good for a day. Raises `NotFound`."""
        await self._text(brand, campaign_id, what)
        ends = int((self._core.clock.now() + LASTS).timestamp())
        told = f"{brand}|{campaign_id}|{what}|{ends}".encode()
        return f"{_plain(told)}.{_plain(self._proof(told))}"

    async def open(self, token: str) -> ScanPage:
        """The page behind a link. Raises `NotFound` for one that is not ours or too old."""
        opened = await self._opened(token)
        page = self._page(opened)
        if opened.program is None or opened.trigger is None:
            words = _NO_SCAN if opened.program else _ERRORS
            return replace(page, phase="refused", refusal=Refusal(Reason.RULE_REFUSES, words, opened.at))
        return page

    async def scan(self, token: str) -> ScanPage:
        """The button is pressed: what would be given, and nothing is. Raises `NotFound`."""
        opened = await self._opened(token)
        program, trigger = opened.program, opened.trigger
        if program is None or trigger is None:
            return await self.open(token)
        seed = secrets.token_hex(8)
        facts = own_facts(at=opened.at, zone=program.campaign.zone, person=None, points=0)
        read = program.facts_read(trigger)
        known = {name: value for name, value in facts.items() if name in read or name == "event.at"}
        decision = self._decide(program, trigger, known, seed)
        await self._keep(opened, facts_json(known, read), seed)
        page = self._page(opened)
        if decision.refusal or not decision.intents:
            words = (decision.refusal.words if decision.refusal else None) or wording.REASONS[
                Reason.RULE_REFUSES if decision.refusal else Reason.NO_RULE
            ]
            return replace(page, phase="refused", refusal=Refusal(Reason.RULE_REFUSES, words, opened.at))
        grants = tuple(
            GrantView(place, intent.reward, self._title(program, decision, place), "consumer", 0, "given", opened.at)
            for place, intent in enumerate(decision.intents)
            if intent.recipient == "consumer"
        )  # fmt: skip
        answer = ClaimAnswer(0, opened.at, program.campaign.title, "", grants)
        return replace(page, phase="won", answer=answer)

    async def scans(self, brand: str, campaign_id: int) -> tuple[TestScan, ...]:
        """The presses of a campaign's test pages, the newest first. Raises `NotFound`."""
        await self._text(brand, campaign_id, DRAFT)
        state = await self._core.brand(brand)
        rows = await self._core.database.fetch(
            "SELECT * FROM test_scan WHERE brand = $1 AND campaign_id = $2 ORDER BY id DESC LIMIT $3",
            [brand, campaign_id, KEPT],
        )
        language, found = self._core.language_of(state), []
        for row in rows:
            program = language.compile(row["text"])
            trigger = _scan_trigger(program)
            if program is None or trigger is None:  # a plugin's words have gone since
                continue
            facts = facts_of(row["facts"])
            decision = self._decide(program, trigger, facts, row["seed"])
            told = told_of(
                program, trigger, facts, decision, self._core.vocabulary, self._core.catalog.rewards
            )
            gives = tuple(title for _, title in told.gives)
            found.append(
                TestScan(row["id"], from_micros(row["at_us"]), row["what"], row["text"], gives, told)
            )
        return tuple(found)

    def _decide(self, program: Program, trigger: int, facts: dict[str, object], seed: str) -> Decision:
        return program.decide(trigger, facts, drawing(self._core.derived(_PURPOSE), seed, trigger))

    def _title(self, program: Program, decision: Decision, place: int) -> Label:
        intent = decision.intents[place]
        named = intent.told.get("coupon")
        coupon = next((one for one in program.campaign.coupons if one.id == named), None)
        return coupon.name if coupon else promise_of(self._core.catalog.rewards[intent.reward], intent).title

    async def _keep(self, opened: _Opened, facts: str, seed: str) -> None:
        brand, campaign_id = opened.brand.slug, opened.campaign_id
        async with self._core.database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO test_scan (id, brand, campaign_id, what, text, facts, seed, at_us)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                [
                    new_id(), brand, campaign_id, opened.what, opened.text, facts, seed,
                    to_micros(self._core.clock.now()),
                ],
            )  # fmt: skip
            await transaction.execute(
                "DELETE FROM test_scan WHERE brand = $1 AND campaign_id = $2 AND id NOT IN (SELECT id FROM test_scan"
                " WHERE brand = $1 AND campaign_id = $2 ORDER BY id DESC LIMIT $3)",
                [brand, campaign_id, KEPT],
            )

    def _page(self, opened: _Opened) -> ScanPage:
        brand, program, now = opened.brand, opened.program, self._core.clock.now()
        own = brand.pages.shown(opened.campaign_id, now, None)
        page = ScanPage(
            "ask", "", brand.slug, brand.name,
            theme=own.code if own else theme_for(program, {"event.at": opened.at}),
        )  # fmt: skip
        if program is None or opened.trigger is None:
            return page
        version = Version(0, opened.campaign_id, 0, "", b"", now, program)
        ruling = Ruling(
            LiveCampaign(opened.campaign_id, opened.slug, (version,)), version, program, opened.trigger
        )
        terms = Terms(ruling, self._core.catalog.rewards, brand.alliances, opened.at, products=brand.products)
        product = program.campaign.triggers[opened.trigger].gtin
        return replace(
            page, campaign=program.campaign.title, terms=terms.lines(),
            product=brand.products.get(product or "", NO_WORDS), ends=program.campaign.ends,
        )  # fmt: skip

    async def _opened(self, token: str) -> _Opened:
        brand, campaign_id, what = self._read(token)
        slug, text = await self._text(brand, campaign_id, what)
        state, now = await self._core.brand(brand), self._core.clock.now()
        program = self._core.language_of(state).compile(text)
        campaign = program.campaign if program else None
        at = min(max(now, campaign.starts), campaign.ends - timedelta(microseconds=1)) if campaign else now
        return _Opened(state, campaign_id, slug, what, text, program, at)

    def _read(self, token: str) -> tuple[str, int, str]:
        written, _, proof = token.partition(".")
        try:
            told = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
            given = base64.urlsafe_b64decode(proof + "=" * (-len(proof) % 4))
        except ValueError:
            raise NotFound("this is no link for trying") from None
        if not hmac.compare_digest(given, self._proof(told)):
            raise NotFound("this is no link for trying")
        brand, campaign_id, what, ends = told.decode().split("|")
        if self._core.clock.now().timestamp() >= int(ends):
            raise NotFound("this link for trying is too old")
        return brand, int(campaign_id), what

    def _proof(self, told: bytes) -> bytes:
        return hmac.digest(self._core.derived(_PURPOSE), told, hashlib.sha256)[:_PROOF_BYTES]

    async def _text(self, brand: str, campaign_id: int, what: str) -> tuple[str, str]:
        """A campaign's slug, and the text of its draft or of a version, whole."""
        row = await self._store.campaign(brand, campaign_id)
        if row is None:
            raise NotFound("there is no such campaign")
        if what == DRAFT:
            return row.slug, resolve(row.draft, await self._shared.texts(brand)).text
        for version in await self._store.versions(brand, campaign_id):
            if str(version.number) == what:
                return row.slug, version.text
        raise NotFound("there is no such version")


def _scan_trigger(program: Program | None) -> int | None:
    triggers = program.campaign.triggers if program else ()
    return next((place for place, trigger in enumerate(triggers) if trigger.kind == "scan"), None)


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
