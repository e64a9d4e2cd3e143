"""What people are told, in both languages. A refusal's words help who asked and tell an attacker nothing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dsl.campaign import Limit, TierTerms
from dsl.decision import Cap, Period, Subject
from dsl.values import Label, Money
from engine.outcomes import Reason

REASONS: Final[dict[Reason, Label]] = {
    Reason.NOT_GENUINE: Label("This is not a genuine code.", "这不是有效的码。"),
    Reason.NOT_ACTIVE: Label(
        "This code is not active yet. Please try again later.", "这个码还没有启用，请稍后再试。"
    ),
    Reason.WITHDRAWN: Label("This batch has been withdrawn.", "这一批次已停用。"),
    Reason.NO_CAMPAIGN: Label("There is no activity for this product here.", "这个商品在这里暂无活动。"),
    Reason.NOT_STARTED: Label("The activity has not started yet.", "活动还没有开始。"),
    Reason.PAUSED: Label("The activity is paused. Your code stays good.", "活动暂停中，你的码仍然有效。"),
    Reason.ENDED: Label("The activity has ended.", "活动已结束。"),
    Reason.ALREADY_YOURS: Label("You have used this code already.", "你已经用过这个码。"),
    Reason.ALREADY_CLAIMED: Label("This code has already been used by someone else.", "这个码已被别人领取。"),
    Reason.BUDGET_SPENT: Label("All packets of this activity are given.", "本次活动的红包已全部发完。"),
    Reason.DAY_BUDGET_SPENT: Label(
        "Today's packets are gone. Your code stays good; try again tomorrow.",
        "今天的红包已发完，码仍有效，明天再来。",
    ),
    Reason.BLOCK_BUDGET_SPENT: Label(
        "The packets set aside for this part of the activity are gone.", "本部分的红包已全部发完。"
    ),
    Reason.STOCK_SPENT: Label("This prize is all given.", "这个奖品已发完。"),
    Reason.LIMIT_REACHED: Label(
        "You have reached the limit for this activity.", "你已达到本活动的领取上限。"
    ),
    Reason.POINTS_SHORT: Label("You do not have enough points for this.", "你的积分不够。"),
    Reason.NO_RULE: Label("There is nothing to give for this code now.", "这个码现在没有可领取的奖励。"),
    Reason.RULE_REFUSES: Label("This reward is not for you this time.", "本次奖励不适用于你。"),
    Reason.TOO_MANY_WRONG_CODES: Label(
        "Too many wrong codes. Please try again later.", "错误的码太多，请稍后再试。"
    ),
    Reason.OWN_LINK: Label("This gift is for new friends only.", "仅限新朋友领取。"),
    Reason.LINK_LOOP: Label("This gift is for new friends only.", "仅限新朋友领取。"),
    Reason.NOT_NEW: Label("This gift is for new friends only.", "仅限新朋友领取。"),
    Reason.LINK_UNKNOWN: Label("This link is not valid.", "这个链接无效。"),
    Reason.COUPON_UNKNOWN: Label("No coupon has this code.", "没有这个券码。"),
    Reason.COUPON_REDEEMED_HERE: Label("Already redeemed here.", "已在本店核销。"),
    Reason.COUPON_REDEEMED_ELSEWHERE: Label("Already redeemed in another store.", "已在其他门店核销。"),
    Reason.COUPON_EXPIRED: Label("This coupon has expired.", "这张券已过期。"),
    Reason.COUPON_CANCELLED: Label("This coupon is no longer valid.", "这张券已失效。"),
    Reason.COUPON_ONLINE_ONLY: Label("This coupon is for online orders only.", "这张券仅限线上使用。"),
    Reason.OUTLET_NOT_TAKING_PART: Label("This store does not take part.", "本店不参加活动。"),
    Reason.BELOW_MINIMUM: Label("The basket is below the coupon's minimum.", "消费金额未达到用券门槛。"),
    Reason.BASKET_NEEDED: Label("Enter the basket's total for this coupon.", "这张券需要填写消费金额。"),
    Reason.REDEMPTION_UNKNOWN: Label("No such redemption at this store.", "本店没有这笔核销。"),
    Reason.CANCEL_TOO_LATE: Label(
        "A redemption can be cancelled on the same day only.", "核销只能在当天撤销。"
    ),
    Reason.ALREADY_CANCELLED: Label("This redemption is cancelled already.", "这笔核销已撤销。"),
    Reason.CLERK_CODE: Label("This is a clerk's code.", "这是导购码。"),
    Reason.PAYMENT_UNDER_WAY: Label(
        "The payment is under way or made; it cannot be taken back now.",
        "款项正在支付或已支付，现在不能冲回。",
    ),
    Reason.ALREADY_REVERSED: Label("This grant is reversed already.", "这笔奖励已冲回。"),
    Reason.COUPON_USED: Label(
        "The coupon has been used; it cannot be taken back.", "这张券已经使用，不能冲回。"
    ),
    Reason.UNDER_REVIEW: Label(
        "This claim is being checked. The code is kept for you; we will decide within 48 hours.",
        "这次领取正在核实，码已为你保留，我们将在 48 小时内给出结果。",
    ),
    Reason.REVIEW_REJECTED: Label(
        "We could not confirm this claim. The code was not used.", "这次领取未通过核实，码未被使用。"
    ),
    Reason.ACCOUNT_ON_HOLD: Label(
        "This account is being checked. The code stays good; please contact the brand.",
        "账号正在核实，码仍有效，请联系品牌客服。",
    ),
    Reason.REVIEW_OVER: Label("This review is over already.", "这次核实已经结束。"),
    Reason.NOTHING_TO_SEND: Label(
        "There is nothing to send again: the money is on its way, paid or taken back.",
        "没有可重新发放的款项：款项正在发放、已到账或已撤回。",
    ),
    Reason.SENT_TODAY: Label(
        "We tried within the last day. Please ask again a day after the last try.",
        "我们在一天内已经尝试过，请在上次尝试满一天后再试。",
    ),
    Reason.COUPON_STORE_ONLY: Label("This coupon is for stores only.", "这张券仅限门店使用。"),
    Reason.COUPONS_CLASH: Label("These coupons cannot be used together.", "这些券不能同时使用。"),
    Reason.LINES_NEEDED: Label(
        "Enter the products of the basket: this coupon is for some of them only.",
        "请录入购物明细：这张券只适用于部分商品。",
    ),
    Reason.NOTHING_IN_SCOPE: Label(
        "Nothing in the basket is covered by this coupon.", "购物中没有这张券适用的商品。"
    ),
    Reason.WRONG_PRODUCT: Label("This coupon is for another product.", "这张券只能兑换指定商品。"),
    Reason.PAYMENT_NEEDED: Label("The exchange price must be paid first.", "请先收取换购款。"),
    Reason.PART_OF_SALE: Label(
        "This coupon was used in a purchase: cancel the whole purchase.",
        "这张券用在一笔购物中，请撤销整笔购物。",
    ),
    Reason.SALE_UNKNOWN: Label("No such purchase at this store.", "本店没有这笔购物。"),
    Reason.NONE_LEFT_HERE: Label("None is left here. The voucher stays good.", "本店已无库存，券仍有效。"),
    Reason.NOT_FOR_HOLDING: Label(
        "Only a voucher for goods that is still good can have them held.", "只有仍然有效的兑换券可以预留。"
    ),
    Reason.GROUP_UNKNOWN: Label("There is no such group.", "没有这个团。"),
    Reason.ONE_PLACE: Label(
        "One place per person: you are in this group already.", "每人限参一个名额，你已在这个团里。"
    ),
    Reason.GROUP_FULL: Label(
        "This group is full. Open your own; nothing was charged.",
        "这个团已满员，可以自己开一团。未发生扣款。",
    ),
    Reason.GROUP_EXPIRED: Label("This group has expired. Nothing was charged.", "这个团已过期。未发生扣款。"),
    Reason.GROUP_INCOMPLETE: Label("The group is not complete yet.", "还没有成团。"),
    Reason.SOLD_OUT: Label("Sold out. Nothing was charged.", "已售罄。未发生扣款。"),
    Reason.PURCHASE_UNKNOWN: Label("There is no such order.", "没有这个订单。"),
    Reason.PURCHASE_SENT: Label(
        "This order is on its way and cannot be cancelled any more.", "订单已发货，不能再取消。"
    ),
    Reason.PURCHASE_OVER: Label("This order has ended.", "订单已结束。"),
    Reason.COUPON_SET_ASIDE: Label(
        "This coupon is in use in an order. Should the order end, it comes back.",
        "这张券已用于一笔订单，订单取消后会退回。",
    ),
    Reason.TRY_LATER: Label(
        "Please try again later. The coupon stays good, and nothing was taken.",
        "请稍后再试，券仍有效，未做任何更改。",
    ),
    Reason.REWARD_DECLINES: Label("This coupon cannot be taken now.", "这张券现在不能核销。"),
    Reason.STORE_DECLINED: Label("The store declined. The coupon stays good.", "门店未受理，券仍有效。"),
    Reason.PARTNER_MONTH_SPENT: Label("This month's partner coupons are all given.", "本月的联盟券已发完。"),
    Reason.PARTNER_EXPOSURE_SPENT: Label(
        "The partner's coupons are all given for the moment.", "联盟券暂时发完了。"
    ),
    Reason.PARTNER_WITHDREW: Label("The partner's coupons are no longer given.", "联盟券已停止发放。"),
    Reason.NOT_SO_MANY: Label("Fewer pieces are left to return.", "可退的件数不足。"),
    Reason.STAFF_OF_HOLDER: Label(
        "Staff of the store that holds this carton cannot claim from it.",
        "持有这一箱的门店员工不能领取箱内奖励。",
    ),
    Reason.HELD_BY_ANOTHER: Label("This is registered by another store.", "已由其他门店登记。"),
    Reason.NOT_FOR_OUTLETS: Label("This is no code for stores to register.", "这不是供门店登记的码。"),
    Reason.LOGISTICS_CODE: Label(
        "This is a logistics code. Look under the cap.", "这是物流码，请扫瓶盖内的码。"
    ),
    Reason.OUTLET_CODE: Label(
        "This code is for the store, which registers it at the till.", "这是门店码，由门店登录后登记。"
    ),
    Reason.CASE_DONE: Label("This case is done already.", "这个服务单已经处理完毕。"),
    Reason.NO_SERVICE: Label(
        "No running campaign gives anything for service: publish one with `on service`.",
        "目前没有活动响应“售后”事件，请先发布含“当 售后”的活动。",
    ),
    Reason.SERVICE_CODE: Label(
        "This is an after-sales code: it gives help, no reward.", "这是售后码，提供服务，不发奖励。"
    ),
}
#: Of goods that are called back, whatever code of theirs is scanned.
WITHDRAWN_GOODS: Final = Label(
    "These goods have been withdrawn. Please do not drink or eat them.", "这件商品已召回，请勿饮用或食用。"
)
#: The same where no code is claimed: nothing stays good for another try.
EVENT_REASONS: Final[dict[Reason, Label]] = {
    Reason.PAUSED: Label("The activity is paused.", "活动暂停中。"),
    Reason.DAY_BUDGET_SPENT: Label("Today's packets are gone.", "今天的红包已发完。"),
    Reason.NO_RULE: Label("There is nothing to give for this now.", "目前没有可领取的奖励。"),
}

#: The same at a code on a shelf or a poster, which is nobody's own.
PLACE_REASONS: Final[dict[Reason, Label]] = {
    Reason.NO_CAMPAIGN: Label(
        "There is no activity here at the moment. Please look in again.",
        "目前没有进行中的活动，欢迎下次再来。",
    ),
    Reason.PAUSED: Label("The activity is paused.", "活动暂停中。"),
    Reason.ALREADY_YOURS: Label(
        "You have been here today. Come back tomorrow.", "今天你已经来过了，明天再来吧。"
    ),
    Reason.ACCOUNT_ON_HOLD: Label(
        "This account is being checked. Please contact the brand.", "账号正在核实，请联系品牌客服。"
    ),
}
PLACE_OVER: Final = Label("This code is no longer in use.", "这个码已停用。")

#: Others who are rewarded, as a consumer reads of them.
RECIPIENTS: Final = {
    "referrer": Label("the friend who shared", "分享的好友"),
    "clerk": Label("the clerk", "店员"),
    "owner": Label("the shop's owner", "店主"),
    "store": Label("the shop", "门店"),
    "dealer": Label("the dealer", "经销商"),
}

#: Why owed money is not there yet, as its payee reads it.
PAYOUT_LATER: Final = Label(
    "Your money is safe and will reach you a little later than usual.", "款项已为你留好，将稍晚到账。"
)
PAYOUT_ON_HOLD: Final = Label(
    "Your account is being checked. The money is kept for you; please contact the brand.",
    "账号正在核实，款项已为你保留，请联系品牌客服。",
)
COUPON_ON_HOLD: Final = Label(
    "The customer's account is being checked by the brand. The coupon stays good.",
    "品牌正在核实该顾客的账号，券仍有效。",
)
PAYOUT_TOMORROW: Final = Label(
    "You have had as many payments as one day takes. The rest comes tomorrow.",
    "今天的发放次数已满，其余款项明天到账。",
)
PAYOUT_RETURNED: Final = Label(
    "You did not accept the money in time, and it came back to us. Ask for it once more.",
    "款项超时未领取，已退回。请点击再次领取。",
)


PAYOUT_LAPSED: Final = Label(
    "This has lapsed: the account could not be paid within 30 days.", "已失效：账户在 30 天内未能收款。"
)
PAYOUT_NOT_ASKED_FOR: Final = Label(
    "This has lapsed: it came back and was not asked for again within 30 days.",
    "已失效：款项退回后 30 天内未再次领取。",
)
PAYOUT_RETURNED_TWICE: Final = Label(
    "This has lapsed: it was sent twice and not accepted.", "已失效：两次发放均未领取。"
)


def store_declined(why: Label) -> Label:
    """What the customer and the brand read of a coupon that an outlet did not take; `why` may be no words."""
    plain = REASONS[Reason.STORE_DECLINED]
    if not why.en:
        return plain
    return Label(f"The store declined: {why.en}. The coupon stays good.", f"门店未受理：{why.zh}。券仍有效。")


def review_rejected(why: str, contact: Label) -> Label:
    """Why a claim was not confirmed, and how to object."""
    whom = contact if contact.en else Label("the brand", "品牌方")
    return Label(
        f"We could not confirm this claim: {why}. The code was not used. If you disagree, write to {whom.en}.",
        f"这次领取未通过核实：{why}。码未被使用。如有异议，请联系{whom.zh}申诉。",
    )


def too_many_wrong_codes(until: datetime, zone: str) -> Label:
    """Until when nothing can be claimed."""
    local = until.astimezone(ZoneInfo(zone))
    return Label(
        f"Too many wrong codes. Try again after {local:%H:%M:%S}.",
        f"错误的码太多，请在 {local:%H:%M:%S} 后再试。",
    )


def paid_from(minimum: Money) -> Label:
    """Why small change waits."""
    least = money(minimum)
    return Label(f"Paid once you reach {least.en}.", f"累计满{least.zh}后一起发放。")


NOT_AGREED: Final = Label("You have not agreed to receive this.", "你没有同意接收此类消息。")

_PERIODS: Final[dict[Period, Label]] = {
    "day": Label(" a day", "每天"),
    "week": Label(" a week", "每周"),
    "month": Label(" a month", "每月"),
    None: Label("", "本活动"),
}
#: What is counted for whom, after the number and before it.
_SUBJECTS: Final[dict[Subject, tuple[str, str]]] = {
    "consumer": ("per person", "每人"),
    "product": ("per person for this product", "每人同一商品"),
    "device": ("per device", "每台设备"),
    "outlet": ("per store", "每店"),
    "clerk": ("per clerk", "每位店员"),
    "referrer": ("for the friend who shared", "每位分享人"),
}


def tier(one: TierTerms) -> Label:
    """`Gold members, from 500 points earned in a calendar year, are given 1.2 times the points. ...`."""
    more = one.times != 1
    times = f"{float(one.times):g}"
    if not one.points:
        en, zh = f"Everybody is at least {one.name.en}", f"所有会员至少为{one.name.zh}"
        return Label(
            f"{en} and is given {times} times the points." if more else f"{en}.",
            f"{zh}，所得积分按 {times} 倍计算。" if more else f"{zh}。",
        )
    en = f"Who earns {one.points:,} points in a calendar year is {one.name.en} until the end of the next year"
    zh = f"一个自然年内获得 {one.points:,} 积分即为{one.name.zh}，保留至次年年底"
    return Label(
        f"{en} and is given {times} times the points, rounded down." if more else f"{en}.",
        f"{zh}，所得积分按 {times} 倍计算，向下取整。" if more else f"{zh}。",
    )


def points_short(held: int, needed: int) -> Label:
    """`You have 218 points; this takes 300.`."""
    return Label(
        f"You have {held:,} points; this takes {needed:,}.", f"你有 {held:,} 积分，需要 {needed:,} 积分。"
    )


def points_moved(points: int, tier: TierTerms | None) -> Label:
    """`15 points (Gold: 1.2 times)`, `300 points spent`."""
    if points < 0:
        return Label(f"{-points:,} points spent", f"使用 {-points:,} 积分")
    assert tier
    times = f"{float(tier.times):g}"
    word = "point" if points == 1 else "points"
    return Label(
        f"{points:,} {word} ({tier.name.en}: {times} times)", f"{points:,}积分（{tier.name.zh} {times} 倍）"
    )


def limit_reached(limit: Limit) -> Label:
    """`3 a day per person`."""
    period, (en, zh) = _PERIODS[limit.period], _SUBJECTS[limit.subject]
    whose = (
        ("You have reached the limit", "已达上限")
        if limit.subject in _OWN
        else ("The limit is reached", "已达上限")
    )
    good = ("", "") if limit.subject == "referrer" else (" Your code stays good.", "，码仍有效")
    return Label(
        f"{whose[0]}: {limit.count}{period.en} {en}.{good[0]}",
        f"{whose[1]}：{zh}{period.zh} {limit.count} 次{good[1]}。",
    )


#: Limits of whoever reads the words.
_OWN: Final = frozenset({"consumer", "product"})


def cap_reached(cap: Cap) -> Label:
    """Why a bonus stayed out."""
    words = {
        "day": ("daily", "今日"), "week": ("weekly", "本周"), "month": ("monthly", "本月"), None: ("campaign", "本活动"),
    }[cap.period]  # fmt: skip
    return Label(f"The {words[0]} limit of {cap.limit} is reached.", f"已达{words[1]}上限 {cap.limit} 次。")


def limit_term(limit: Limit) -> Label:
    """A limit as the terms tell it."""
    times = "time" if limit.count == 1 else "times"
    en = _PERIODS[limit.period].en or " in all"
    zh = _PERIODS[limit.period].zh if limit.period else "共"
    who = {
        "consumer": ("Each person may claim", "每人"),
        "product": ("Each person may claim for each product", "每人每种商品"),
        "device": ("On one device one may claim", "每台设备"),
        "outlet": ("Packs of one store may be claimed", "每家门店的商品"),
        "clerk": ("With one clerk's help one may claim", "每位店员协助"),
        "referrer": ("Each person's link may bring friends' gifts", "每位分享人的链接"),
    }[limit.subject]
    return Label(
        f"{who[0]} at most {limit.count} {times}{en}.",
        f"{who[1]}{zh}最多领取 {limit.count} 次。",
    )


def not_started(starts: datetime, zone: str) -> Label:
    """When a campaign begins, in its own zone."""
    local = starts.astimezone(ZoneInfo(zone))
    return Label(
        f"The activity starts on {_day_en(local)} at {local:%H:%M} ({_zone_en(zone)}).",
        f"活动将于{_day_zh(local)} {local:%H:%M} 开始（{_zone_zh(zone)}）。",
    )


def ended(last: datetime, zone: str) -> Label:
    """When a campaign ended, in its own zone; `last` is its last instant."""
    local = last.astimezone(ZoneInfo(zone))
    return Label(f"The activity ended on {_day_en(local)}.", f"活动已于{_day_zh(local)}结束。")


#: Of a claim whose facts, draws and rewards have been archived.
ARCHIVED: Final = Label(
    "What this claim was decided by and what it gave have been archived; the archive's files tell it.",
    "这次领取的判定依据与所得奖励已归档，可在归档文件中查阅。",
)


def archived(first: datetime, zone: str) -> Label:
    """Used by the same person in an activity that has been archived, and when."""
    local = first.astimezone(ZoneInfo(zone))
    return Label(
        f"You used this code on {_day_en(local)} at {local:%H:%M:%S}. The activity is long over, and what it gave is no longer shown here.",
        f"你已于{_day_zh(local)} {local:%H:%M:%S} 使用过这个码。活动早已结束，当时的奖励不再显示。",
    )


def already_claimed(first: datetime, zone: str) -> Label:
    """Used by another person, and when."""
    local = first.astimezone(ZoneInfo(zone))
    return Label(
        f"This code has already been used by someone else, first on {_day_en(local)} at {local:%H:%M:%S}.",
        f"这个码已被别人领取，首次领取时间为{_day_zh(local)} {local:%H:%M:%S}。",
    )


def redeemed(at: datetime, zone: str, *, here: bool) -> Label:
    """Where and when a coupon was taken."""
    local = at.astimezone(ZoneInfo(zone))
    where = ("here", "本店") if here else ("in another store", "其他门店")
    return Label(
        f"Already redeemed {where[0]} on {_day_en(local)} at {local:%H:%M:%S}.",
        f"已于{_day_zh(local)} {local:%H:%M:%S} 在{where[1]}核销。",
    )


def expired(last: datetime, zone: str) -> Label:
    """When a coupon expired; `last` is its last instant."""
    local = last.astimezone(ZoneInfo(zone))
    if (local + timedelta(microseconds=1)).time() == time.min:
        return Label(
            f"This coupon expired at the end of {_day_en(local)}.",
            f"这张券有效期至{_day_zh(local)}，现已过期。",
        )
    return Label(
        f"This coupon expired on {_day_en(local)} at the end of {local:%H:%M}.",
        f"这张券已于{_day_zh(local)} {local:%H:%M} 过期。",
    )


def other_currency(currency: str) -> Label:
    """A basket told in another currency than the coupon's: nothing is compared across currencies."""
    return Label(f"give the amount in {currency}, as the coupon counts", f"请以券面币种 {currency} 填写金额")


def below_minimum(minimum: Money, has: Money) -> Label:
    """What a basket lacks."""
    return Label(
        f"The coupon needs {minimum.amount}; the basket is {has.amount}.",
        f"需满 {minimum.amount} 元，现为 {has.amount} 元。",
    )


def money(amount: Money) -> Label:
    """An amount as people read it: `1.88 yuan`, `1.88元`."""
    if amount.currency == "CNY":
        return Label(f"{amount.amount} yuan", f"{amount.amount}元")
    return Label(str(amount), f"{amount.amount} {amount.currency}")


def _day_en(local: datetime) -> str:
    return f"{local.day} {local:%B %Y}"


def _day_zh(local: datetime) -> str:
    return f"{local.year}年{local.month}月{local.day}日"


def _zone_en(zone: str) -> str:
    return "Beijing time" if zone == "Asia/Shanghai" else zone


def _zone_zh(zone: str) -> str:
    return "北京时间" if zone == "Asia/Shanghai" else zone


assert set(REASONS) == set(Reason), "every reason has its words"


def moment(at: datetime, zone: str) -> Label:
    """An instant in a zone: `15 July 2026, 00:00`, `2026年7月15日 00:00`."""
    local = at.astimezone(ZoneInfo(zone))
    return Label(f"{_day_en(local)}, {local:%H:%M}", f"{_day_zh(local)} {local:%H:%M}")
