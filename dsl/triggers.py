"""The three events that the grammar itself knows. All others are declared in the vocabulary, in the same form."""

from __future__ import annotations

from typing import Final

from dsl.values import Label
from dsl.vocabulary import TriggerWord

SCAN: Final = TriggerWord(
    "scan",
    Label("scan", "扫码"),
    Label("a code on a pack is scanned", "扫描包装上的码"),
    Label("a scan", "扫码"),
    Label("When you scan the code on a pack", "扫描包装上的码时"),
    recipients=("clerk", "owner", "store", "dealer"),
)
INVITATION: Final = TriggerWord(
    "invitation",
    Label("invitation", "受邀"),
    Label("a friend takes up a consumer's link", "好友接受消费者的邀请"),
    Label("an invitation", "受邀"),
    Label("When you accept a friend's invitation", "接受好友邀请时"),
    subject=Label("an invited friend", "受邀好友"),
    recipients=("referrer",),
)
REDEMPTION: Final = TriggerWord(
    "redemption",
    Label("redemption", "核销"),
    Label("a coupon is redeemed", "核销一张优惠券"),
    Label("a redemption", "核销"),
    Label("When a coupon is redeemed", "优惠券核销时"),
    subject=Label("a redemption", "核销"),
    recipients=("referrer", "clerk", "owner", "store"),
)
#: What the grammar spells with keywords of its own.
GRAMMATICAL: Final = (SCAN, INVITATION, REDEMPTION)
