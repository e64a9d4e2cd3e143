"""The published forms of what people hold and shops do; `studio.api.presenters` makes the values."""

from __future__ import annotations

from typing import Any, Final

from engine.api import Label, Reason
from studio.api.records import MONEY, WORDS, ListOf, Nullable, Record
from studio.api.schemas import Choice, Day, Flag, Identifier, Instant, Schema, Text, Whole

TEXT: Final = Text(262_144, least=0, lines=True)
COUNT: Final = Whole(0)
MAYBE_INSTANT: Final = Nullable(Instant())
MAYBE_MONEY: Final = Nullable(MONEY)


def shape(name: str, en: str, zh: str, /, **members: Schema[Any]) -> Record[dict[str, Any]]:
    """A form of answer; every member is always present."""
    return Record(name, dict, members, Label(en, zh))


def items(of: Record[dict[str, Any]], en: str, zh: str, **members: Schema[Any]) -> Record[dict[str, Any]]:
    """A list of things, in an object so that it can grow."""
    return shape(f"{of.name}List", en, zh, items=ListOf(of), **members)


BRAND: Final = shape(
    "Brand",
    "The brand a key belongs to.",
    "密钥所属的品牌。",
    slug=TEXT,
    name=WORDS,
    zone=TEXT,
    currency=TEXT,
)
REFUSAL: Final = shape(
    "Refusal",
    "Nothing was changed, and why. `words` may be shown to the person who asked.",
    "未做任何更改及其原因；words 可直接展示给提问的人。",
    reason=Choice(tuple(reason.value for reason in Reason)),
    words=WORDS,
    at=Instant(),
    first_at=MAYBE_INSTANT,
)
COUPON: Final = shape(
    "Coupon",
    "A coupon as its holder sees it.",
    "持券人看到的优惠券。",
    id=Identifier(),
    code=TEXT,
    name=WORDS,
    terms=WORDS,
    worth=MONEY,
    minimum=MAYBE_MONEY,
    where=TEXT,
    state=TEXT,
    issued_at=Instant(),
    expires_at=Instant(),
    issuer=TEXT,
    honourer=TEXT,
    redeemed_at=MAYBE_INSTANT,
    redeemed_outlet=Nullable(TEXT),
)
RECIPIENT: Final = shape(
    "Recipient",
    "Who a reward was given to.",
    "奖励的接收方。",
    kind=TEXT,
    id=TEXT,
)
LOCK: Final = shape(
    "Lock",
    "What opens a reward that is, or was, locked; from `until` on it is too late.",
    "待解锁奖励的解锁条件；到 until 时即失效。",
    key=WORDS,
    until=Instant(),
    state=Choice(("waiting", "held", "opened", "lapsed", "void")),
    opens_at=MAYBE_INSTANT,
)
PAYOUT: Final = shape(
    "Payout",
    "Where owed money stands, as its payee reads it. With `may_ask` it may be sent again on request.",
    "应付款项的进展；may_ask 为真时可申请再次发放。",
    state=Choice(
        ("on_its_way", "small", "tomorrow", "later", "retry", "refused", "returned", "confirm", "lapsed")
    ),
    words=WORDS,
    next_at=MAYBE_INSTANT,
    may_ask=Flag(),
)
GRANT: Final = shape(
    "Grant",
    "One reward given to one party.",
    "发给一方的一份奖励。",
    id=Identifier(),
    reward=TEXT,
    title=WORDS,
    recipient=RECIPIENT,
    state=Choice(("locked", "owed", "paid", "reversed", "given")),
    at=Instant(),
    amount=MAYBE_MONEY,
    points=Nullable(Whole()),
    coupon=Nullable(COUPON),
    due_at=MAYBE_INSTANT,
    paid_at=MAYBE_INSTANT,
    cause=TEXT,
    cause_id=Nullable(Identifier()),
    line=COUNT,
    lock=Nullable(LOCK),
    payout=Nullable(PAYOUT),
)
CLAIM: Final = shape(
    "Claim",
    "A granted claim. `repeated` tells that this is the stored answer to an earlier, equal request.",
    "一次成功的领取；repeated 表示这是先前相同请求的存档结果。",
    claim_id=Identifier(),
    at=Instant(),
    campaign=WORDS,
    version=TEXT,
    grants=ListOf(GRANT),
    notes=ListOf(WORDS),
    repeated=Flag(),
    opened=ListOf(GRANT),
)
CAMPAIGN_ANSWER: Final = shape(
    "CampaignAnswer",
    "What one campaign gave for an event, or why it gave nothing: exactly one of both.",
    "一个活动对事件的答复：给了什么，或为何没有给，二者必有其一。",
    campaign_id=Identifier(),
    claim=Nullable(CLAIM),
    refusal=Nullable(REFUSAL),
)
EVENT: Final = shape(
    "Event",
    "An event as it was noted, and the answer of each campaign that has rules for it.",
    "已记录的事件，以及每个适用活动的答复。",
    id=TEXT,
    event=TEXT,
    at=Instant(),
    campaigns=ListOf(CAMPAIGN_ANSWER),
    repeated=Flag(),
)
REDEMPTION: Final = shape(
    "Redemption",
    "A coupon taken by an outlet, and what each side is owed.",
    "门店核销一张券，以及各方应得。",
    redemption_id=Identifier(),
    request_id=TEXT,
    at=Instant(),
    coupon=COUPON,
    to_pay=MAYBE_MONEY,
    grants=ListOf(GRANT),
    state=Choice(("done", "cancelled")),
    cancelled_at=MAYBE_INSTANT,
    repeated=Flag(),
    off=MAYBE_MONEY,
    sale_id=Nullable(Identifier()),
)
CODE_PAGE: Final = shape(
    "CodePage",
    "What the page of a code shows.",
    "某个码的页面内容。",
    phase=Choice(("ask", "won", "refused", "clerk", "unknown", "product", "logistics", "outlet", "service")),
    code=TEXT,
    campaign=WORDS,
    theme=TEXT,
    product=WORDS,
    terms=ListOf(WORDS),
    answer=Nullable(CLAIM),
    refusal=Nullable(REFUSAL),
    starts=MAYBE_INSTANT,
    ends=MAYBE_INSTANT,
    version_hash=TEXT,
    made=Nullable(Day()),
    withdrawn=Flag(),
    case_number=Nullable(COUNT),
)
INVITATION_LINK: Final = shape(
    "InvitationLink",
    "A consumer's share link. Asking again gives the same link; sharing itself is not rewarded.",
    "消费者的分享链接；重复获取得到同一链接，分享行为本身没有奖励。",
    token=TEXT,
    url=TEXT,
)
INVITATION: Final = shape(
    "Invitation",
    "What a friend sees behind a share link.",
    "好友打开分享链接看到的内容。",
    phase=Choice(("ask", "won", "refused", "unknown")),
    token=TEXT,
    campaign=WORDS,
    theme=TEXT,
    terms=ListOf(WORDS),
    answer=Nullable(CLAIM),
    refusal=Nullable(REFUSAL),
)
SHARE_CAMPAIGN: Final = shape(
    "ShareCampaign",
    "A live campaign that rewards invitations.",
    "正在进行、设有邀请奖励的活动。",
    campaign_id=Identifier(),
    title=WORDS,
    promise=WORDS,
)
MISSED_BONUS: Final = shape(
    "MissedBonus",
    "A bonus that a limit kept out, and why. It is not made up for later.",
    "因达到上限而未发放的奖励及原因，之后不补发。",
    at=Instant(),
    words=WORDS,
)
ATTRIBUTES: Final = shape(
    "Attributes",
    "What the brand has told of a person. A birthday is month and day.",
    "品牌上报的会员属性；生日仅含月与日。",
    birthday=Nullable(TEXT),
    tags=ListOf(TEXT),
    tier=Nullable(TEXT),
    consents=ListOf(TEXT),
)
MEMBERSHIP: Final = shape(
    "Membership",
    "A member's tier: `earned` are the points of this calendar year, `missing` what the next tier takes.",
    "会员等级：earned 为本自然年所得积分，missing 为距下一等级所差积分。",
    tier=TEXT,
    name=WORDS,
    earned=Whole(),
    until=Nullable(TEXT),
    next=Nullable(WORDS),
    missing=Whole(),
)
SHOP_ITEM: Final = shape(
    "ShopItem",
    "Something that points buy: tell the event `exchange` with this item. `left` is null without a stock.",
    "积分商品：上报事件 exchange 并带上 item 即下单；不限量时 left 为空。",
    campaign_id=Identifier(),
    item=TEXT,
    title=WORDS,
    points=Whole(),
    left=Nullable(Whole()),
)
WALLET: Final = shape(
    "Wallet",
    "All that a consumer holds with the brand; empty for a consumer nobody has seen yet.",
    "消费者在该品牌下的全部权益；从未出现过的消费者为空。",
    member_code=TEXT,
    points=Whole(),
    locked=MAYBE_MONEY,
    owed=MAYBE_MONEY,
    paid=MAYBE_MONEY,
    debt=MAYBE_MONEY,
    grants=ListOf(GRANT),
    coupons=ListOf(COUPON),
    share_campaigns=ListOf(SHARE_CAMPAIGN),
    missed=ListOf(MISSED_BONUS),
    membership=Nullable(MEMBERSHIP),
    shop=ListOf(SHOP_ITEM),
)
CLERK_COUPON: Final = shape(
    "ClerkCoupon",
    "A coupon at the till: usable here, or the words why not.",
    "收银台看到的券：本店可用，或不可用的原因。",
    coupon=COUPON,
    usable=Flag(),
    why_not=Nullable(WORDS),
    goods=Nullable(TEXT),
    price=MAYBE_MONEY,
)
MEMBER: Final = shape(
    "Member",
    "A member as a clerk may see one: no history, no phone number.",
    "店员可见的会员信息：不含历史与手机号。",
    member_code=TEXT,
    coupons=ListOf(CLERK_COUPON),
)
OUTLET: Final = shape(
    "Outlet",
    "A shop that redeems coupons.",
    "核销优惠券的门店。",
    id=Identifier(),
    code=TEXT,
    name=WORDS,
    region=TEXT,
    online=Flag(),
    dealer=Nullable(TEXT),
)
OUTLETS: Final = items(OUTLET, "The brand's outlets.", "品牌的门店。")
TRADE_LINE: Final = shape(
    "TradeLine",
    "What a redemption or claim brought to somebody of the trade; negative: its way back. One of the two is named.",
    "一笔核销或领取为门店、店主、店员或经销商带来的款项；负数表示冲回。核销与领取二者填其一。",
    at=Instant(),
    party=Choice(("store", "owner", "clerk", "dealer")),
    recipient_id=Identifier(),
    redemption_id=Nullable(Identifier()),
    claim_id=Nullable(Identifier()),
    grant_id=Identifier(),
    title=WORDS,
    amount=MONEY,
)
OUTLET_DAY: Final = shape(
    "OutletDay",
    "An outlet's books of one calendar day in the brand's zone, and what they come to.",
    "门店某一自然日（品牌所在时区）的账目与合计。",
    outlet=OUTLET,
    day=Day(),
    lines=ListOf(TRADE_LINE),
    store=MONEY,
    owner=MONEY,
    clerk=MONEY,
)
DEALER: Final = shape(
    "Dealer",
    "Somebody to whom packs are shipped; range changes name the code.",
    "货品发往的经销商；区段变更按编号指明。",
    id=Identifier(),
    code=TEXT,
    name=WORDS,
)
DEALERS: Final = items(DEALER, "The brand's dealers.", "品牌的经销商。")
DEALER_DAY: Final = shape(
    "DealerDay",
    "A dealer's books of one calendar day in the brand's zone, and what they come to.",
    "经销商某一自然日（品牌所在时区）的账目与合计。",
    dealer=DEALER,
    day=Day(),
    lines=ListOf(TRADE_LINE),
    total=MONEY,
)
REFUSED_REDEMPTION: Final = shape(
    "RefusedRedemption",
    "A redemption that a till asked for and was refused. `taken_at` is the clock of a till that was offline.",
    "门店发起但被拒绝的核销；taken_at 为离线收银台自己的时间。",
    id=Identifier(),
    at=Instant(),
    outlet=OUTLET,
    clerk=TEXT,
    request_id=TEXT,
    coupon_code=TEXT,
    reason=Choice(tuple(reason.value for reason in Reason)),
    words=WORDS,
    taken_at=MAYBE_INSTANT,
)
REFUSED_REDEMPTIONS: Final = items(
    REFUSED_REDEMPTION,
    "Refused redemptions, newest first; `next_before` is null on the last page.",
    "被拒绝的核销，按时间倒序；最后一页的 next_before 为空。",
    next_before=Nullable(Identifier()),
)
STUCK_PAYOUT: Final = shape(
    "StuckPayout",
    "Money still owed that does not arrive by itself: unanswered for a day, or refused for good.",
    "仍应付但无法自动到账的款项：超过一天没有确切结果，或被最终拒绝。",
    order_no=TEXT,
    grant_id=Identifier(),
    amount=MONEY,
    state=TEXT,
    first_sent_at=Instant(),
    tries=COUNT,
    note=TEXT,
)
STUCK_PAYOUTS: Final = items(STUCK_PAYOUT, "Payouts that need a person.", "需要人工处理的付款。")
HELD_PAYOUT: Final = shape(
    "HeldPayout",
    "Money that waits: for more, a day, the brand's float, its payee, a request or a confirmation.",
    "待发放的款项：等待累计、次日、品牌余额、收款人、再次领取或确认。",
    order_no=TEXT,
    grant_ids=ListOf(Identifier()),
    amount=MONEY,
    hold=Choice(("more", "day", "float", "payee", "tap", "confirm")),
    words=WORDS,
    next_at=MAYBE_INSTANT,
)
PAUSED_CHANNEL: Final = shape(
    "PausedChannel",
    "A channel that waits for the brand's float, and when it is tried again.",
    "余额不足而暂停的渠道，及下次尝试的时间。",
    channel=TEXT,
    name=WORDS,
    since=Instant(),
    next_at=Instant(),
)
HELD_PAYOUTS: Final = items(
    HELD_PAYOUT,
    "Payouts that wait, in the order of being owed, and channels without float.",
    "待发放的款项（按应付先后）与余额不足的渠道。",
    paused=ListOf(PAUSED_CHANNEL),
)
RESUMED: Final = shape("Resumed", "Whether the channel was paused.", "该渠道此前是否暂停。", resumed=Flag())
CREATED: Final = shape("Created", "The id of what was made.", "新建内容的编号。", id=Identifier())
