"""What opens a locked reward, as its holder reads it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dsl.campaign import Campaign
from dsl.decision import Lock
from dsl.validity import Days, Hours, Validity
from dsl.values import NO_WORDS, Label
from engine.outcomes import LockView


def key_words(lock: Lock, campaign: Campaign, products: Mapping[str, Label]) -> Label:
    """`when you scan another pack`, `再扫一个码后解锁`. `products` are names by GTIN."""
    asked = dict(lock.asked)
    match lock.event:
        case "scan":
            what = _goods(asked, products)
            key = Label(f"when you scan another {what.en}", f"再扫一个{what.zh}后解锁")
        case "invitation":
            key = Label("when a friend takes up your link", "好友接受你的邀请后解锁")
        case "redemption":
            name = _coupon(asked.get("coupon"), campaign)
            who = (
                Label("a friend you brought uses", "你邀请的好友") if lock.by_friend else Label("you use", "")
            )
            key = Label(f"when {who.en} {name.en}", f"{who.zh}使用{name.zh}后解锁")
        case _:
            told = lock.occasion
            key = Label(f"{told.en[:1].lower()}{told.en[1:]}", f"{told.zh.removesuffix('时')}后解锁")
    if lock.wait is None:
        return key
    wait = _stretch(lock.wait)
    return Label(f"{wait.en} after that: {key.en}", f"{key.zh.removesuffix('后解锁')}满 {wait.zh}后解锁")


def lock_terms(lock: Lock, campaign: Campaign, products: Mapping[str, Label], rest: Label | None) -> Label:
    """The sentence of the terms: what opens the reward, within what time, and what else there is."""
    key = key_words(lock, campaign, products)
    until = _within(lock.term, campaign.zone)
    otherwise = (
        Label(f"otherwise {rest.en} instead", f"逾期改为{rest.zh}")
        if rest
        else Label("otherwise it lapses", "逾期失效")
    )
    return Label(
        f"locked, opens {key.en} {until.en}, {otherwise.en}", f"待解锁：{until.zh}{key.zh}，{otherwise.zh}"
    )


def until_words(until: datetime, zone: str) -> Label:
    """The deadline, which itself is too late: `before 10:00 on 8 July 2026`, or the last day when it is a midnight."""
    local = until.astimezone(ZoneInfo(zone))
    if local.time() == time.min:
        last = local - timedelta(microseconds=1)
        return Label(
            f"until the end of {last.day} {last:%B %Y}", f"{last.year}年{last.month}月{last.day}日（含）前"
        )
    return Label(
        f"before {local:%H:%M} on {local.day} {local:%B %Y}",
        f"{local.year}年{local.month}月{local.day}日 {local:%H:%M} 前",
    )


def lock_told(lock: LockView, zone: str) -> Label:
    """Where a locked reward stands, as the end of a sentence about it."""
    until = until_words(lock.until, zone)
    opens = until_at(lock.opens_at, zone) if lock.opens_at else NO_WORDS
    match lock.state:
        case "waiting":
            return Label(f"opens {lock.key.en}, {until.en}", f"{lock.key.zh}，限{until.zh}")
        case "held":
            return Label(f"opens {opens.en}", f"将于{opens.zh}解锁")
        case "opened":
            return Label(f"was opened {opens.en}", f"已于{opens.zh}解锁")
        case "lapsed":
            return Label(f"has lapsed; it could be opened {until.en}", f"未在{until.zh}解锁，已失效")
    return Label("was taken back", "已撤回")


def until_at(at: datetime, zone: str) -> Label:
    """`at 10:00 on 8 July 2026`."""
    local = at.astimezone(ZoneInfo(zone))
    return Label(
        f"at {local:%H:%M} on {local.day} {local:%B %Y}",
        f"{local.year}年{local.month}月{local.day}日 {local:%H:%M} ",
    )


def _goods(asked: Mapping[str, object], products: Mapping[str, Label]) -> Label:
    gtin, batch = asked.get("gtin"), asked.get("batch")
    product = products.get(str(gtin)) if gtin else None
    what = Label(f"pack of {product.en}", f"“{product.zh}”的码") if product else Label("pack", "码")
    if batch is None:
        return what
    return Label(f"{what.en} of batch “{batch}”", f"“{batch}”批次的{what.zh}")


def _coupon(name: object, campaign: Campaign) -> Label:
    terms = next((one for one in campaign.coupons if one.id == name), None)
    if terms is None:
        return Label("a coupon of this activity", "本活动的券")
    return Label(f"coupon “{terms.name.en}”", f"“{terms.name.zh}”券")


def _within(term: Validity, zone: str) -> Label:
    match term:
        case Days() | Hours():
            stretch = _stretch(term)
            return Label(f"within {stretch.en}", f"{stretch.zh}内")
    return until_words(term.instant, zone)


def _stretch(term: Days | Hours) -> Label:
    unit = ("day", "天") if isinstance(term, Days) else ("hour", "小时")
    plural = "" if term.count == 1 else "s"
    return Label(f"{term.count:,} {unit[0]}{plural}", f"{term.count:,} {unit[1]}")
