"""Cartons and the outlets that hold them: registering, what an outlet holds, what nobody has registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from engine import wording
from engine.clock import from_micros, to_micros
from engine.codes.alphabet import canonical
from engine.codes.kinds import ROLES
from engine.codes.recogniser import Recognised
from engine.core import Core
from engine.outcomes import ClerkIdentity, Reason, Refusal, RegistrationAnswer
from engine.outlets.holding import places_of
from engine.outlets.identity import Till
from engine.outlets.register import Register
from engine.scanning.claim import ClaimSource
from engine.storage.chain_store import ChainStore
from engine.storage.outlet_store import OutletStore

#: How far back claims are looked at for cartons that nobody has registered, and at how many.
LOOK_BACK: Final = timedelta(days=30)
CLAIMS_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class HeldView:
    """A carton, or a sold pack, that an outlet has registered."""

    batch_id: int
    batch: str
    kind: str
    serial: int
    at: datetime


@dataclass(frozen=True, slots=True)
class UnregisteredView:
    """A carton that nobody had registered when packs of it were claimed."""

    batch_id: int
    batch: str
    serial: int
    claims: int
    last_at: datetime


class CartonDoor:
    """What outlets hold."""

    def __init__(self, core: Core, outlets: OutletStore, chain: ChainStore) -> None:
        self._core = core
        self._outlets = outlets
        self._chain = chain

    async def register(self, clerk: ClerkIdentity, code: str) -> RegistrationAnswer | Refusal:
        """Register a code for the clerk's outlet: the first outlet has it. Said again it gets the first answer."""
        now = self._core.clock.now()
        found = await self._recognised(clerk.brand, code)
        if found is None:
            return Refusal(Reason.NOT_GENUINE, wording.REASONS[Reason.NOT_GENUINE], now)
        till = Till(clerk.brand, clerk.outlet_id, clerk.id, await self._outlets.owner_of(clerk.outlet_id))
        catalog = self._core.catalog
        source = ClaimSource(found.batch, found.serial, canonical(_tail(code)) or code)
        return await self._core.settle(Register(source, till, now, catalog.rewards, catalog.facts_of_plugins))

    async def _recognised(self, brand: str, code: str) -> Recognised | None:
        found = await self._core.codes.recognise(_tail(code))
        return found if found and found.batch.brand == brand else None

    async def is_for_outlets(self, brand: str, code: str) -> bool:
        """Whether a text at the till is a code that outlets register, and no coupon's or member's."""
        found = await self._recognised(brand, code)
        return found is not None and ROLES[found.batch.kind] == "outlet"

    async def held(self, brand: str, outlet_id: int, limit: int = 100) -> tuple[HeldView, ...]:
        """What an outlet has registered, newest first."""
        known = (await self._core.brand(brand)).batches_by_id
        return tuple(
            HeldView(row.batch_id, known[row.batch_id].name, known[row.batch_id].kind, row.serial, from_micros(row.at_us))
            for row in await self._chain.registrations(brand, outlet_id, limit)
        )  # fmt: skip

    async def unregistered(self, brand: str) -> tuple[UnregisteredView, ...]:
        """Cartons of which packs were claimed in the last 30 days while nobody has registered them, most claims first."""
        state, now = await self._core.brand(brand), self._core.clock.now()
        if state.links.empty:
            return ()
        found: dict[str, UnregisteredView] = {}
        for batch_id, serial, at_us in await self._chain.claimed_packs(
            brand, to_micros(now - LOOK_BACK), CLAIMS_MAX
        ):
            at = from_micros(at_us)
            place = next(iter(places_of(state, batch_id, serial, at)), None)
            if place is None:
                continue
            _, unit_batch, unit_serial = place.split(":")
            batch = state.batches_by_id[int(unit_batch)]
            known = found.get(place)
            claims, last = (known.claims, known.last_at) if known else (0, at)
            found[place] = UnregisteredView(batch.id, batch.name, int(unit_serial), claims + 1, max(last, at))
        taken = await self._chain.registered(brand, found)
        left = [view for name, view in found.items() if name not in taken]
        return tuple(sorted(left, key=lambda view: (-view.claims, view.batch, view.serial)))


def _tail(code: str) -> str:
    """The code within an address as a camera reads it."""
    text = code.strip()
    return text.rstrip("/").rpartition("/")[2].partition("?")[0] if "/" in text else text
