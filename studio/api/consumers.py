"""A person's wallet, what is told of the person, and the mobile number that joins a person's accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import PERSONAL, Attributes, Label
from studio.api import presenters
from studio.api.consumer import REFERENCE_PARAM, OfConsumer
from studio.api.operation import Answer, Call, Nothing, Operation, Params, Reply
from studio.api.records import ListOf, Maybe, Record
from studio.api.schemas import Choice, Instant, Text
from studio.api.shapes import ATTRIBUTES, WALLET, shape

MOBILE: Final = Text(
    16,
    pattern=r"\+?[0-9]{6,15}",
    like=Label(
        "a mobile number of 6 to 15 digits, with + and country code if abroad",
        "6 至 15 位手机号，境外号码请加 + 与国家代码",
    ),
    example="+8613800000000",
)


BIRTHDAY: Final = Text(
    5,
    pattern=r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
    like=Label("month and day, such as 05-17", "月和日，例如 05-17"),
    example="05-17",
)


@dataclass(frozen=True, slots=True)
class MobileBody:
    """A mobile number that the brand itself has verified."""

    mobile: str


async def show_wallet(call: Call[OfConsumer, Nothing]) -> Answer:
    """All that the person holds."""
    return Reply(presenters.wallet(await call.engine.members.wallet(call.brand, call.params.who)))


async def link_mobile(call: Call[OfConsumer, MobileBody]) -> Answer:
    """Tie the number to the person; accounts with the same number become one."""
    await call.engine.members.link_mobile(call.brand, call.params.who, call.body.mobile)
    return Reply(None, 204)


@dataclass(frozen=True, slots=True)
class CodeBody:
    """The code that a number has received."""

    mobile: str
    code: str


CODE_SENT: Final = shape(
    "CodeSent",
    "A one-time code is on its way.",
    "验证码已发送。",
    good_until=Instant(),
    again_at=Instant(),
)


async def send_code(call: Call[OfConsumer, MobileBody]) -> Answer:
    """Send a one-time code to the number by the installation's message channel."""
    sent = await call.engine.verifying.send_code(call.brand, call.params.who, call.body.mobile)
    return Reply(
        {"good_until": presenters.instant(sent.good_until), "again_at": presenters.instant(sent.again_at)}
    )


async def confirm_code(call: Call[OfConsumer, CodeBody]) -> Answer:
    """Prove the number with its code: it is tied to the person, and accounts with the same number become one."""
    await call.engine.verifying.confirm(call.brand, call.params.who, call.body.mobile, call.body.code)
    return Reply(None, 204)


async def show_attributes(call: Call[OfConsumer, Nothing]) -> Answer:
    """What you have told of the person."""
    return Reply(presenters.attributes(await call.engine.members.attributes(call.brand, call.params.who)))


async def set_attributes(call: Call[OfConsumer, dict[str, Any]]) -> Answer:
    """Replace all attributes; those left out are forgotten. Personal ones need the person's consent."""
    given = {name: value for name, value in call.body.items() if value is not None}
    await call.engine.members.set_attributes(call.brand, call.params.who, Attributes(**given))
    return Reply(None, 204)


_PARAMS: Final = Params(OfConsumer, path={"ref": REFERENCE_PARAM})

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/consumers/{ref}",
        name="showWallet",
        tag="consumers",
        summary=Label("See all that a person holds", "查看用户的全部权益"),
        run=show_wallet,
        params=_PARAMS,
        answers={200: WALLET},
    ),
    Operation(
        method="PUT",
        path="/consumers/{ref}/mobile",
        name="linkMobile",
        tag="consumers",
        summary=Label("Tie a verified mobile number to a person", "为用户绑定已验证的手机号"),
        run=link_mobile,
        params=_PARAMS,
        body=Record("MobileRequest", MobileBody, {"mobile": MOBILE}),
        answers={204: None},
    ),
    Operation(
        method="POST",
        path="/consumers/{ref}/mobile/code",
        name="sendCode",
        tag="consumers",
        summary=Label("Send a one-time code to a mobile number", "向手机号发送验证码"),
        run=send_code,
        params=_PARAMS,
        body=Record("CodeRequest", MobileBody, {"mobile": MOBILE}),
        answers={200: CODE_SENT},
    ),
    Operation(
        method="POST",
        path="/consumers/{ref}/mobile/confirmation",
        name="confirmCode",
        tag="consumers",
        summary=Label("Prove a mobile number with its code", "用验证码验证手机号"),
        run=confirm_code,
        params=_PARAMS,
        body=Record("ConfirmationRequest", CodeBody, {"mobile": MOBILE, "code": Text(12, example="204817")}),
        answers={204: None},
    ),
    Operation(
        method="GET",
        path="/consumers/{ref}/attributes",
        name="showAttributes",
        tag="consumers",
        summary=Label("See what you have told of a person", "查看已上报的会员属性"),
        run=show_attributes,
        params=_PARAMS,
        answers={200: ATTRIBUTES},
    ),
    Operation(
        method="PUT",
        path="/consumers/{ref}/attributes",
        name="setAttributes",
        tag="consumers",
        summary=Label(
            "Tell birthday, tags and tier of a person; what is left out is forgotten",
            "上报会员的生日、标签与等级；未填写的将被清除",
        ),
        run=set_attributes,
        params=_PARAMS,
        body=Record(
            "AttributesRequest",
            dict,
            {
                "birthday": Maybe(BIRTHDAY),
                "tags": Maybe(ListOf(Text(64, example="regular"), 50)),
                "tier": Maybe(Text(40, example="gold")),
                "consents": Maybe(ListOf(Choice(PERSONAL), len(PERSONAL))),
            },
            Label(
                "A birthday is month and day, and is kept only when `consents` names it: the person has agreed that you "
                "use it for campaigns.",
                "生日仅含月与日；只有在 consents 中注明（会员已同意用于营销活动）才会保存。",
            ),
        ),
        answers={204: None},
    ),
)
