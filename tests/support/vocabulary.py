"""A vocabulary for tests: the words that the built-in plugins and the engine declare, in small."""

from __future__ import annotations

from typing import Final

from dsl.values import Label
from dsl.vocabulary import FactWord, Param, RewardWord, TriggerWord, Vocabulary, Word


def _help(en: str, zh: str) -> Label:
    return Label(en, zh)


RED_PACKET: Final = RewardWord(
    "red_packet",
    Label("Red packet", "红包"),
    (Param("amount", "money", Label("Amount", "金额"), minimum=1),),
    _help("Money to the consumer's wallet.", "发到用户钱包的现金红包。"),
)
POINTS: Final = RewardWord(
    "points",
    Label("Points", "积分"),
    (Param("points", "count", Label("Number of points", "积分数"), minimum=1, maximum=10_000_000),),
    _help("Points of the brand.", "品牌积分。"),
)
COUPON: Final = RewardWord(
    "coupon",
    Label("Coupon", "优惠券"),
    (
        Param("coupon", "text", Label("Coupon", "券编号")),
        Param(
            "alliance",
            "text",
            Label("Alliance", "联盟"),
            lead=Label("from alliance", "来自联盟"),
            optional=True,
        ),
    ),
    _help("A coupon of this campaign or of an alliance.", "本活动或联盟的优惠券。"),
)

PRIZE: Final = RewardWord(
    "prize",
    Label("Prize", "奖品"),
    (Param("prize", "text", Label("Prize", "奖品编号")),),
    _help("A physical prize.", "实物奖品。"),
    pays=False,
)

FACTS: Final = (
    FactWord(
        "consumer.claims",
        Label("Claims so far", "消费者.领取次数"),
        "count",
        _help("Claims.", "领取次数。"),
        windowed=True,
    ),
    FactWord(
        "consumer.last_claim", Label("Last claim", "消费者.上次领取"), "instant", _help("Last.", "上次。")
    ),
    FactWord("consumer.points", Label("Points", "消费者.积分"), "count", _help("Points.", "积分。")),
    FactWord("consumer.spent", Label("Spent", "消费者.消费额"), "money", _help("Spent.", "消费额。")),
    FactWord(
        "consumer.rank", Label("Rank", "消费者.级别"), "choice", _help("Rank.", "级别。"), ("silver", "gold")
    ),
    FactWord(
        "consumer.region", Label("Home", "消费者.地区"), "region", _help("Home.", "常住地区。"), personal=True
    ),
    FactWord("consumer.tags", Label("Tags", "消费者.标签"), "tags", _help("Tags.", "标签。")),
    FactWord("event.opens", Label("Opens", "事件.解锁数"), "count", _help("Opens.", "解锁数。")),
    FactWord(
        "code.region", Label("Sales region", "码.销售区域"), "region", _help("Shipped to.", "销售区域。")
    ),
    FactWord("code.batch", Label("Batch", "码.批次"), "text", _help("Batch.", "批次。")),
    FactWord(
        "scan.region", Label("Scan region", "扫码.所在地区"), "region", _help("Scanned in.", "扫码地区。")
    ),
    FactWord("scan.hour", Label("Hour", "扫码.小时"), "count", _help("Hour of day.", "几点。")),
    FactWord("friend.is_new", Label("New friend", "好友.新客"), "flag", _help("New.", "新客。")),
    FactWord("consumer.tier", Label("Tier", "消费者.等级"), "text", _help("Tier.", "等级。")),
)


TRIGGERS: Final = (
    TriggerWord(
        "purchase",
        Label("Purchase", "购买"),
        _help("A purchase.", "一次购买。"),
        Label("a purchase", "购买"),
        Label("When you buy something", "购买时"),
        facts=(
            FactWord("purchase.amount", Label("Amount", "购买.金额"), "money", _help("Paid.", "实付金额。")),
            FactWord("purchase.outlet", Label("Outlet", "购买.门店"), "text", _help("Where.", "门店。")),
        ),
        subject=Label("a buyer", "购买者"),
    ),
    TriggerWord(
        "silence",
        Label("Silence", "沉默"),
        _help("Nothing for some days.", "连续若干天没有动静。"),
        Label("a silence", "沉默"),
        Label("When you have been away for a while", "久未光顾时"),
        params=(Param("days", "days", Label("Days", "天数"), lead=Label("of", ""), minimum=1),),
        facts=(FactWord("silence.days", Label("Days", "沉默.天数"), "count", _help("Days.", "天数。")),),
    ),
    TriggerWord(
        "tasting",
        Label("Tasting", "品鉴"),
        _help("A tasting.", "一次品鉴。"),
        Label("a tasting", "品鉴"),
        Label("When you come to a tasting", "参加品鉴时"),
        params=(Param("wine", "text", Label("Wine", "酒款"), optional=True),),
        facts=(FactWord("tasting.wine", Label("Wine", "品鉴.酒款"), "text", _help("Wine.", "酒款。")),),
        subject=Label("a guest", "来宾"),
    ),
)


def _words(*words: tuple[str, str, str]) -> tuple[Word, ...]:
    return tuple(Word(name, Label(en, zh)) for name, en, zh in words)


VOCABULARY: Final = Vocabulary(
    rewards=(RED_PACKET, POINTS, COUPON, PRIZE),
    facts=FACTS,
    recipients=_words(
        ("consumer", "Consumer", "消费者"),
        ("referrer", "Referrer", "分享人"),
        ("clerk", "Clerk", "店员"),
        ("owner", "Owner", "店主"),
        ("store", "Store", "门店"),
        ("dealer", "Dealer", "经销商"),
    ),
    code_kinds=_words(
        ("in_lid", "In-lid", "盖内码"),
        ("label", "Label", "标签码"),
        ("carton", "Carton", "箱码"),
        ("clerk", "Clerk", "导购码"),
    ),
    themes=_words(("theme_plain", "Plain", "素雅"), ("theme_story", "Story", "小熊猫与月亮")),
    channels=_words(
        ("sandbox_wallet", "Sandbox wallet", "沙盒钱包"),
    ),
    triggers=TRIGGERS,
)
