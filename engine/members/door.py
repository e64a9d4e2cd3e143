"""A consumer's wallet, and who is the same person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from dsl.values import Label, Money
from engine.campaigns.live import BrandState, Ruling, page_of, ruling_for_invitation
from engine.clock import from_micros
from engine.core import Core
from engine.errors import Invalid
from engine.grants.sums import total
from engine.grants.views import coupon_view, grant_views
from engine.groups.offers import all_offered
from engine.ledger import accounts
from engine.members.attributes import Attributes, SetAttributes, attributes_of, purposes_of
from engine.members.consents import SetConsents
from engine.members.identity import ConsumerKey
from engine.members.joining import LinkIdentity
from engine.members.membership import membership, shop, tiers_in_force
from engine.members.views import MissedBonus, ShareCampaign, ShopItem, WalletView
from engine.occasions.door import OccasionDoor
from engine.outbox.standings import standings
from engine.outcomes import CouponView
from engine.records import Consumer, Redemption
from engine.scanning.terms import Terms
from engine.storage.member_store import MemberStore
from engine.storage.outbox_store import OutboxStore

_MOBILE = re.compile(r"\+?[0-9]{6,15}")
_SHOWN = 100


class MemberDoor:
    """Members of a brand."""

    def __init__(self, core: Core, store: MemberStore, occasions: OccasionDoor) -> None:
        self._core = core
        self._occasions = occasions
        self._store = store

    async def wallet(self, brand: str, who: ConsumerKey, *, region: str | None = None) -> WalletView:
        """All that a consumer holds with a brand, for somebody at a place; an empty wallet for someone not seen before."""
        await self._core.brand(brand)  # a name that no row can hold is no brand
        return await self.held_by(brand, await self._store.person(self._core.who(brand, who).key), region)

    async def held_by(self, brand: str, person: Consumer | None, region: str | None = None) -> WalletView:
        """All that a person holds with a brand; an empty wallet for nobody."""
        now = self._core.clock.now()
        state = await self._core.brand(brand)
        theme = page_of(state, now, region)
        shares = []
        for campaign in state.campaigns:
            ruling = ruling_for_invitation(state, campaign.id, now)
            if isinstance(ruling, Ruling):
                promise = Terms(
                    ruling, self._core.catalog.rewards, state.alliances, now, products=state.products
                ).promise()
                shares.append(ShareCampaign(campaign.id, ruling.program.campaign.title, promise))
        items = await self._shop(state, now)
        sells = any(True for _ in all_offered(state, now))
        tiers = tiers_in_force(state, now)
        where = await self._store.standing(state, tiers, person, now) if tiers else None
        stands = membership(tiers, where) if where else None
        if person is None:
            return WalletView(
                brand, state.name, theme, "", 0, None, None, (), (), tuple(shares),
                membership=stands, shop=items, sells=sells,
            )  # fmt: skip
        grants, coupons = [], []
        for account in await self._store.accounts_of(person.id):
            grants += await self._store.grants(brand, ("consumer", "referrer"), account.id, _SHOWN)
            coupons += await self._store.coupons(brand, account.id)
        grants.sort(key=lambda grant: -grant.id)
        views = grant_views(grants, {coupon.id: coupon for coupon in coupons}, now)[::-1]
        views = await standings(OutboxStore(self._core.database), grants, views)
        missed = [
            MissedBonus(from_micros(row.at_us), Label(row.words_en, row.words_zh))
            for row in await self._store.missed_bonuses(brand, person.id, _SHOWN)
        ]
        redeemed = await self._store.redemptions(c.redemption_id for c in coupons if c.redemption_id)
        shown = [
            coupon_view(coupon, now, redeemed_at=_redeemed_at(redeemed, coupon.redemption_id))
            for coupon in coupons
        ]
        return WalletView(
            brand,
            state.name,
            theme,
            person.member_code,
            await self._points(brand, person),
            total(view.amount for view in views if view.state == "owed"),
            total(view.amount for view in views if view.state == "paid"),
            views,
            tuple(sorted(shown, key=_open_first)),
            tuple(shares),
            tuple(missed),
            total(view.amount for view in views if view.state == "locked"),
            stands,
            items,
            await self._debt(state, person),
            sells,
        )

    async def offers(self, brand: str) -> WalletView:
        """What the brand offers everybody now, for a clerk to tell a customer: points shop and invitations. Nobody is looked up."""
        return await self.held_by(brand, None)

    async def _debt(self, state: BrandState, person: Consumer) -> Money | None:
        """What was paid to a person for what was taken back, in the brand's currency."""
        owed_back = 0
        for account in await self._store.accounts_of(person.id):
            name = accounts.debt("consumer", account.id)
            owed_back -= await self._store.balance(f"{state.slug}|{name}|{state.currency}")
        return Money(owed_back, state.currency) if owed_back > 0 else None

    async def _shop(self, state: BrandState, now: datetime) -> tuple[ShopItem, ...]:
        offered = list(shop(state, now, self._core.catalog.rewards))
        used = await self._store.used([one.stock[0] for one in offered if one.stock])
        return tuple(one.shown(used.__getitem__) for one in offered)

    async def _points(self, brand: str, person: Consumer) -> int:
        total = 0
        for account in await self._store.accounts_of(person.id):
            total += await self._store.balance(accounts.points_balance(brand, account.id))
        return total

    async def link_mobile(self, brand: str, who: ConsumerKey, mobile: str) -> None:
        """Note a mobile that the brand has verified. Accounts with the same mobile become one person."""
        await self._core.brand(brand)
        plain = re.sub(r"[\s().-]", "", mobile)
        if not _MOBILE.fullmatch(plain):
            raise Invalid(
                "mobile",
                Label(
                    "write the number with its country code, such as +8613800138000",
                    "请填写带国家区号的号码，例如 +8613800138000",
                ),
            )
        now = self._core.clock.now()
        number = self._core.who(brand, ConsumerKey("mobile", plain))
        await self._core.settle(LinkIdentity(self._core.who(brand, who), number, now))

    async def consents(self, brand: str, who: ConsumerKey) -> tuple[str, ...]:
        """The purposes that a person agrees to."""
        await self._core.brand(brand)
        person = await self._store.person(self._core.who(brand, who).key)
        return purposes_of(person) if person else ()

    async def set_consents(self, brand: str, who: ConsumerKey, told: Mapping[str, bool]) -> tuple[str, ...]:
        """A person agrees to purposes or takes them back; all that holds then. Raises `Invalid` for another purpose."""
        await self._core.brand(brand)
        return await self._core.settle(SetConsents(self._core.who(brand, who), told, self._core.clock.now()))

    async def attributes(self, brand: str, who: ConsumerKey) -> Attributes:
        """What the brand has told of a member; nothing for someone not seen before."""
        await self._core.brand(brand)
        return attributes_of(await self._store.person(self._core.who(brand, who).key))

    async def set_attributes(self, brand: str, who: ConsumerKey, told: Attributes) -> None:
        """Replace all that is known of a member; what is left out is forgotten, and consent with it."""
        await self._core.brand(brand)
        now = self._core.clock.now()
        known = self._core.who(brand, who)
        await self._core.settle(SetAttributes(known, told, now))
        person = await self._store.person(known.key)
        if person and person.birthday:
            await self._occasions.birthday_told(brand, person)


def _open_first(coupon: CouponView) -> tuple[bool, int]:
    return (coupon.state != "open", -coupon.id)


def _redeemed_at(redeemed: Mapping[int, Redemption], redemption_id: int | None) -> datetime | None:
    redemption = redeemed.get(redemption_id or 0)
    return from_micros(redemption.at_us) if redemption else None
