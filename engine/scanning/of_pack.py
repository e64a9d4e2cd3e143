"""What the trade has to do with a pack that is claimed: who serves, who holds its carton, who shipped it, whether it is far
from home. From the rows that the batch has read; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dsl.campaign import Campaign, ClerkCode
from engine.campaigns.live import BrandState
from engine.clock import to_micros
from engine.codes.batch import Batch
from engine.codes.ranges import CodeStatus
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.diversion.observing import Away, away, observed
from engine.outlets.grading import ask_grade
from engine.outlets.holding import holder_of, is_clerk, places_of, works_at
from engine.outlets.identity import House, Trade
from engine.records import ClerkScan, Consumer


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack at the instant at which somebody asks for what it gives, and what holds for it then."""

    batch: Batch
    serial: int
    status: CodeStatus
    at: datetime
    region: str | None
    clerk_code: ClerkCode

    @property
    def served_since_us(self) -> int:
        """A clerk's code that was scanned then or earlier counts no longer."""
        return to_micros(self.at - timedelta(minutes=self.clerk_code.minutes))


def clerk_code_of(brand: BrandState, campaign: Campaign) -> ClerkCode:
    """How long a clerk's code counts: as the campaign says, else as the brand has settled."""
    return campaign.clerk_code or ClerkCode(brand.trade.clerk_minutes, brand.trade.clerk_claims)


@dataclass(frozen=True, slots=True)
class OfPack:
    """`served` is the scan of the clerk's code that counts, `holder` the outlet that registered the carton.

    `by_staff` says that who asks works for the holder; `away` that the pack is far from home.
    """

    trade: Trade
    served: ClerkScan | None
    holder: House | None
    by_staff: bool
    away: Away | None

    def outlet_code(self, status: CodeStatus) -> str | None:
        """The code of the outlet that has the pack: that which registered it, else that to which it was sent."""
        return self.holder.code if self.holder else status.outlet

    def followed_by(self, world: World, brand: BrandState, claim_id: int, at: datetime) -> Changes:
        """What a granted claim leaves behind beside its rewards."""
        changes = NOTHING
        if self.served:
            changes += Changes(changed=(replace(self.served, claims=(self.served.claims or 0) + 1),))
        if self.away:
            changes += observed(world, brand, self.away, claim_id, at)
        return changes


def ask_of_pack(world: World, want: Wants, brand: BrandState, pack: Pack, person: Consumer | None) -> None:
    """Name all that `of_pack` looks at, as far as the world lets us tell."""
    accounts = world.accounts(person) if person else ()
    for account in accounts:
        want.scan_of(brand.slug, account, pack.served_since_us)
    places = places_of(brand, pack.batch.id, pack.serial, pack.at)
    want.holders.update((brand.slug, place) for place in places)
    held = [world.holders[brand.slug, place] for place in places if (brand.slug, place) in world.holders]
    want.houses.update(one.outlet_id for one in held)
    served = _latest(world, brand, person, pack)
    if served:
        want.tills.add(served.clerk_id)
    if served or held:
        want.staff.update((brand.slug, account) for account in accounts)
    far = away(brand, pack.batch, pack.serial, pack.status, pack.region, pack.at)
    if far:
        want.diversions.add((brand.slug, far.name))


def ask_of_grade(world: World, want: Wants, brand: BrandState, pack: Pack, read: frozenset[str]) -> None:
    """Name the grade of the outlet that holds the pack's carton, where the rules read it."""
    holder = holder_of(world, brand, places_of(brand, pack.batch.id, pack.serial, pack.at))
    ask_grade(want, brand, read, holder.id if holder else None, pack.at)


def of_pack(world: World, brand: BrandState, pack: Pack, person: Consumer | None) -> OfPack:
    """The trade's part in a claim. The holder's owner and store go before those of the clerk who serves."""
    holder = holder_of(world, brand, places_of(brand, pack.batch.id, pack.serial, pack.at))
    served = _serving(world, brand, person, pack)
    till = world.tills.get(served.clerk_id) if served else None
    trade = till.trade if till else Trade(clerk=served.clerk_id if served else None)
    if holder:
        trade = replace(trade, store=holder.id, owner=holder.owner_id)
    if pack.status.dealer:
        trade = replace(trade, dealer=brand.dealers.get(pack.status.dealer))
    return OfPack(
        trade,
        served,
        holder,
        holder is not None and works_at(world, brand, person, holder),
        away(brand, pack.batch, pack.serial, pack.status, pack.region, pack.at),
    )


def _serving(world: World, brand: BrandState, person: Consumer | None, pack: Pack) -> ClerkScan | None:
    """The last scan of a clerk's code, if it still counts: not for the clerk's own purchases, and not for ever."""
    latest = _latest(world, brand, person, pack)
    if latest is None or person is None or is_clerk(world, brand, person, latest.clerk_id):
        return None
    most = pack.clerk_code.claims
    return latest if most is None or (latest.claims or 0) < most else None


def _latest(world: World, brand: BrandState, person: Consumer | None, pack: Pack) -> ClerkScan | None:
    """The scan of a clerk's code that a person made last within the window."""
    latest = max(_scans(world, brand, person), key=lambda scan: (scan.at_us, scan.id), default=None)
    return latest if latest and latest.at_us > pack.served_since_us else None


def _scans(world: World, brand: BrandState, person: Consumer | None) -> Iterator[ClerkScan]:
    for account in world.accounts(person) if person else ():
        scan = world.served.get((brand.slug, account))
        if scan:
            yield scan
