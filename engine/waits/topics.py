"""What time does with each topic of what waits. A new thing that waits is a row of its own topic and one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from engine.commit.command import Command
from engine.fraud.reviewing import LapseReview
from engine.grants.clawing_back import ClawBack
from engine.groups.paying import BillAnswered, EndGroup
from engine.groups.refunding import RefundAnswered
from engine.groups.rows import BILL, GROUP, REFUND, SENT
from engine.insights.schedule import TOPIC as REPORT
from engine.insights.schedule import NextReport
from engine.members.deleting import DropMark, Erased
from engine.outbox.lapsing import LapsePayout
from engine.outbox.pausing import TryPaused
from engine.outlets.nights import TOPIC, NextNight
from engine.parcels.making import TOPIC as PARCEL
from engine.parcels.sending import EndParcel
from engine.records import Wait
from engine.spi.answers import Unknown
from engine.spi.rewards import RewardType
from engine.stock.holding import EndHold
from engine.waits.ending import EndWait
from engine.waits.ending_locks import EndLock

#: What is known of a payment when nobody could be asked.
_UNASKED: Final = Unknown("no channel was asked")
Rewards = Mapping[str, RewardType]

#: The command that goes on with a wait that is due; its answer is the state that the wait is then in.
_ENDINGS: Final[Mapping[str, Callable[[Wait, datetime, Rewards], Command[str]]]] = {
    "lock": lambda wait, now, rewards: EndLock(
        wait.brand, wait.id, wait.subject_id, wait.person_id, now, rewards
    ),
    "hold": lambda wait, now, _: EndHold(wait, now),
    "payout": lambda wait, now, _: LapsePayout(wait.brand, wait.id, wait.subject_id, wait.person_id, now),
    "review": lambda wait, now, _: LapseReview(wait.brand, wait.id, wait.subject_id, now),
    "clawback": lambda wait, now, _: ClawBack(wait, now),
    "float": lambda wait, now, _: TryPaused(wait.brand, wait.id, now),
    "lapsing": lambda wait, now, _: EndWait(wait, now),
    "statement": lambda wait, now, _: EndWait(wait, now),
    "mark": lambda wait, now, rewards: DropMark(wait, now),
    PARCEL: lambda wait, now, _: EndParcel(wait, now),
    TOPIC: lambda wait, now, _: NextNight(wait, now),
    GROUP: lambda wait, now, _: EndGroup(wait, now),
    BILL: lambda wait, now, _: BillAnswered(wait.subject_id, wait.cause_id or None, _UNASKED, now),
    REFUND: lambda wait, now, _: RefundAnswered(wait.subject_id, _UNASKED, now),
    REPORT: lambda wait, now, _: NextReport(wait, now),
    SENT: lambda wait, now, _: EndWait(wait, now),
    "erasure": lambda wait, now, rewards: Erased(wait, now),
}


def ending(wait: Wait, now: datetime, rewards: Rewards) -> Command[str]:
    """What goes on with a wait that is due. Raises `KeyError` for a topic that nothing ends."""
    return _ENDINGS[wait.topic](wait, now, rewards)
