"""Share links: a consumer's link, what the friend sees, and the friend's claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import ConsumerKey, Label, Refusal
from studio.api import presenters
from studio.api.consumer import CONSUMER, OPTIONAL_CONSUMER, key_of
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem import of_refusal
from studio.api.records import Record
from studio.api.schemas import Identifier, Text
from studio.api.shapes import CLAIM, INVITATION, INVITATION_LINK

_TOKEN: Final = Param(
    Text(200, pattern=r"[A-Za-z0-9_-]+", like=Label("a link's token", "链接中的令牌")),
    Label("The part of a share link after /i/.", "分享链接中 /i/ 之后的部分。"),
)


@dataclass(frozen=True, slots=True)
class LinkBody:
    """A person wants a link to share for a campaign."""

    campaign_id: int
    consumer: ConsumerKey


@dataclass(frozen=True, slots=True)
class FriendBody:
    """The friend who accepts."""

    consumer: ConsumerKey


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link, seen by one person or by nobody in particular."""

    token: str
    consumer: str | None


@dataclass(frozen=True, slots=True)
class OfLink:
    """A path that names one link."""

    token: str


async def make_link(call: Call[Nothing, LinkBody]) -> Answer:
    """The person's link; the same one however often it is asked for, and nothing is given for asking."""
    token = await call.engine.referrals.link(call.brand, call.body.campaign_id, call.body.consumer)
    return Reply({"token": token, "url": f"{call.origin}/i/{token}"})


async def show_link(call: Call[LinkView, Nothing]) -> Answer:
    """What the friend sees. Another brand's link is unknown."""
    who = None if call.params.consumer is None else key_of(call.params.consumer)
    page = await call.engine.referrals.open(call.params.token, who, brand=call.brand)
    if page.phase == "unknown" and page.refusal is not None:
        return of_refusal(page.refusal)
    return Reply(presenters.invitation(page))


async def accept_link(call: Call[OfLink, FriendBody]) -> Answer:
    """The friend claims what the campaign gives to invited friends."""
    answer = await call.engine.referrals.accept(
        call.params.token, call.body.consumer, request=call.key, brand=call.brand
    )
    if isinstance(answer, Refusal):
        return of_refusal(answer)
    return Reply(presenters.claim(answer), 200 if answer.repeated else 201)


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/invitations",
        name="makeInvitation",
        tag="invitations",
        summary=Label("Get a person's share link for a campaign", "获取用户在某活动中的分享链接"),
        run=make_link,
        params=NO_PARAMS,
        body=Record("InvitationRequest", LinkBody, {"campaign_id": Identifier(), "consumer": CONSUMER}),
        answers={200: INVITATION_LINK},
    ),
    Operation(
        method="GET",
        path="/invitations/{token}",
        name="showInvitation",
        tag="invitations",
        summary=Label("See what a friend sees behind a share link", "查看好友打开分享链接时的内容"),
        run=show_link,
        params=Params(LinkView, path={"token": _TOKEN}, query={"consumer": OPTIONAL_CONSUMER}),
        answers={200: INVITATION},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/invitations/{token}/claims",
        name="acceptInvitation",
        tag="invitations",
        summary=Label("Claim as the invited friend", "以受邀好友的身份领取"),
        run=accept_link,
        params=Params(OfLink, path={"token": _TOKEN}),
        body=Record("FriendRequest", FriendBody, {"consumer": CONSUMER}),
        answers={201: CLAIM, 200: CLAIM},
        keyed=True,
        refuses=True,
    ),
)
