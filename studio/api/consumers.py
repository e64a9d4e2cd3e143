"""A person's wallet, and the mobile number that joins a person's accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import Label
from studio.api import presenters
from studio.api.consumer import REFERENCE_PARAM, OfConsumer
from studio.api.operation import Answer, Call, Nothing, Operation, Params, Reply
from studio.api.records import Record
from studio.api.schemas import Text
from studio.api.shapes import WALLET

MOBILE: Final = Text(
    16,
    pattern=r"\+?[0-9]{6,15}",
    like=Label(
        "a mobile number of 6 to 15 digits, with + and country code if abroad",
        "6 至 15 位手机号，境外号码请加 + 与国家代码",
    ),
    example="+8613800000000",
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
)
