"""A draft beside the live version: every recorded scan decided by both texts, giving nothing and taking nothing. Pure.

Both draw the same number for the same code, so only what the texts say makes a difference. The draft's budgets, stocks and limits
are full when the run begins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from dsl.cells import cells_met
from dsl.program import Program
from dsl.values import Label, Money
from engine.campaigns.live import BrandState, LiveCampaign, Version, trigger_for_code
from engine.clock import from_micros
from engine.ledger import accounts
from engine.members.consents import PURPOSES
from engine.outcomes import Reason
from engine.records import Claim, Grant, Refused
from engine.scanning.dealing import dealt_to
from engine.scanning.draw import drawing
from engine.scanning.experiments import numbers_in
from engine.scanning.facts import facts_of
from engine.scanning.planning import Plan, PlanRefused, plan
from engine.scanning.setting import Met, Setting
from engine.scanning.takes import takes_of
from engine.spi.rewards import RewardType

#: Refusals that the rules or what was left caused: another text might have granted them.
_OURS: Final = frozenset(
    {
        Reason.BUDGET_SPENT, Reason.DAY_BUDGET_SPENT, Reason.BLOCK_BUDGET_SPENT, Reason.STOCK_SPENT,
        Reason.LIMIT_REACHED, Reason.NO_RULE, Reason.RULE_REFUSES,
    }
)  # fmt: skip
_EXAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class Differs:
    """A scan that the two texts decide differently: what each gives in money, None where it refuses."""

    event_id: int
    at: datetime
    live: Money | None
    draft: Money | None


@dataclass(frozen=True, slots=True)
class ShadowResult:
    """What the draft would have done with the scans since `since`, beside what the live version did.

    `scans` could be decided; `undecided` could not, for nobody had written down the facts `unknown`. Money is what both
    give at once; a coupon costs when it is used. Persons are `better`, `worse` or `same` off in money. `gained` scans were refused
    and the draft grants them, `lost` the other way round; `changed` give something else. `examples` are the newest that differ.
    """

    since: datetime
    scans: int
    undecided: int
    unknown: tuple[Label, ...]
    live: Money
    draft: Money
    better: int
    worse: int
    same: int
    gained: int
    lost: int
    changed: int
    examples: tuple[Differs, ...]
    whole: bool = True

    @property
    def difference(self) -> Money:
        """What the draft costs more, or less where it is negative."""
        return self.draft - self.live


@dataclass(slots=True)
class Shadow:
    """The run of one draft."""

    brand: BrandState
    campaign: LiveCampaign
    program: Program
    shadow_id: int
    rewards: Mapping[str, RewardType]
    code_of: Callable[[int, int], str]
    name_of: Callable[[str], Label]
    _used: Counter[str] = field(default_factory=Counter)
    _unknown: set[str] = field(default_factory=set)

    def result(
        self, since: datetime, events: Sequence[Claim | Refused], grants: Mapping[int, Sequence[Grant]]
    ) -> ShadowResult:
        """All events in the order of their arrival."""
        currency, undecided = self.brand.currency, 0
        sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        told: list[Differs] = []
        counts: Counter[str] = Counter()
        live_sum = draft_sum = scans = 0
        for event in sorted(filter(is_scan, events), key=lambda one: one.id):
            given = grants.get(event.id, ())
            planned = self._decided(event, given)
            if planned is None:
                undecided += 1
                continue
            scans += 1
            live = _of_grants(given, currency) if isinstance(event, Claim) else None
            draft = _of_plan(planned, currency)
            live_sum, draft_sum = (
                live_sum + (live.money if live else 0),
                draft_sum + (draft.money if draft else 0),
            )
            person = sums[_person(event)]
            person[0] += live.own if live else 0
            person[1] += draft.own if draft else 0
            kind = "gained" if live is None and draft else "lost" if live and draft is None else "changed"
            if live != draft:
                counts[kind] += 1
                at = from_micros(event.at_us)
                told.append(Differs(event.id, at, _money(live, currency), _money(draft, currency)))
        return ShadowResult(
            since, scans, undecided, tuple(map(self.name_of, sorted(self._unknown))), Money(live_sum, currency), Money(draft_sum, currency),
            sum(draft > live for live, draft in sums.values()), sum(draft < live for live, draft in sums.values()),
            sum(draft == live for live, draft in sums.values()), counts["gained"], counts["lost"], counts["changed"],
            tuple(reversed(told[-_EXAMPLES:])),
        )  # fmt: skip

    def _decided(self, event: Claim | Refused, given: Sequence[Grant]) -> Plan | PlanRefused | None:
        """What the draft plans for an event; None where it asks what nobody has written down."""
        batch_id, serial = (int(part) for part in event.source.split(":")[1:])
        batch, at = self.brand.batches_by_id[batch_id], from_micros(event.at_us)
        trigger = trigger_for_code(self.program.campaign, batch)
        if trigger is None:
            return PlanRefused(Reason.NO_CAMPAIGN, Label("", ""))
        status = self.brand.status(batch_id, serial, at)
        facts = {
            "event.at": at,
            "code.region": status.region,
            "code.batch": batch.name,
            **facts_of(event.facts),
        }
        facts |= numbers_in(self.program, trigger, self.campaign, [_person(event)])
        missing = self.program.facts_read(trigger) - facts.keys()
        if missing:
            self._unknown |= missing
            return None
        ruling = self.campaign.version_at(at)
        shadow = replace(ruling, id=self.shadow_id, program=self.program)
        dealt = dealt_to(self.brand, shadow, trigger, batch_id, serial)
        draw = drawing(ruling.secret, self.code_of(batch_id, serial), trigger, dealt)
        decision = self.program.decide(trigger, facts, draw)
        setting = self._setting(event, shadow, trigger, given, Met(None, status.outlet, batch.gtin), facts)
        planned = plan(setting, decision, self._used.__getitem__)
        if isinstance(planned, Plan):
            self._used.update(planned.took.taken)
        return planned

    def _setting(
        self,
        event: Claim | Refused,
        shadow: Version,
        trigger: int,
        given: Iterable[Grant],
        met: Met,
        facts: Mapping[str, object],
    ) -> Setting:
        assert shadow.program is not None
        campaign, person = shadow.program.campaign, _person(event)
        recipients = {one.recipient_kind: one.recipient_id for one in given} | {"consumer": person}
        if isinstance(event, Claim):
            trade = {"clerk": event.clerk_id, "store": event.outlet_id, "dealer": event.dealer_id}
            recipients |= {kind: one for kind, one in trade.items() if one is not None}
        points = facts.get("consumer.points")
        return Setting(
            brand=self.brand,
            campaign=campaign,
            campaign_id=self.campaign.id,
            trigger=campaign.triggers[trigger],
            at=from_micros(event.at_us),
            recipients=recipients,
            rewards=self.rewards,
            accounts={person: (person,)},
            met=met,
            points=points if isinstance(points, int) else 0,
            agreed=frozenset((person, purpose) for purpose in PURPOSES),
            cells=cells_met(campaign, takes_of(campaign.triggers[trigger]).pots, facts),
        )


@dataclass(frozen=True, slots=True)
class _Gives:
    """What a decision gives: money of all, the consumer's own, and everything by recipient."""

    money: int
    own: int
    things: frozenset[tuple[tuple[str, str, int], int]]


def is_scan(event: Claim | Refused) -> bool:
    """Whether the rules had a say in an event: a scan of a printed code."""
    if event.kind != "scan" or not event.source.startswith("c:"):
        return False
    return not event.archived if isinstance(event, Claim) else Reason(event.reason) in _OURS


def _person(event: Claim | Refused) -> int:
    who = event.person_id if isinstance(event, Claim) else event.consumer_id
    return who if who is not None else -event.id


def _of_grants(given: Iterable[Grant], currency: str) -> _Gives:
    rows = [
        (one.recipient_kind, one.reward, one.amount or 0 if one.currency == currency else 0)
        for one in given
        if one.fund not in {accounts.COUPONS, accounts.ALLIANCE}
    ]
    return _gives(rows)


def _of_plan(planned: Plan | PlanRefused, currency: str) -> _Gives | None:
    if isinstance(planned, PlanRefused):
        return None
    return _gives(
        [
            (
                one.intent.recipient,
                one.intent.reward,
                one.cost.minor if one.cost and one.cost.currency == currency else 0,
            )
            for one in planned.rewards
        ]
    )


def _gives(rows: Sequence[tuple[str, str, int]]) -> _Gives:
    own = sum(amount for kind, _, amount in rows if kind == "consumer")
    return _Gives(sum(amount for _, _, amount in rows), own, frozenset(Counter(rows).items()))


def _money(gives: _Gives | None, currency: str) -> Money | None:
    return None if gives is None else Money(gives.money, currency)
