"""Scan pages to look at: one visitor for each state, made up, through the same presenter as real visitors. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from engine.api import STATES, ClaimAnswer, GrantView, InvitationPage, Label, Money, Reason, Refusal, ScanPage
from studio.i18n.voice import Voice
from studio.public.looks import Look
from studio.public.presenters import dress, invitation_view, scan_view
from studio.public.views import ScanFrame, ScanView

_AT: Final = datetime(2026, 6, 12, 10, 30, tzinfo=UTC)
_BRAND: Final = Label("Clearwater Drinks", "清泉饮料")
_CAMPAIGN: Final = Label("Open the cap", "开盖有礼")
_PRODUCT: Final = Label("Sports drink 500 ml", "运动饮料 500 毫升")
_TERMS: Final = (
    Label("Each cap gives a red packet of 0.88 to 8.88 yuan.", "每个瓶盖可得 0.88 至 8.88 元红包。"),
    Label("Three caps a day for each person.", "每人每天限三次。"),
)
#: What the engine says where a claim is refused, by the state that tells it.
_REFUSED: Final = {
    "already": (Reason.ALREADY_YOURS, Label("You used this code.", "您已用过此码。")),
    "taken": (Reason.ALREADY_CLAIMED, Label("Somebody else was faster, on 12 June at 09:12.", "此码已于6月12日 09:12 被他人领取。")),
    "refused": (Reason.RULE_REFUSES, Label("This pack does not take part.", "此包装不参加活动。")),
    "limit": (Reason.LIMIT_REACHED, Label("You can claim three times a day. Tomorrow it goes on.", "每人每天限领三次，明天可继续。")),
    "spent": (Reason.BUDGET_SPENT, Label("All packets of this campaign are given.", "本活动的红包已全部发完。")),
    "not_genuine": (Reason.NOT_GENUINE, Label("This is not one of our codes.", "这不是我们的正品码。")),
    "not_active": (Reason.NOT_ACTIVE, Label("This code is not active yet.", "此码尚未激活。")),
    "withdrawn": (Reason.WITHDRAWN, Label("This batch has been withdrawn.", "此批次产品已召回。")),
    "not_started": (Reason.NOT_STARTED, Label("It starts on 1 July 2026.", "活动将于2026年7月1日开始。")),
    "paused": (Reason.PAUSED, Label("The campaign takes a short break.", "活动暂停中。")),
    "ended": (Reason.ENDED, Label("The campaign ended on 31 May 2026.", "活动已于2026年5月31日结束。")),
    "no_campaign": (Reason.NO_CAMPAIGN, Label("Nothing is running for this product.", "此商品暂无活动。")),
}  # fmt: skip


def sample(state: str, look: Look, voice: Voice) -> ScanView:
    """The page of a state under a look. Raises `KeyError` for a state that does not exist."""
    if state not in STATES:
        raise KeyError(state)
    if state == "error":
        return _error(look, voice)
    if state == "invited":
        page = InvitationPage("ask", "token", "sample", _BRAND, _CAMPAIGN, look.theme.code, _TERMS)
        return invitation_view(page, look, voice, fresh=False, refusal=None)
    refusal = Refusal(*_REFUSED[state], _AT) if state in _REFUSED else None
    answer = _answer(state) if state in ("won", "nothing", "already") else None
    phase: Literal["ask", "won", "refused"] = "ask" if state == "welcome" else "won" if answer else "refused"
    shown = ScanPage(
        phase, "SAMPLE", "sample", _BRAND, _CAMPAIGN, look.theme.code, _PRODUCT, _TERMS, answer, None if answer else refusal,
        ends=_AT + timedelta(days=30), shares=True,
    )  # fmt: skip
    return scan_view(shown, look, voice, fresh=state == "won", refusal=None)


def _answer(state: str) -> ClaimAnswer:
    grants: tuple[GrantView, ...] = ()
    if state != "nothing":
        packet = Label("Red packet 8.88 yuan", "红包 8.88 元")
        grants = (
            GrantView(1, "red_packet", packet, "consumer", 1, "owed", _AT, amount=Money(888, "CNY")),
            GrantView(2, "points", Label("20 points", "20 积分"), "consumer", 1, "given", _AT, points=20),
        )
    return ClaimAnswer(1, _AT, _CAMPAIGN, "", grants)


def _error(look: Look, voice: Voice) -> ScanView:
    words = look.words("error", voice.locale)
    brand = voice.say(_BRAND)
    frame = ScanFrame(
        dress(look, "error"), words["headline"], brand, "/", "", words["headline"], None, (), ()
    )
    return ScanView(frame, words["lead"])
