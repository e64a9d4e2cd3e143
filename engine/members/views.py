"""What a consumer holds with a brand, and what the brand offers to its members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dsl.values import Label, Money
from engine.outcomes import CouponView, GrantView


@dataclass(frozen=True, slots=True)
class WalletView:
    """All that a consumer holds with a brand. Money maps to sums over the grants listed.

    `debt` was paid for what was taken back, and is offset against what is owed next.
    """

    brand: str
    brand_name: Label
    theme: str
    member_code: str
    points: int
    owed: Money | None
    paid: Money | None
    grants: tuple[GrantView, ...]
    coupons: tuple[CouponView, ...]
    share_campaigns: tuple[ShareCampaign, ...] = ()
    missed: tuple[MissedBonus, ...] = ()
    locked: Money | None = None
    membership: Membership | None = None
    shop: tuple[ShopItem, ...] = ()
    debt: Money | None = None
    sells: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """A member's tier. `until` is its last sure day, None where everybody has it; `next` is the one above.

    `earned` are the points of this calendar year by which it goes; `missing` are those that the next one takes.
    """

    tier: str
    name: Label
    earned: int
    until: date | None
    next: Label | None = None
    missing: int = 0


@dataclass(frozen=True, slots=True)
class ShopItem:
    """Something that points buy: order it with the event `exchange`. `left` is None where there is no stock."""

    campaign_id: int
    item: str
    title: Label
    points: int
    left: int | None


@dataclass(frozen=True, slots=True)
class MissedBonus:
    """A bonus that a limit or a spent budget kept out, and why. It is not made up for later."""

    at: datetime
    words: Label


@dataclass(frozen=True, slots=True)
class ShareCampaign:
    """A live campaign that rewards invitations, offered to a consumer for sharing."""

    campaign_id: int
    title: Label
    promise: Label
