"""From a planned reward to the rows that make it real: grant, postings, coupon, and what must be carried out."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dsl.campaign import Campaign
from dsl.decision import Intent, Lock
from dsl.validity import Days, Hours, ends
from dsl.values import Label, Money
from dsl.winning import winner_is_listed
from dsl.zones import local_date, start_of_day
from engine import wording
from engine.alliances.agreement import Alliance
from engine.campaigns.live import BrandState
from engine.clock import to_micros
from engine.codes.alphabet import SYMBOLS
from engine.coupons.kept_terms import kept
from engine.grants.promise import TITLE_MAX, cut, promise_of
from engine.grants.stored import json_of, params_json, takes_json
from engine.ids import new_id
from engine.ledger import accounts, rules
from engine.outbox.orders import order_number
from engine.parcels.making import parcel_for
from engine.records import Coupon, Grant, Order, Record, Wait, Winner
from engine.scanning.planning import Planned
from engine.scanning.setting import Setting
from engine.spi.effects import AddPoints, Deliver, IssueCoupon, Pay, SpendPoints
from engine.waits.lapsing import reminders
from engine.waits.words import key_words

COUPON_SYMBOLS = 10


@dataclass(frozen=True, slots=True)
class Cause:
    """What a grant comes from: a claim or a redemption, and the version that decided."""

    kind: str
    id: int
    version_id: int
    at: datetime
    due_at: datetime
    referrer_id: int | None = None


def end_of_day(at: datetime, zone: str) -> datetime:
    """The next midnight of the zone: until then a redemption may be cancelled, so nothing is paid out before."""
    return start_of_day(local_date(at, zone) + timedelta(days=1), zone)


def random_code(symbols: int) -> str:
    """An unguessable code that people can type, five bits a symbol."""
    drawn = secrets.randbits(5 * symbols)
    return "".join([SYMBOLS[drawn >> 5 * place & 31] for place in range(symbols)])


def make(setting: Setting, cause: Cause, rewards: Iterable[Planned]) -> tuple[Record, ...]:
    """Every row behind the rewards. The first grant of a reward holds what the reward takes."""
    rows: list[Record] = []
    for planned in rewards:
        for place, effect in enumerate(planned.effects):
            rows.extend(_make_one(setting, cause, planned, effect, first=place == 0))
        if planned.intent.recipient == "consumer" and _is_listed(setting, planned.intent):
            rows.append(Winner(planned.grant_id, setting.brand.slug, setting.campaign_id))
    return tuple(rows)


def _is_listed(setting: Setting, intent: Intent) -> bool:
    """Whether the winner is listed; the same for all whom the line gives something."""
    name = ("listed", id(intent), setting.campaign_id)
    campaign, trigger = setting.campaign, setting.trigger
    # what the name goes by is kept beside the answer, so that nothing else can come to bear it
    kept: tuple[Intent, bool] = setting.brand.once(
        name, lambda: (intent, winner_is_listed(campaign, trigger, intent))
    )
    return kept[1]


def _make_one(
    setting: Setting, cause: Cause, planned: Planned, effect: object, *, first: bool
) -> list[Record]:
    grant_id = planned.grant_id if first else new_id()
    amount: Money | None = None
    points: int | None = None
    state, fund = "given", accounts.BUDGET
    coupon: Coupon | None = None
    payload: dict[str, object] = {}
    match effect:
        case Pay(money):
            amount, state = money, "owed"
        case AddPoints(number):
            points = number
        case SpendPoints(number):
            points = -number
        case IssueCoupon(name, alliance):
            coupon = issue(
                setting.brand,
                setting.campaign,
                setting.campaign_id,
                planned.recipient_id,
                cause,
                name,
                alliance,
                planned.intent.reward,
            )
            payload = {"coupon": name, "alliance": alliance, "referrer": cause.referrer_id}
        case Deliver(data, address):
            amount, fund, payload = planned.cost, accounts.COST, {"deliver": dict(data)}
            payload |= {"address": True} if address else {}
    promise = promise_of(setting.rewards[planned.intent.reward], planned.intent)
    title = cut(Label(coupon.name_en, coupon.name_zh)) if coupon else promise.title
    if points is not None and (planned.tier or points < 0):
        title = cut(wording.points_moved(points, planned.tier))
    grant = Grant(
        id=grant_id,
        brand=setting.brand.slug,
        cause_kind=cause.kind,
        cause_id=cause.id,
        campaign_id=setting.campaign_id,
        version_id=cause.version_id,
        line=planned.intent.line,
        reward=planned.intent.reward,
        params=promise.kept_params,
        title_en=title.en,
        title_zh=title.zh,
        recipient_kind=planned.intent.recipient,
        recipient_id=planned.recipient_id,
        amount=amount.minor if amount else None,
        currency=amount.currency if amount else None,
        points=points,
        coupon_id=coupon.id if coupon else None,
        fund=fund,
        state=state,
        takes=takes_json(planned.takes) if first else "[]",
        at_us=to_micros(cause.at),
        due_us=to_micros(cause.due_at),
    )
    if planned.intent.lock:
        grant, wait = lock(setting, grant, planned.intent.lock, payload)
        near = reminders(setting.campaign, grant, wait, wait.until_us, setting.at)
        return [grant, *rules.granted(grant), wait, *near]
    rows: list[Record] = [grant, *rules.granted(grant)]
    if coupon:
        rows += [coupon, *reminders(setting.campaign, grant, coupon, coupon.expires_us, setting.at)]
    return [*rows, *orders_for(grant, setting.campaign, payload)]


def orders_for(grant: Grant, campaign: Campaign, payload: Mapping[str, object]) -> tuple[Record, ...]:
    """What must be carried out for a grant that is given."""
    if grant.state == "owed":
        return (payout_order(grant, campaign.channels),)
    if grant.fund == accounts.COST:
        data = payload["deliver"]
        assert isinstance(data, Mapping)
        return (_order(grant, "delivery", data), *parcel_for(grant, campaign, payload))
    return ()


def lock(setting: Setting, grant: Grant, key: Lock, payload: Mapping[str, object]) -> tuple[Grant, Wait]:
    """The grant as set aside, and what waits for its key."""
    zone = setting.campaign.zone
    term = ends(key.term, setting.at, zone)
    # a claim that could be the key is taken while the campaign runs; a redemption also later
    until_us = to_micros(term if key.event == "redemption" else min(term, setting.campaign.ends))
    words = key_words(key, setting.campaign, setting.brand.products)
    hold = {Days: "days", Hours: "hours"}
    wait = Wait(
        id=new_id(),
        brand=grant.brand,
        topic="lock",
        subject_id=grant.id,
        cause_id=grant.cause_id,
        campaign_id=grant.campaign_id,
        person_id=grant.recipient_id,
        event=key.event,
        asked=params_json(dict(key.asked)),
        friend=int(key.by_friend),
        hold=f"{key.wait.count} {hold[type(key.wait)]}" if key.wait else "",
        payload=json_of(payload),
        state="waiting",
        since_us=grant.at_us,
        until_us=until_us,
        due_us=until_us,
    )
    aside = replace(
        grant, state="locked", coupon_id=None, lock_en=words.en[:TITLE_MAX], lock_zh=words.zh[:TITLE_MAX],
        until_us=until_us,
    )  # fmt: skip
    return aside, wait


def payout_order(grant: Grant, channels: Iterable[str], attempt: int = 1) -> Order:
    """The order to pay a grant, by the first of the channels that can.

    Its number follows from the grant, so it is the same after any crash.
    """
    assert grant.amount is not None
    payload = {
        "channels": list(channels),
        "amount": grant.amount,
        "currency": grant.currency,
        "remark": grant.title_zh[:32],
    }
    return _order(grant, "payout", payload, attempt, payee_of(grant.recipient_kind, grant.recipient_id))


def payee_of(recipient_kind: str, recipient_id: int) -> str:
    """A recipient as payment channels know it."""
    return f"{accounts.party(recipient_kind)}-{recipient_id}"


def _order(
    grant: Grant, topic: str, payload: Mapping[str, object], attempt: int = 1, payee: str | None = None
) -> Order:
    return Order(
        id=new_id(),
        brand=grant.brand,
        topic=topic,
        grant_id=grant.id,
        order_no=order_number(grant.id, attempt),
        attempt=attempt,
        payload=json_of(payload),
        state="due",
        tries=0,
        next_us=grant.due_us,
        created_us=grant.at_us,
        payee=payee,
    )


def issue(
    brand: BrandState, campaign: Campaign, campaign_id: int, holder_id: int, cause: Cause, name: str,
    alliance_name: str | None, reward: str,
) -> Coupon:  # fmt: skip
    """A coupon in its holder's hands, good from the cause's instant on."""
    issued = cause.at
    if alliance_name:
        partner = brand.alliances[alliance_name]
        agreed = partner.given(issued)
        honourer, minimum, title = partner.honourer, agreed.minimum, agreed.coupon
        worth = pays = agreed.terms.worth
        where, expires = "stores", agreed.expires(issued, campaign.zone)
        till = None
    else:
        terms = next(terms for terms in campaign.coupons if terms.id == name)
        partner, honourer, minimum, title = None, brand.slug, terms.minimum, terms.name
        worth, pays, where = terms.worth, terms.pays, terms.where
        expires = terms.expires(issued, campaign.zone)
        till = kept(terms.till, reward, brand.products)
    return Coupon(
        id=new_id(),
        brand=brand.slug,
        honourer=honourer,
        code=random_code(COUPON_SYMBOLS),
        consumer_id=holder_id,
        campaign_id=campaign_id,
        version_id=cause.version_id,
        terms=name,
        name_en=title.en,
        name_zh=title.zh,
        alliance_id=partner.id if isinstance(partner, Alliance) else None,
        worth=worth.minor,
        pays=pays.minor,
        currency=worth.currency,
        minimum=minimum.minor if minimum else None,
        accepted_at=where,
        referrer_id=cause.referrer_id,
        state="open",
        issued_us=to_micros(issued),
        expires_us=to_micros(expires),
        till=till,
    )


def settlement(cause: Cause, coupon: Coupon, outlet_id: int, fund: str, owed: int) -> tuple[Record, ...]:
    """What the honouring brand owes the outlet, `owed` in minor units, for a coupon it took. Settled with the outlet, not by payout."""
    money = wording.money(Money(owed, coupon.currency))
    grant = Grant(
        id=new_id(),
        brand=coupon.honourer,
        cause_kind=cause.kind,
        cause_id=cause.id,
        campaign_id=coupon.campaign_id,
        version_id=cause.version_id,
        line=0,
        reward="settlement",
        params="{}",
        title_en=f"Coupon settlement {money.en}",
        title_zh=f"核销结算 {money.zh}",
        recipient_kind="store",
        recipient_id=outlet_id,
        amount=owed,
        currency=coupon.currency,
        points=None,
        coupon_id=None,
        fund=fund,
        state="owed",
        takes="[]",
        at_us=to_micros(cause.at),
        due_us=to_micros(cause.due_at),
    )
    return (grant, *rules.granted(grant))
