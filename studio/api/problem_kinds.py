"""Every kind of problem the API may answer. The codes are stable: clients may branch on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.api import Label, Reason


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem. `title` never varies between two problems of one kind (RFC 9457, 3.1.3)."""

    code: str
    status: int
    title: Label


def _kind(code: str, status: int, en: str, zh: str) -> ProblemKind:
    return ProblemKind(code, status, Label(en, zh))


BODY_NOT_JSON: Final = _kind("body_not_json", 400, "The body cannot be read as JSON", "正文无法按 JSON 读取")
KEY_MISSING: Final = _kind(
    "idempotency_key_missing", 400, "Idempotency-Key is missing", "缺少 Idempotency-Key"
)
KEY_MALFORMED: Final = _kind(
    "idempotency_key_malformed", 400, "Idempotency-Key is malformed", "Idempotency-Key 格式不正确"
)
UNAUTHENTICATED: Final = _kind("unauthenticated", 401, "A valid API key is needed", "需要有效的 API 密钥")
NOT_FOUND: Final = _kind("not_found", 404, "There is no such thing here", "这里没有您要找的内容")
METHOD_NOT_ALLOWED: Final = _kind(
    "method_not_allowed", 405, "This method is not offered here", "此地址不支持该方法"
)
DRAFT_CONFLICT: Final = _kind("draft_conflict", 409, "Somebody else saved this draft", "草稿已被他人保存")
WRONG_STATE: Final = _kind(
    "wrong_state", 409, "The campaign's state does not allow this", "活动当前状态不允许此操作"
)
NOT_PUBLISHABLE: Final = _kind(
    "not_publishable", 409, "The campaign cannot be published yet", "活动暂时无法发布"
)
TEXT_WRONG: Final = _kind("text_wrong", 409, "The text has errors and was not stored", "文本有错误，未保存")
IN_FLIGHT: Final = _kind(
    "request_in_flight", 409, "The same request is still being worked on", "相同请求正在处理中"
)
BODY_TOO_LARGE: Final = _kind("body_too_large", 413, "The body is too large", "正文过大")
NOT_JSON_TYPE: Final = _kind(
    "unsupported_media_type", 415, "Only plain JSON is accepted", "仅接受未压缩的 JSON"
)
RANGE_NOT_SATISFIABLE: Final = _kind(
    "range_not_satisfiable", 416, "The file ends before this range", "文件在此范围之前已结束"
)
INVALID: Final = _kind("invalid_request", 422, "The request is not valid", "请求内容有误")
KEY_REUSED: Final = _kind(
    "idempotency_key_reused", 422, "This key belongs to another request", "此键已用于其他请求"
)
EVENT_REUSED: Final = _kind(
    "event_id_reused", 409, "This id belongs to another event", "此编号已用于另一事件"
)
TOO_MANY_REQUESTS: Final = _kind("too_many_requests", 429, "Too many requests", "请求过于频繁")
INTERNAL: Final = _kind("internal_error", 500, "Something went wrong on our side", "服务器出了点问题")
UNAVAILABLE: Final = _kind("unavailable", 503, "The service cannot be reached just now", "服务暂时不可用")
BUSY: Final = _kind("busy", 503, "The service is busy", "服务繁忙")

_REASON_TITLES: Final[dict[Reason, tuple[str, str]]] = {
    Reason.NOT_GENUINE: ("This is not a genuine code", "这不是正品码"),
    Reason.NOT_ACTIVE: ("The code is not active yet", "此码尚未激活"),
    Reason.WITHDRAWN: ("The code was withdrawn", "此码已作废"),
    Reason.NO_CAMPAIGN: ("No campaign for this code", "此码没有对应的活动"),
    Reason.NOT_STARTED: ("The campaign has not started", "活动尚未开始"),
    Reason.PAUSED: ("The campaign is paused", "活动已暂停"),
    Reason.ENDED: ("The campaign has ended", "活动已结束"),
    Reason.ALREADY_YOURS: ("You have used this code", "您已使用过此码"),
    Reason.ALREADY_CLAIMED: ("Somebody else has used this code", "此码已被他人使用"),
    Reason.BUDGET_SPENT: ("The campaign's rewards are all given", "活动奖励已发完"),
    Reason.DAY_BUDGET_SPENT: ("Today's rewards are all given", "今日奖励已发完"),
    Reason.BLOCK_BUDGET_SPENT: ("The rewards of this part are all given", "本部分奖励已发完"),
    Reason.STOCK_SPENT: ("This reward is all given", "该奖励已发完"),
    Reason.LIMIT_REACHED: ("The limit per person is reached", "已达每人领取上限"),
    Reason.POINTS_SHORT: ("Not enough points", "积分不足"),
    Reason.NO_RULE: ("No rule of the campaign applies", "没有适用的活动规则"),
    Reason.RULE_REFUSES: ("A rule of the campaign refuses", "活动规则不予发放"),
    Reason.TOO_MANY_WRONG_CODES: ("Too many wrong codes", "输错次数过多"),
    Reason.OWN_LINK: ("This is the sharer's own link", "这是分享人自己的链接"),
    Reason.LINK_LOOP: ("The two have invited each other", "双方不能互相邀请"),
    Reason.NOT_NEW: ("For new friends only", "仅限新朋友"),
    Reason.LINK_UNKNOWN: ("The invitation is unknown", "邀请链接无效"),
    Reason.COUPON_UNKNOWN: ("The coupon is unknown", "没有这张优惠券"),
    Reason.COUPON_REDEEMED_HERE: ("The coupon was redeemed here", "此券已在本店核销"),
    Reason.COUPON_REDEEMED_ELSEWHERE: ("The coupon was redeemed elsewhere", "此券已在他店核销"),
    Reason.COUPON_EXPIRED: ("The coupon has expired", "优惠券已过期"),
    Reason.COUPON_CANCELLED: ("The coupon was cancelled", "优惠券已取消"),
    Reason.COUPON_ONLINE_ONLY: ("The coupon is for online use", "此券仅限线上使用"),
    Reason.OUTLET_NOT_TAKING_PART: ("This outlet does not take part", "本店未参加活动"),
    Reason.BELOW_MINIMUM: ("The basket is below the minimum", "消费金额未达使用门槛"),
    Reason.BASKET_NEEDED: ("The basket amount is needed", "需要填写消费金额"),
    Reason.REDEMPTION_UNKNOWN: ("The redemption is unknown", "没有这笔核销记录"),
    Reason.CANCEL_TOO_LATE: ("It is too late to cancel", "已过可撤销的时间"),
    Reason.ALREADY_CANCELLED: ("The redemption was cancelled already", "该核销已撤销"),
    Reason.CLERK_CODE: ("This is a clerk's code", "这是导购码"),
    Reason.PAYMENT_UNDER_WAY: ("The payment is under way or made", "款项正在支付或已支付"),
    Reason.ALREADY_REVERSED: ("The grant was reversed already", "该奖励已冲回"),
    Reason.COUPON_USED: ("The coupon has been used", "该券已使用"),
    Reason.UNDER_REVIEW: ("The claim is being checked", "领取正在核实"),
    Reason.REVIEW_REJECTED: ("The claim was not confirmed", "领取未通过核实"),
    Reason.ACCOUNT_ON_HOLD: ("The account is on hold", "账号已冻结"),
    Reason.REVIEW_OVER: ("The review is over", "核实已结束"),
    Reason.NOTHING_TO_SEND: ("There is nothing to send again", "没有可重新发放的款项"),
    Reason.SENT_TODAY: ("It was tried within the last day", "一天内已尝试过"),
    Reason.COUPON_STORE_ONLY: ("The coupon is for use in stores", "此券仅限门店使用"),
    Reason.COUPONS_CLASH: ("These coupons do not combine", "这些券不能同用"),
    Reason.LINES_NEEDED: ("The products of the basket are needed", "需要填写购物明细"),
    Reason.NOTHING_IN_SCOPE: ("Nothing in the basket is in scope", "购物中没有适用商品"),
    Reason.WRONG_PRODUCT: ("The coupon is for another product", "商品与券不符"),
    Reason.PAYMENT_NEEDED: ("The exchange price is due first", "需先收取换购款"),
    Reason.PART_OF_SALE: ("The coupon is part of a purchase", "此券属于一笔购物"),
    Reason.SALE_UNKNOWN: ("The purchase is unknown", "没有这笔购物记录"),
    Reason.NONE_LEFT_HERE: ("None is left at this outlet", "本店已无库存"),
    Reason.GROUP_UNKNOWN: ("The group is unknown", "没有这个团"),
    Reason.ONE_PLACE: ("One place per person", "每人限参一个名额"),
    Reason.GROUP_FULL: ("The group is full", "团已满员"),
    Reason.GROUP_EXPIRED: ("The group has expired", "团已过期"),
    Reason.GROUP_INCOMPLETE: ("The group is not complete", "尚未成团"),
    Reason.SOLD_OUT: ("Sold out", "已售罄"),
    Reason.PURCHASE_UNKNOWN: ("The order is unknown", "没有这个订单"),
    Reason.PURCHASE_SENT: ("The order is on its way", "订单已发货"),
    Reason.PURCHASE_OVER: ("The order has ended", "订单已结束"),
    Reason.COUPON_SET_ASIDE: ("The coupon is in use in an order", "此券已用于一笔订单"),
    Reason.NOT_FOR_HOLDING: ("Nothing can be held for this coupon", "此券不能预留"),
    Reason.TRY_LATER: ("Please try later", "请稍后再试"),
    Reason.REWARD_DECLINES: ("The reward does not let it be taken now", "奖励方暂不受理"),
    Reason.PARTNER_MONTH_SPENT: ("This month's partner coupons are all given", "本月的联盟券已发完"),
    Reason.PARTNER_EXPOSURE_SPENT: ("The partner's coupons are all given for the moment", "联盟券暂时发完了"),
    Reason.PARTNER_WITHDREW: ("The partner's coupons are no longer given", "联盟券已停止发放"),
    Reason.STORE_DECLINED: ("The outlet declined", "门店拒绝兑换"),
    Reason.NOT_SO_MANY: ("Fewer pieces are left to return", "可退件数不足"),
    Reason.STAFF_OF_HOLDER: ("Staff of the store that holds the carton", "持有该箱的门店员工"),
    Reason.HELD_BY_ANOTHER: ("Registered by another store", "已由其他门店登记"),
    Reason.NOT_FOR_OUTLETS: ("No code for stores to register", "不是供门店登记的码"),
    Reason.LOGISTICS_CODE: ("This is a logistics code", "这是物流码"),
    Reason.OUTLET_CODE: ("This code is for the store", "这是门店码"),
    Reason.CASE_DONE: ("The case is done already", "服务单已处理完毕"),
    Reason.NO_SERVICE: ("No campaign answers service", "没有活动响应售后"),
    Reason.SERVICE_CODE: ("This is an after-sales code", "这是售后码"),
}
_UNKNOWN_THINGS: Final = frozenset(
    {
        Reason.NOT_GENUINE,
        Reason.LINK_UNKNOWN,
        Reason.COUPON_UNKNOWN,
        Reason.REDEMPTION_UNKNOWN,
        Reason.SALE_UNKNOWN,
    }
)


def of_reason(reason: Reason) -> ProblemKind:
    """The kind for a refusal: 404 for what is unknown, 429 for guessing, 409 for all else."""
    status = 404 if reason in _UNKNOWN_THINGS else 429 if reason is Reason.TOO_MANY_WRONG_CODES else 409
    return ProblemKind(reason.value, status, Label(*_REASON_TITLES[reason]))


#: Codes of refusals: nothing was changed.
REFUSAL_CODES: Final = tuple(reason.value for reason in Reason)
_OWN_KINDS: Final = tuple(value for value in tuple(globals().values()) if isinstance(value, ProblemKind))
#: Every kind by code, refusals included.
KINDS: Final = {kind.code: kind for kind in (*_OWN_KINDS, *(of_reason(reason) for reason in Reason))}
