"""Whether one more coupon of a partner may be given. Both caps act here and never at a till. Pure.

What is out is the worth of the coupons that are redeemed or still open: all that was ever given, less what has expired
untaken. The one counter that is bounded only grows, and what expired only grows too, so that a figure read too early finds
too little room, never too much. That makes the cap exact without a lock and without anything that runs at midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.alliances.agreement import Alliance
from engine.commit.changes import BOUNDLESS
from engine.outcomes import Reason
from engine.scanning import counters
from engine.scanning.setting import Setting

#: Whether so much can be taken of the first counter within a limit, the others counted in.
Room = Callable[[tuple[str, ...], int, int], bool]


def partner_counters(setting: Setting, partner: Alliance) -> Iterable[str]:
    """The counters that decide on an event's day."""
    yield _month(setting, partner)
    yield counters.alliance_out(setting.brand.slug, partner.id)
    yield from partner.freed_keys(setting.at, setting.brand.zone)


def partner_takes(
    setting: Setting, partner: Alliance | None, room: Room, used: Callable[[str], int], *, locked: bool
) -> list[tuple[str, int]] | Reason:
    """What one more coupon takes of the counters, or why there is none. One that is `locked` begins to run when it opens."""
    agreed = partner.at(setting.at) if partner else None
    if partner is None or agreed is None or not partner.issues(setting.at):
        return Reason.PARTNER_WITHDREW
    month, out = _month(setting, partner), counters.alliance_out(setting.brand.slug, partner.id)
    cap, most, worth = agreed.terms.cap_a_month, agreed.terms.exposure, agreed.terms.worth.minor
    if not room((month,), 1, BOUNDLESS if cap is None else cap):
        return Reason.PARTNER_MONTH_SPENT
    freed = sum(map(used, partner.freed_keys(setting.at, setting.brand.zone)))
    if not room((out,), worth, BOUNDLESS if most is None else most.minor + freed):
        return Reason.PARTNER_EXPOSURE_SPENT
    takes = [(month, 1), (out, worth)]
    if not locked:
        expires = agreed.expires(setting.at, setting.campaign.zone)
        takes += partner.open_takes(worth, expires, setting.brand.zone)
    return takes


def _month(setting: Setting, partner: Alliance) -> str:
    period = counters.period_key("month", setting.at, setting.brand.zone)
    return counters.alliance_month(setting.brand.slug, partner.id, period)
