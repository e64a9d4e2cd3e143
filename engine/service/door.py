"""Service cases for the public page, the brand's desk and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label
from engine.campaigns.live import BrandState
from engine.clock import from_micros
from engine.codes.alphabet import canonical
from engine.codes.kinds import ROLES
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.events.answers import EventAnswer
from engine.events.record import Happened, RecordEvent
from engine.events.telling import with_facts
from engine.members.identity import ConsumerKey, Who
from engine.outcomes import Refusal
from engine.scanning.claim import ClaimSource
from engine.service.cases import TOLD_MAX, CloseCase, Compensate, OpenCase
from engine.storage.chain_store import ChainStore
from engine.storage.member_store import MemberStore
from engine.trade_records import ServiceCase

CASES_MAX = 200


@dataclass(frozen=True, slots=True)
class CaseView:
    """A service case. `code_state` is that of the code when it was opened, `state` open, compensated or closed."""

    id: int
    number: int
    batch: str
    gtin: str
    product: Label
    serial: int
    code: str
    code_state: str
    told: str
    state: str
    opened_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    claim_id: int | None


class ServiceDoor:
    """Help after the sale."""

    def __init__(self, core: Core, chain: ChainStore, members: MemberStore) -> None:
        self._core = core
        self._chain = chain
        self._members = members

    async def open(self, code: str, who: ConsumerKey, told: str = "", brand: str | None = None) -> CaseView:
        """The case of an after-sales code, opened where there is none. Raises `Invalid`, and `NotFound` for any other code.

        With `brand`, another brand's code is `NotFound`.
        """
        found = await self._core.codes.recognise(code)
        if found is None or ROLES[found.batch.kind] != "service" or brand not in (None, found.batch.brand):
            raise NotFound("there is no such after-sales code")
        if len(told) > TOLD_MAX or not told.replace("\n", " ").replace("\r", " ").isprintable():
            raise Invalid(
                "told",
                Label(f"write at most {TOLD_MAX:,} plain characters", f"最多 {TOLD_MAX:,} 个普通字符"),
            )
        source = ClaimSource(found.batch, found.serial, canonical(code) or code)
        identity = self._core.who(found.batch.brand, who)
        opening = OpenCase(source, identity, told.strip(), self._core.clock.now())
        case = await self._core.settle(opening)
        return self._view(await self._core.brand(case.brand), case)

    async def cases(self, brand: str) -> tuple[CaseView, ...]:
        """Cases, open ones first, then the newest."""
        state = await self._core.brand(brand)
        return tuple(self._view(state, case) for case in await self._chain.cases(brand, CASES_MAX))

    async def case(self, brand: str, case_id: int) -> CaseView:
        """One case. Raises `NotFound`."""
        return self._view(await self._core.brand(brand), await self._case(brand, case_id))

    async def compensate(
        self, brand: str, case_id: int, by: str, *, campaign_id: int | None = None
    ) -> EventAnswer | Refusal:
        """Approve a compensation: what the campaigns (or the one named) give for `service`. Raises `NotFound`."""
        case, now = await self._case(brand, case_id), self._core.clock.now()
        known = await self._members.identity_of(case.consumer_id)
        if known is None:
            raise NotFound(f"nobody is known any more to whom case {case.number} could give something")
        state = await self._core.brand(brand)
        facts: dict[str, object] = {
            "service.withdrawn": case.code_state == "withdrawn",
            "service.batch": state.batches_by_id[case.batch_id].name,
        }
        # A new id each time: what was refused may be tried again, and the case itself is settled once.
        told = Happened("service", f"{case.id}:{now.timestamp()}", now, facts, "service", campaign_id)
        who = Who(brand, known.kind, known.value_hash)
        catalog = self._core.catalog
        event = RecordEvent(who, told, now, catalog.rewards, catalog.facts_of_plugins)
        while True:
            answer = await self._core.settle(Compensate(case, event, by))
            if isinstance(answer, Refusal):
                return answer
            if isinstance(answer, EventAnswer):
                return answer.of_consumer()
            event = await with_facts(self._core, self._members, event, answer)

    async def close(self, brand: str, case_id: int, by: str) -> Refusal | None:
        """Be done with a case without giving anything. Raises `NotFound`."""
        case = await self._case(brand, case_id)
        return await self._core.settle(CloseCase(case, by, self._core.clock.now()))

    async def _case(self, brand: str, case_id: int) -> ServiceCase:
        found = await self._chain.case(brand, case_id)
        if found is None:
            raise NotFound(f"there is no case {case_id}")
        return found

    def _view(self, state: BrandState, case: ServiceCase) -> CaseView:
        batch = state.batches_by_id[case.batch_id]
        return CaseView(
            case.id, case.number, batch.name, batch.gtin, state.products.get(batch.gtin, Label("", "")), case.serial,
            self._core.codes.text(batch, case.serial), case.code_state, case.told, case.state,
            from_micros(case.opened_us), None if case.settled_us is None else from_micros(case.settled_us),
            case.settled_by, case.claim_id,
        )  # fmt: skip
