"""Stands where `engine.groups` stands: one offer, one open group, and one purchase in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from engine.api import ConsumerKey, Label, Money, NotFound, Refusal, RequestKey, groups
from tests.support.engine_double import BRAND, NOON

BOX = Label("Gift box", "礼盒")
TOKEN = "group-1"
PURCHASE = groups.PurchaseView(
    8, BRAND, "box", BOX, TOKEN, 1, Money(35_91, "CNY"), Money(30_91, "CNY"), "K7Q2M9XD", "paid", NOON,
    NOON + timedelta(minutes=10), NOON, None, None, None, "sandbox_wallet", "09521000100015",
)  # fmt: skip
OFFER = groups.OfferView(
    5, Label("Together", "一起买"), "box", BOX, "09521000100015", Money(39_90, "CNY"), Money(35_91, "CNY"), 2,
    least=False, hours=24, free=3,
)  # fmt: skip
GROUP = groups.GroupView(
    7, BRAND, Label("Spring", "山泉"), TOKEN, 5, "box", BOX, "09521000100015", 2, least=False, price=Money(35_91, "CNY"),
    single=Money(39_90, "CNY"), state="open", opened_at=NOON, until=NOON + timedelta(hours=24),
    places=(groups.PlaceView(1, mine=True, paid=True),), free=3, theme="theme_plain", mine=PURCHASE,
)  # fmt: skip


@dataclass
class Groups:
    """Remembers what was done. `group`, `bought` and `offered` may be set to what a test wants to see."""

    group: groups.GroupView = GROUP
    bought: groups.PurchaseView = PURCHASE
    offered: tuple[groups.OfferView, ...] = (OFFER,)
    refusal: Refusal | None = None
    changes: list[Any] = field(default_factory=list)
    own: str = BRAND

    async def offers(self, brand: str) -> tuple[groups.OfferView, ...]:
        return self.offered

    async def open(
        self,
        brand: str,
        who: ConsumerKey,
        campaign_id: int,
        offer: str,
        request: RequestKey,
        *,
        coupon: str | None = None,
    ) -> groups.PurchaseView | Refusal:
        return self._take(brand, "open", campaign_id)

    async def buy(
        self,
        brand: str,
        who: ConsumerKey,
        campaign_id: int,
        offer: str,
        request: RequestKey,
        *,
        coupon: str | None = None,
    ) -> groups.PurchaseView | Refusal:
        return self._take(brand, "buy", campaign_id)

    async def join(
        self,
        token: str,
        who: ConsumerKey,
        request: RequestKey,
        *,
        coupon: str | None = None,
        brand: str | None = None,
    ) -> groups.PurchaseView | Refusal:
        return self._take(brand or self.own, "join", 5)

    async def page(
        self, token: str, who: ConsumerKey | None, *, brand: str | None = None
    ) -> groups.GroupView:
        self._own(brand or self.own, token == TOKEN)
        return self.group

    async def groups(self, brand: str) -> tuple[groups.GroupView, ...]:
        return (self.group,)

    async def purchases(self, brand: str, who: ConsumerKey | None = None) -> tuple[groups.PurchaseView, ...]:
        return (self.bought,)

    async def purchase(
        self, brand: str, purchase_id: int, who: ConsumerKey | None = None
    ) -> groups.PurchaseView:
        self._own(brand, purchase_id == self.bought.id)
        return self.bought

    async def pay(
        self, brand: str, purchase_id: int, back_url: str, who: ConsumerKey | None = None
    ) -> str | groups.PurchaseView:
        self._own(brand, purchase_id == self.bought.id)
        return "https://pay.example/8" if self.bought.state == "waiting" else self.bought

    async def cancel(
        self, brand: str, purchase_id: int, who: ConsumerKey | None = None
    ) -> groups.PurchaseView | Refusal:
        return self._ended(brand, purchase_id, "cancel", "refunding")

    async def dispatch(self, brand: str, purchase_id: int) -> groups.PurchaseView | Refusal:
        return self._ended(brand, purchase_id, "dispatch", "sent")

    async def notice(self, channel: str, headers: object, body: bytes) -> bool:
        return False

    def _take(self, brand: str, what: str, campaign_id: int) -> groups.PurchaseView | Refusal:
        self._own(brand, campaign_id == OFFER.campaign_id)
        self.changes.append(what)
        return self.refusal or replace(self.bought, state="waiting", paid_at=None)

    def _ended(self, brand: str, purchase_id: int, what: str, state: Any) -> groups.PurchaseView | Refusal:
        self._own(brand, purchase_id == self.bought.id)
        self.changes.append(what)
        return self.refusal or replace(self.bought, state=state)

    def _own(self, brand: str, known: bool) -> None:
        if brand != self.own or not known:
            raise NotFound("there is no such thing")
