"""The words that the engine itself brings to the campaign language.

Plugins add theirs and may not repeat these.
"""

from __future__ import annotations

from typing import Final

from dsl.values import Label
from dsl.vocabulary import FactWord, Param, TriggerWord, Word

#: Facts that the engine reads by itself.
FACTS: Final = (
    FactWord(
        "consumer.claims",
        Label("consumer.claims", "消费者.领取次数"),
        "count",
        Label("valid claims with the brand before this one", "此前在本品牌的有效领取次数"),
        windowed=True,
    ),
    FactWord(
        "consumer.redemptions",
        Label("consumer.redemptions", "消费者.核销次数"),
        "count",
        Label("coupons of the brand that the consumer has redeemed", "消费者已核销的本品牌优惠券数"),
        windowed=True,
    ),
    FactWord(
        "consumer.friends",
        Label("consumer.friends", "消费者.受邀好友数"),
        "count",
        Label("friends who took up the consumer's invitations", "接受了消费者邀请的好友数"),
        windowed=True,
    ),
    FactWord(
        "consumer.last_claim",
        Label("consumer.last_claim", "消费者.上次领取"),
        "instant",
        Label("when the consumer last claimed with the brand", "消费者上一次在本品牌领取的时间"),
    ),
    FactWord(
        "consumer.points",
        Label("consumer.points", "消费者.积分"),
        "count",
        Label("points the consumer has with the brand", "消费者在本品牌的积分余额"),
    ),
    FactWord(
        "consumer.is_birthday",
        Label("consumer.is_birthday", "消费者.今天生日"),
        "flag",
        Label("today is the member's birthday, in the campaign's zone", "今天是会员生日（按活动时区）"),
        personal=True,
    ),
    FactWord(
        "consumer.birthday_month",
        Label("consumer.birthday_month", "消费者.本月生日"),
        "flag",
        Label("the member's birthday is in this month", "会员生日在本月"),
        personal=True,
    ),
    FactWord(
        "consumer.tags",
        Label("consumer.tags", "消费者.标签"),
        "tags",
        Label("the brand's own marks on the member", "品牌给会员打的标签"),
    ),
    FactWord(
        "consumer.tier",
        Label("consumer.tier", "消费者.等级"),
        "text",
        Label("the member's tier with the brand", "会员在本品牌的等级"),
    ),
    FactWord(
        "consumer.claims_just_now",
        Label("consumer.claims_just_now", "消费者.刚领取次数"),
        "count",
        Label("valid claims in the 60 seconds before this one", "此前 60 秒内的有效领取次数"),
    ),
    FactWord(
        "device.account",
        Label("device.account", "设备.第几个账号"),
        "count",
        Label(
            "which account this is of those rewarded on the device today: the first, the second",
            "今天在这台设备上获奖的第几个账号",
        ),
    ),
    FactWord(
        "event.opens",
        Label("event.opens", "事件.解锁数"),
        "count",
        Label("locked rewards that this event unlocks", "这次事件解锁的奖励个数"),
    ),
    FactWord(
        "code.region",
        Label("code.region", "码.销售区域"),
        "region",
        Label("the sales region the code was shipped to", "这个码发往的销售区域"),
    ),
    FactWord(
        "code.batch",
        Label("code.batch", "码.批次"),
        "text",
        Label("the name of the code's batch", "这个码所属的批次名称"),
    ),
    FactWord(
        "code.outlet",
        Label("code.outlet", "码.门店"),
        "text",
        Label(
            "the outlet that registered the carton, else the one that the pack was sent to",
            "登记了这一箱的门店；没有登记时为发往的门店",
        ),
    ),
    FactWord(
        "scan.region",
        Label("scan.region", "扫码.所在地区"),
        "region",
        Label("where the phone says it is, with the consumer's consent", "经消费者同意，手机所在的地区"),
        personal=True,
    ),
    FactWord(
        "scan.hour",
        Label("scan.hour", "扫码.小时"),
        "count",
        Label("the hour of the day, 0 to 23, in the campaign's zone", "活动时区内的钟点，0 至 23"),
    ),
    FactWord(
        "scan.clerk",
        Label("scan.clerk", "扫码.导购"),
        "flag",
        Label(
            "a clerk's code was scanned shortly before, as long as the brand lets it count",
            "此前在品牌设定的时间内扫过导购码",
        ),
    ),
    FactWord(
        "outlet.grade",
        Label("outlet.grade", "门店.等级"),
        "choice",
        Label(
            "the grade, by redemptions to claims of the last 30 days and fixed for the day, of the outlet that registered the"
            " carton, redeems, sells or is visited",
            "登记这一箱、核销、售出或到店的门店的等级，按近 30 天核销与领取之比评定，每日零点固定",
        ),
        choices=("A", "B", "C"),
    ),
    FactWord(
        "friend.is_new",
        Label("friend.is_new", "好友.新客"),
        "flag",
        Label("the invited friend has no valid claim with the brand", "受邀好友此前没有在本品牌领取过"),
    ),
)

#: Who a reward may go to.
RECIPIENTS: Final = (
    Word("consumer", Label("consumer", "消费者"), Label("who claims or redeems", "领取或核销的人")),
    Word("referrer", Label("referrer", "分享人"), Label("who shared the link", "分享链接的人")),
    Word(
        "clerk",
        Label("clerk", "店员"),
        Label(
            "who redeemed the coupon, sold or noted the visit, or whose code was scanned shortly before",
            "核销、售卖或登记到店的店员，或此前不久被扫导购码的店员",
        ),
    ),
    Word(
        "owner",
        Label("owner", "店主"),
        Label(
            "who owns the outlet that registered the carton, else that of the clerk, sale or visit",
            "登记这一箱的门店的店主，否则为店员所在、购买或到店的门店的店主",
        ),
    ),
    Word(
        "store",
        Label("store", "门店"),
        Label(
            "the outlet itself that registered the carton, else that of the clerk, sale or visit",
            "登记这一箱的门店的账户，否则为店员所在、购买或到店的门店",
        ),
    ),
    Word(
        "dealer",
        Label("dealer", "经销商"),
        Label(
            "to whom the pack was shipped, or who supplies the outlet of a sale or visit",
            "这件货发往的经销商，或为购买、到店所在门店供货的经销商",
        ),
    ),
)

#: Where on the pack, or on whom, a code is.
CODE_KINDS: Final = (
    Word(
        "in_lid",
        Label("in_lid", "盖内码"),
        Label("hidden under the cap", "藏在瓶盖内，开盖可见"),
    ),
    Word("label", Label("label", "标签码"), Label("on the outside of the pack", "印在外包装上")),
    Word("box", Label("box", "盒码"), Label("on the gift box around the pack", "印在礼盒上")),
    Word(
        "in_carton",
        Label("in_carton", "箱内码"),
        Label(
            "inside the carton: an outlet registers the carton with it",
            "印在箱内，门店开箱后扫码登记这一箱",
        ),
    ),
    Word("carton", Label("carton", "箱码"), Label("on the carton", "印在外箱上")),
    Word("pallet", Label("pallet", "垛码"), Label("on the pallet, for logistics", "印在垛上，供物流使用")),
    Word("clerk", Label("clerk", "导购码"), Label("worn or shown by a clerk", "店员佩戴或出示")),
    Word(
        "after_sales",
        Label("after_sales", "售后码"),
        Label("for help after the sale, answered even when withdrawn", "用于售后服务，作废后仍可扫"),
    ),
    Word(
        "sell_through",
        Label("sell_through", "动销码"),
        Label("an outlet scans it when the pack is sold", "门店售出时扫码登记"),
    ),
)

#: Codes on a place, not on goods. No rule names them: who scans one visits, and `on visit` answers.
PLACE_KINDS: Final = (
    Word(
        "store",
        Label("store", "货架码"),
        Label("on a shelf or at the till of an outlet", "贴在门店货架或收银台"),
    ),
    Word(
        "poster",
        Label("poster", "海报码"),
        Label("on a poster, or sent as a link", "印在海报上，或作为链接发出"),
    ),
)

#: Who of the trade an event has that names an outlet, and there perhaps a clerk.
_OF_OUTLET: Final = ("clerk", "owner", "store", "dealer")

#: What happens beside the three events that the grammar knows. The first four are told over the API or by a page.
TRIGGERS: Final = (
    TriggerWord(
        "purchase",
        Label("Purchase", "购买"),
        Label("a sale that the brand's shop or till reports", "品牌商城或收银台上报的一笔购买"),
        Label("a purchase", "购买"),
        Label("When you buy something", "购买时"),
        facts=(
            FactWord(
                "purchase.amount",
                Label("purchase.amount", "购买.金额"),
                "money",
                Label("what was paid", "实付金额"),
            ),
            FactWord(
                "purchase.outlet",
                Label("purchase.outlet", "购买.门店"),
                "text",
                Label("the code of the outlet that sold it", "售出门店的编号"),
            ),
            FactWord(
                "purchase.clerk",
                Label("purchase.clerk", "购买.店员"),
                "text",
                Label("the number of the clerk who sold it, at the outlet", "售出店员在该门店的工号"),
            ),
            FactWord(
                "purchase.online",
                Label("purchase.online", "购买.线上"),
                "flag",
                Label("it was bought online", "在线上购买"),
            ),
        ),
        recipients=_OF_OUTLET,
        subject=Label("a buyer", "购买者"),
    ),
    TriggerWord(
        "visit",
        Label("Visit", "到店"),
        Label(
            "a consumer comes to an outlet and is noted there, or scans a code on a shelf or a poster, once a day each",
            "消费者到店并被记录，或扫货架码、海报码，每码每天计一次",
        ),
        Label("a visit", "到店"),
        Label("When you visit an outlet", "到店时"),
        facts=(
            FactWord(
                "visit.outlet",
                Label("visit.outlet", "到店.门店"),
                "text",
                Label("the outlet's code", "门店编号"),
            ),
            FactWord(
                "visit.clerk",
                Label("visit.clerk", "到店.店员"),
                "text",
                Label("the number of the clerk who noted it, at the outlet", "登记店员在该门店的工号"),
            ),
            FactWord(
                "visit.batch",
                Label("visit.batch", "到店.批次"),
                "text",
                Label(
                    "the name of the code's batch, where a code on a shelf or a poster was scanned",
                    "扫货架码或海报码到店时，该码所属批次的名称",
                ),
            ),
        ),
        recipients=_OF_OUTLET,
        subject=Label("a visitor", "到店者"),
    ),
    TriggerWord(
        "share",
        Label("Share", "分享"),
        Label(
            "a consumer presses the share button, once a claim and day; whether it was then sent cannot be known",
            "消费者点击分享按钮，同一次领取每天只计一次；是否真正发出无从得知",
        ),
        Label("a share", "分享"),
        Label("When you share", "分享时"),
        subject=Label("a sharer", "分享者"),
    ),
    TriggerWord(
        "group",
        Label("Group", "成团"),
        Label("a group of buyers is complete, told for each of them", "拼团成功，逐人上报"),
        Label("a complete group", "成团"),
        Label("When your group is complete", "成团时"),
        params=(Param("name", "text", Label("Group", "团名"), optional=True),),
        facts=(
            FactWord(
                "group.name", Label("group.name", "成团.团名"), "text", Label("which group", "哪一个团")
            ),
            FactWord(
                "group.size",
                Label("group.size", "成团.人数"),
                "count",
                Label("how many they are", "成团人数"),
            ),
        ),
        subject=Label("a member of a group", "参团者"),
    ),
    TriggerWord(
        "exchange",
        Label("Exchange", "积分兑换"),
        Label("a member orders something from the points shop", "会员在积分商城下单兑换"),
        Label("an exchange", "积分兑换"),
        Label("When you exchange points", "用积分兑换时"),
        params=(Param("item", "text", Label("Item", "商品"), optional=True),),
        facts=(
            FactWord(
                "exchange.item",
                Label("exchange.item", "积分兑换.商品"),
                "text",
                Label("what is ordered", "兑换的商品"),
            ),
        ),
        subject=Label("a member in the points shop", "兑换积分的会员"),
    ),
    TriggerWord(
        "service",
        Label("Service", "售后"),
        Label(
            "the brand's desk approves a compensation for a service case, once a case",
            "售后服务台批准对一个服务单的补偿，每单一次",
        ),
        Label("a service case", "售后服务"),
        Label("When our service makes good", "售后补偿时"),
        facts=(
            FactWord(
                "service.withdrawn",
                Label("service.withdrawn", "售后.已召回"),
                "flag",
                Label("the code was withdrawn when the case was opened", "开单时该码已作废"),
            ),
            FactWord(
                "service.batch",
                Label("service.batch", "售后.批次"),
                "text",
                Label("the name of the after-sales code's batch", "售后码所属批次的名称"),
            ),
        ),
        subject=Label("somebody whom the desk compensates", "获得售后补偿的人"),
    ),
    TriggerWord(
        "birthday",
        Label("Birthday", "生日"),
        Label(
            "the day of a member's birthday, for who has told it and consented",
            "会员生日当天，仅限告知生日并同意使用的会员",
        ),
        Label("a birthday", "生日"),
        Label("On your birthday", "生日当天"),
        subject=Label("a member on their birthday", "过生日的会员"),
    ),
    TriggerWord(
        "lapsing",
        Label("Lapsing", "临期"),
        Label(
            "so many days before a locked reward or a coupon ends that nobody has opened or used",
            "待解锁奖励或优惠券到期前若干天，且尚未解锁或使用",
        ),
        Label("a lapse that is near", "临期"),
        Label("Before a reward of yours ends", "奖励即将到期时"),
        params=(
            Param(
                "days", "days", Label("Number of days", "天数"), lead=Label("of", ""), minimum=1, maximum=365
            ),
        ),
        facts=(
            FactWord(
                "lapsing.days",
                Label("lapsing.days", "临期.天数"),
                "count",
                Label("the number of days before", "到期前的天数"),
            ),
        ),
        subject=Label("somebody whose reward is about to end", "奖励即将到期的人"),
    ),
    TriggerWord(
        "silence",
        Label("Silence", "沉默"),
        Label(
            "so many whole days have passed since the day of the last claim, told once",
            "距上次领取当天已过去这么多个整天，只触发一次",
        ),
        Label("a silence", "沉默"),
        Label("When you have been away for a while", "久未光顾时"),
        params=(
            Param(
                "days",
                "days",
                Label("Number of days", "天数"),
                lead=Label("of", ""),
                minimum=1,
                maximum=3_650,
            ),
        ),
        facts=(
            FactWord(
                "silence.days",
                Label("silence.days", "沉默.天数"),
                "count",
                Label("the number of whole days", "整天数"),
            ),
        ),
        subject=Label("somebody who stays away", "久未光顾者"),
    ),
)
#: What the brand's desk causes, by approving a service case. Nobody else tells of it.
BY_DESK: Final = ("service",)
#: Events that time itself causes. Their claims are nothing that the person did: `consumer.claims` does not count them.
BY_TIME: Final = ("birthday", "silence", "lapsing")
#: Those of them that a day brings to everybody whom it concerns; a lapse is near at its own instant.
BY_DAY: Final = ("birthday", "silence")
#: Events that the person does not bring about: neither counts as one of the person's claims.
BY_OTHERS: Final = (*BY_TIME, *BY_DESK)
