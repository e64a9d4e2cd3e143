"""What surrounds a plan: the event's campaign, who takes part, and what it was made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dsl.campaign import Campaign, Trigger
from dsl.cells import NO_CELLS
from dsl.decision import Period, Subject
from engine.campaigns.live import BrandState
from engine.ledger.accounts import party
from engine.members.tiers import Standing, standing, year_of
from engine.scanning import counters
from engine.spi.rewards import RewardType


@dataclass(frozen=True, slots=True)
class Met:
    """What a claim was made with, as far as it is known: the device, the pack's outlet, the product's GTIN."""

    device: str | None = None
    outlet: str | None = None
    product: str | None = None


UNKNOWN: Final = Met()


@dataclass(frozen=True, slots=True)
class Setting:
    """The event around a plan. `recipients` are those that exist for this event, by kind.

    `accounts` are all accounts of the persons among them, by the account that stands for the person: what any
    of them has used counts towards a person's limit. `points` are what the consumer holds, to be spent; `agreed`
    are the purposes that persons agree to.
    `cells` are the budgets for some people only that the event falls into.
    """

    brand: BrandState
    campaign: Campaign
    campaign_id: int
    trigger: Trigger
    at: datetime
    recipients: Mapping[str, int]
    rewards: Mapping[str, RewardType]
    accounts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    met: Met = UNKNOWN
    points: int = 0
    agreed: frozenset[tuple[int, str]] = frozenset()
    cells: frozenset[str] = NO_CELLS

    def names_of(self, subject: Subject) -> tuple[str, ...]:
        """What a limit's subject is called among the counters; nothing where this event has none.

        An unknown device is the person's own. A person has a name for each of the person's accounts.
        """
        person = self.recipients.get("consumer")
        own = tuple(map(str, self.same_party("consumer", person))) if person is not None else ()
        match subject:
            case "consumer":
                return own
            case "product":
                return tuple(f"{one}|{self.met.product}" for one in own) if self.met.product else ()
            case "device":
                return (self.met.device,) if self.met.device else own[:1]
            case "outlet":
                return (self.met.outlet,) if self.met.outlet else ()
            case "clerk" | "referrer":
                found = self.recipients.get(subject)
                return () if found is None else tuple(map(str, self.same_party(subject, found)))

    @property
    def year(self) -> int:
        """The brand's calendar year, by which members earn their tiers."""
        return year_of(self.at, self.brand.zone)

    def standing(self, kind: str, recipient_id: int, used: Callable[[str], int]) -> Standing | None:
        """Where a recipient stands among the campaign's tiers; None for who is no member, and without tiers."""
        if not self.campaign.tiers or party(kind) != "consumer":
            return None
        own = self.same_party(kind, recipient_id)
        return standing(self.campaign.tiers, self.brand.slug, own, self.year, used)

    def period(self, period: Period) -> str:
        """The key of the calendar period that the event lies in."""
        return counters.period_key(period, self.at, self.campaign.zone)

    def same_party(self, kind: str, recipient_id: int) -> tuple[int, ...]:
        """The recipient first, then the other accounts of the same person."""
        if party(kind) != "consumer":
            return (recipient_id,)
        others = (one for one in self.accounts.get(recipient_id, ()) if one != recipient_id)
        return (recipient_id, *others)
