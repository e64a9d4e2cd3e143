"""The words that the engine itself brings to the campaign language.

Plugins add theirs and may not repeat these.
"""

from __future__ import annotations

from typing import Final

from dsl.values import Label
from dsl.vocabulary import FactWord, Word

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
        Label("a clerk's code was scanned in the 30 minutes before", "此前 30 分钟内扫过导购码"),
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
    Word("clerk", Label("clerk", "店员"), Label("who redeemed the coupon at the till", "在门店核销的店员")),
    Word("owner", Label("owner", "店主"), Label("who owns the outlet", "门店的店主")),
    Word("store", Label("store", "门店"), Label("the outlet itself", "门店账户")),
)

#: Where on the pack, or on whom, a code is.
CODE_KINDS: Final = (
    Word(
        "in_lid",
        Label("in_lid", "盖内码"),
        Label("hidden under the cap", "藏在瓶盖内，开盖可见"),
    ),
    Word("label", Label("label", "标签码"), Label("on the outside of the pack", "印在外包装上")),
    Word("carton", Label("carton", "箱码"), Label("on the carton", "印在外箱上")),
    Word("clerk", Label("clerk", "导购码"), Label("worn or shown by a clerk", "店员佩戴或出示")),
)
