"""What the brand's shop on the net sells to groups and alone: opening, joining, paying, calling off, dispatching."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from dsl.program import Program
from dsl.values import Label, Money
from engine import wording
from engine.campaigns.live import theme_for
from engine.clock import from_micros
from engine.commit.requests import RequestKey
from engine.core import Core
from engine.errors import NotFound
from engine.events.record import Happened, RecordEvent
from engine.events.telling import tell
from engine.group_records import Group, Purchase
from engine.groups.channels import Cashier
from engine.groups.dispatching import DispatchPurchase
from engine.groups.offers import all_offered, offered
from engine.groups.paying import BillAnswered
from engine.groups.placing import TakePlace
from engine.groups.refunding import CancelPurchase
from engine.groups.rows import BILL, REFUND, SENT
from engine.groups.views import (
    GroupView,
    OfferView,
    PurchaseView,
    places_of,
    purchase_view,
    state_of,
)
from engine.members.enrolling import Enrol
from engine.members.identity import ConsumerKey, Who
from engine.outcomes import Reason, Refusal
from engine.outlets.identity import Till
from engine.records import Wait
from engine.spi.collecting import Awaiting
from engine.storage.database import Row
from engine.storage.group_store import GroupStore
from engine.storage.member_store import MemberStore
from engine.waits.door import Act, Ask

_SHOWN: Final = 200


class GroupDoor:
    """Offers, groups and purchases."""

    def __init__(self, core: Core, members: MemberStore) -> None:
        self._core = core
        self._store = GroupStore(core.database)
        self._members = members
        self.cashier = Cashier(core, self._store)

    @property
    def acts(self) -> Mapping[str, Act]:
        """What is done when a wait of these topics is due."""
        return {SENT: self.tell_sent}

    @property
    def asks(self) -> Mapping[str, Ask]:
        """What is asked of channels when a wait of these topics is due."""
        return {BILL: self.cashier.ask_bill, REFUND: self.cashier.ask_refund}

    async def offers(self, brand: str) -> tuple[OfferView, ...]:
        """What the brand sells now. Raises `NotFound`."""
        state, shops = await self._core.brand(brand), await self._store.shops(brand)
        found = []
        for one in all_offered(state, self._core.clock.now()):
            terms, program = one.terms, one.version.program
            assert program is not None
            shop = _shop(shops, terms.gtin)
            found.append(
                OfferView(
                    one.campaign.id, program.campaign.title, terms.id, terms.name, terms.gtin, terms.single,
                    terms.together, terms.size, terms.least, terms.hours,
                    shop["free"] if shop and shop["product"] == terms.gtin else 0,
                )
            )  # fmt: skip
        return tuple(found)

    async def open(
        self,
        brand: str,
        who: ConsumerKey,
        campaign_id: int,
        offer: str,
        request: RequestKey,
        *,
        coupon: str | None = None,
    ) -> PurchaseView | Refusal:
        """Open a group and take its first place: it is kept for ten minutes, and paid on the channel's page."""
        token = secrets.token_urlsafe(12)
        return await self._take(brand, who, campaign_id, offer, request, coupon, token=token)

    async def buy(
        self,
        brand: str,
        who: ConsumerKey,
        campaign_id: int,
        offer: str,
        request: RequestKey,
        *,
        coupon: str | None = None,
    ) -> PurchaseView | Refusal:
        """Buy one piece alone."""
        return await self._take(brand, who, campaign_id, offer, request, coupon)

    async def join(
        self,
        token: str,
        who: ConsumerKey,
        request: RequestKey,
        *,
        coupon: str | None = None,
        brand: str | None = None,
    ) -> PurchaseView | Refusal:
        """Take the next place of a group. With `brand`, another brand's group is unknown."""
        group = await self._store.by_token(token)
        if group is None or brand not in (None, group.brand):
            return self._refused(Reason.GROUP_UNKNOWN)
        return await self._take(
            group.brand, who, group.campaign_id, group.offer, request, coupon, group=group
        )

    async def page(self, token: str, who: ConsumerKey | None, *, brand: str | None = None) -> GroupView:
        """A group as somebody sees it, whose own payment is looked up. Raises `NotFound`, also for another than `brand`'s."""
        group = await self._store.by_token(token)
        if group is None or brand not in (None, group.brand):
            raise NotFound("there is no such group")
        own = await self._accounts(group.brand, who)
        for purchase in await self._store.purchases_in([group.id]):
            if purchase.consumer_id in own and purchase.state == "waiting":
                await self.cashier.settle(purchase)
        group = await self._store.group(group.id) or group
        return (await self._views(group.brand, [group], own))[0]

    async def groups(self, brand: str) -> tuple[GroupView, ...]:
        """A brand's groups, newest first. Raises `NotFound`."""
        found = await self._store.groups(brand, _SHOWN)
        return await self._views(brand, found, frozenset())

    async def purchases(self, brand: str, who: ConsumerKey | None = None) -> tuple[PurchaseView, ...]:
        """What was bought, newest first: by a person, or by everybody."""
        await self._core.brand(brand)
        if who is None:
            return await self._told(await self._store.purchases(brand, _SHOWN))
        own = await self._accounts(brand, who)
        return await self._told(await self._store.purchases_of(brand, sorted(own), _SHOWN))

    async def purchase(self, brand: str, purchase_id: int, who: ConsumerKey | None = None) -> PurchaseView:
        """A purchase; with `who`, only that person's. What waits to be paid is looked up. Raises `NotFound`."""
        found = await self._own(brand, purchase_id, who)
        if found.state == "waiting":
            await self.cashier.settle(found)
            found = await self._own(brand, purchase_id, who)
        return (await self._told([found]))[0]

    async def pay(
        self, brand: str, purchase_id: int, back_url: str, who: ConsumerKey | None = None
    ) -> str | PurchaseView:
        """Where the purchase can be paid; the purchase as it stands where it cannot be, or nobody answers. Raises `NotFound`."""
        found = await self._own(brand, purchase_id, who)
        if found.state == "waiting":
            answer = await self.cashier.open(found, back_url)
            if isinstance(answer, Awaiting):
                return answer.pay_url
            now = self._core.clock.now()
            await self._core.settle(BillAnswered(found.id, found.group_id, answer, now))
        return await self.purchase(brand, purchase_id, who)

    async def cancel(
        self, brand: str, purchase_id: int, who: ConsumerKey | None = None
    ) -> PurchaseView | Refusal:
        """Call a purchase off before it is dispatched: what was paid goes back. Raises `NotFound`.

        One that is not paid yet is closed with its channel first; should it have been paid meanwhile, that goes back.
        """
        found, now = await self._own(brand, purchase_id, who), self._core.clock.now()
        if found.state == "waiting":
            answer = await self.cashier.close(found)
            await self._core.settle(BillAnswered(found.id, found.group_id, answer, now, "cancelled"))
            found = await self._own(brand, purchase_id, who)
        if found.state != "closed":
            refused = await self._core.settle(CancelPurchase(found.id, found.group_id, now))
            if refused:
                return refused
        return await self.purchase(brand, purchase_id, who)

    async def dispatch(self, brand: str, purchase_id: int) -> PurchaseView | Refusal:
        """The shop sends the piece. Raises `NotFound`."""
        found = await self._own(brand, purchase_id, None)
        shops = await self._store.shops(brand)
        shop = next(one for one in shops if one["id"] == found.outlet_id)
        coupons = await self._members.coupons_by_id([found.coupon_id] if found.coupon_id else [])
        code = coupons[found.coupon_id].code if found.coupon_id in coupons else None
        catalog = self._core.catalog
        refused = await self._core.settle(
            DispatchPurchase(
                _till(brand, shop), found.id, found.group_id, code, self._core.clock.now(), catalog.rewards,
                catalog.alliances,
            )
        )  # fmt: skip
        return refused or await self.purchase(brand, purchase_id)

    async def notice(self, channel: str, headers: Mapping[str, str], body: bytes) -> bool:
        """A message from a collecting channel; false when it is not signed by it."""
        return await self.cashier.notice(channel, headers, body)

    async def tell_sent(self, wait: Wait) -> bool:
        """A place in a complete group is on its way: the brand's campaigns are told, once."""
        found = await self._store.purchase(wait.subject_id)
        buyer = await self._members.consumer(found.consumer_id) if found else None
        who = await self._members.identity_of(buyer.person_id) if buyer else None
        group = await self._store.group(found.group_id or 0) if found else None
        if found is None or group is None or who is None:
            return True
        inside = places_of(await self._store.purchases_in([group.id]), frozenset())
        facts: dict[str, object] = {"group.name": group.offer, "group.size": len(inside)}
        now = self._core.clock.now()
        happened = Happened("group", f"{found.id}", now, facts, "group")
        catalog = self._core.catalog
        identity = Who(found.brand, who.kind, who.value_hash)
        command = RecordEvent(identity, happened, now, catalog.rewards, catalog.facts_of_plugins)
        await tell(self._core, self._members, command)
        return True

    async def _take(
        self,
        brand: str,
        who: ConsumerKey,
        campaign_id: int,
        offer: str,
        request: RequestKey,
        coupon: str | None,
        *,
        group: Group | None = None,
        token: str | None = None,
    ) -> PurchaseView | Refusal:
        now, state = self._core.clock.now(), await self._core.brand(brand)
        found = offered(state, campaign_id, offer, now)
        if isinstance(found, Reason) and group is None:
            return self._refused(found)
        product = found.terms.gtin if not isinstance(found, Reason) else ""
        currency = found.terms.together.currency if not isinstance(found, Reason) else state.currency
        shops = await self._store.shops(brand)
        shop = (
            next((one for one in shops if one["id"] == group.outlet_id), None)
            if group
            else _shop(shops, product)
        )
        if shop is None:
            return self._refused(Reason.SOLD_OUT)
        channel = self.cashier.choose(group.currency if group else currency)
        if channel is None:
            return self._refused(Reason.TRY_LATER)
        buyer = await self._core.settle(Enrol(self._core.who(brand, who), now))
        catalog = self._core.catalog
        answer = await self._core.settle(
            TakePlace(
                _till(brand, shop), buyer.id, campaign_id, offer, channel.code, request, now, catalog.rewards,
                catalog.alliances, group.id if group else None, token, (coupon or "").strip().upper() or None,
            )
        )  # fmt: skip
        return answer if isinstance(answer, Refusal) else await self.purchase(brand, answer)

    async def _own(self, brand: str, purchase_id: int, who: ConsumerKey | None) -> Purchase:
        found = await self._store.purchase(purchase_id)
        own = await self._accounts(brand, who) if who else None
        if found is None or found.brand != brand or (own is not None and found.consumer_id not in own):
            raise NotFound(f"there is no order {purchase_id}")
        return found

    async def _accounts(self, brand: str, who: ConsumerKey | None) -> frozenset[int]:
        """Every account of who asks; none for somebody not seen before."""
        person = await self._members.person(self._core.who(brand, who).key) if who else None
        if person is None:
            return frozenset()
        return frozenset(one.id for one in await self._members.accounts_of(person.id))

    async def _told(self, found: list[Purchase]) -> tuple[PurchaseView, ...]:
        coupons = await self._members.coupons_by_id(one.coupon_id for one in found if one.coupon_id)
        groups = {one: await self._store.group(one) for one in {one.group_id for one in found} if one}
        return tuple(
            purchase_view(
                one,
                group.token if (group := groups.get(one.group_id or 0)) else None,
                coupons[one.coupon_id].code if one.coupon_id in coupons else None,
            )
            for one in found
        )

    async def _views(self, brand: str, groups: list[Group], own: frozenset[int]) -> tuple[GroupView, ...]:
        state, now = await self._core.brand(brand), self._core.clock.now()
        shops = await self._store.shops(brand)
        bought = await self._store.purchases_in([one.id for one in groups])
        views = []
        for group in groups:
            inside = [one for one in bought if one.group_id == group.id]
            places = places_of(inside, own)
            mine = [one for one in inside if one.consumer_id in own]
            shop = next(
                (one for one in shops if (one["id"], one["product"]) == (group.outlet_id, group.product)),
                None,
            )
            version = state.version(group.version_id)
            views.append(
                GroupView(
                    group.id, brand, state.name, group.token, group.campaign_id, group.offer,
                    Label(group.name_en, group.name_zh), group.product, group.size, bool(group.least),
                    Money(group.price, group.currency), _single(group, version.program if version else None),
                    state_of(group, len(places), now), from_micros(group.opened_us), from_micros(group.until_us), places,
                    shop["free"] if shop else 0,
                    theme_for(version.program if version else None, {"event.at": now}),
                    (await self._told(mine[-1:]))[0] if mine else None,
                )
            )  # fmt: skip
        return tuple(views)

    def _refused(self, reason: Reason) -> Refusal:
        return Refusal(reason, wording.REASONS[reason], self._core.clock.now())


def _shop(shops: list[Row], product: str) -> Row | None:
    """The brand's shop on the net that sells a product: the first that has some left, else the first that had."""
    having = [one for one in shops if one["product"] == product]
    return next((one for one in having if one["free"] > 0), next(iter(having or shops), None))


def _till(brand: str, shop: Row) -> Till:
    """The shop, with nobody at its till."""
    return Till(brand, shop["id"], 0, None, None, shop["code"], shop["region"], online=True)


def _single(group: Group, program: Program | None) -> Money | None:
    """What the offer of a group costs alone, under the version with which the group was opened."""
    offers = program.campaign.offers if program else ()
    return next((one.single for one in offers if one.id == group.offer), None)
