"""Agreements with other brands, the months settled with them, and what is disputed. Each side has its own key and sees the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from engine.api import AllianceTerms, Invalid, Label, Money, partners
from studio.api import alliance_presenters as told
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.records import NAME, PRICE, Maybe, Record
from studio.api.schemas import Day, Identifier, Instant, Text, Whole
from studio.api.shapes import items

PAGE_ITEMS: Final = 100
_TYPE: Final = "coupon_alliance"
_CAP: Final = Maybe(Whole(1, 1_000_000_000))
_TERMS: Final[dict[str, Any]] = {
    "name": NAME, "worth": PRICE, "issuer_bears": PRICE, "fee": PRICE, "valid_days": Whole(1, 366),
    "minimum": Maybe(PRICE), "cap_a_month": _CAP, "exposure": Maybe(PRICE), "from": Maybe(Instant()),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionBody:
    """What is to be agreed: the honourer bears what the issuer does not. Without `from` it holds as soon as both have accepted."""

    name: Label
    worth: Money
    issuer_bears: Money
    fee: Money
    valid_days: int
    minimum: Money | None
    cap_a_month: int | None
    exposure: Money | None
    wanted: datetime | None

    @property
    def proposal(self) -> partners.Proposal:
        """As the engine reads it. Raises `Invalid`."""
        if {self.issuer_bears.currency, self.fee.currency} != {self.worth.currency}:
            raise Invalid("worth", Label("use one currency throughout", "所有金额须使用同一币种"))
        return partners.Proposal(
            self.name, self.worth, self.issuer_bears, self.worth - self.issuer_bears, self.fee, self.valid_days,
            self.minimum, self.cap_a_month, self.exposure, self.wanted,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AllianceBody:
    """A new alliance in which the key's brand gives out `coupon` of the brand `honourer`."""

    alliance: str
    honourer: str
    coupon: str
    terms: VersionBody


@dataclass(frozen=True, slots=True)
class AcceptanceBody:
    """Which version is accepted."""

    version: int


@dataclass(frozen=True, slots=True)
class NoticeBody:
    """The last calendar day, in the issuer's zone, on which coupons are given."""

    last_day: date


@dataclass(frozen=True, slots=True)
class WordsBody:
    """What one side says about a line."""

    words: str


@dataclass(frozen=True, slots=True)
class OfAlliance:
    """A path that names one alliance."""

    id: int


@dataclass(frozen=True, slots=True)
class OfStatement:
    """A path that names one month, and where its page of lines begins."""

    id: int
    number: int
    after: int | None = None


@dataclass(frozen=True, slots=True)
class OfLine:
    """A path that names one line."""

    id: int
    line: int


def _version(**given: Any) -> VersionBody:
    return VersionBody(wanted=given.pop("from"), **given)


async def list_alliances(call: Call[Nothing, Nothing]) -> Answer:
    """The alliances of the brand on either side."""
    return Reply({"items": [told.alliance(one) for one in await call.engine.alliances.all(call.brand)]})


async def show_alliance(call: Call[OfAlliance, Nothing]) -> Answer:
    """One of them, with all its versions."""
    view = await call.engine.alliances.one(call.brand, call.params.id)
    versions = await call.engine.alliances.versions(call.brand, call.params.id)
    return Reply({**told.alliance(view), "versions": [told.version(one) for one in versions]})


async def propose(call: Call[Nothing, AllianceBody]) -> Answer:
    """Write an alliance down; it holds once the other brand has accepted it too."""
    body, wanted = call.body, call.body.terms.proposal
    terms = AllianceTerms(
        body.alliance, call.brand, body.honourer, body.coupon, wanted.worth, wanted.issuer_bears, wanted.honourer_bears,
        wanted.fee, wanted.cap_a_month, wanted.exposure,
    )  # fmt: skip
    made = await call.engine.alliances.propose(
        _TYPE, terms, wanted.coupon, valid_days=wanted.valid_days,
        minimum_minor=wanted.minimum.minor if wanted.minimum else None, wanted=wanted.wanted,
    )  # fmt: skip
    return Reply(told.alliance(await call.engine.alliances.one(call.brand, made)), 201)


async def propose_version(call: Call[OfAlliance, VersionBody]) -> Answer:
    """Propose a change; nothing changes before the other side has accepted it."""
    number = await call.engine.alliances.propose_version(call.brand, call.params.id, call.body.proposal)
    return Reply({"version": number}, 201)


async def accept(call: Call[OfAlliance, AcceptanceBody]) -> Answer:
    """Accept a version as the key's brand."""
    await call.engine.alliances.accept(call.brand, call.params.id, None, call.body.version)
    return Reply(None, 204)


async def give_notice(call: Call[OfAlliance, NoticeBody]) -> Answer:
    """Withdraw: coupons are given up to the end of a day, and those given stay good."""
    await call.engine.alliances.give_notice(call.brand, call.params.id, call.body.last_day)
    return Reply(None, 204)


async def list_statements(call: Call[OfAlliance, Nothing]) -> Answer:
    """All closed months, the newest first."""
    found = await call.engine.settling.statements(call.brand, call.params.id)
    return Reply({"items": [told.statement(one) for one in found]})


async def list_lines(call: Call[OfStatement, Nothing]) -> Answer:
    """A page of a month's lines."""
    asked = call.params
    found = await call.engine.settling.lines(
        call.brand, asked.id, asked.number, after=asked.after or 0, limit=PAGE_ITEMS
    )
    return Reply({"items": [told.line(one) for one in found]})


async def confirm(call: Call[OfStatement, Nothing]) -> Answer:
    """The side that is paid says that the money has come."""
    view = await call.engine.settling.confirm(call.brand, call.params.id, call.params.number)
    return Reply(told.statement(view))


async def show_line(call: Call[OfLine, Nothing]) -> Answer:
    """A line followed back to the decision that gave its coupon; nobody is told who the consumer is."""
    return Reply(told.proof(await call.engine.settling.line(call.brand, call.params.id, call.params.line)))


async def dispute(call: Call[OfLine, WordsBody]) -> Answer:
    """Say why a line is not accepted."""
    await call.engine.settling.dispute(call.brand, call.params.id, call.params.line, call.body.words)
    return Reply(None, 204)


async def answer(call: Call[OfLine, WordsBody]) -> Answer:
    """Answer what the other side disputes."""
    await call.engine.settling.answer(call.brand, call.params.id, call.params.line, call.body.words)
    return Reply(None, 204)


_ALLIANCE: Final = {"id": Param(Identifier(), Label("The alliance.", "联盟编号。"))}
_NUMBER: Final = {"number": Param(Whole(1), Label("The statement's number.", "对账单期号。"))}
_OF_ALLIANCE: Final = Params(OfAlliance, path=_ALLIANCE)
_OF_STATEMENT: Final = Params(OfStatement, path=_ALLIANCE | _NUMBER)
_OF_LINE: Final = Params(
    OfLine, path={**_ALLIANCE, "line": Param(Identifier(), Label("The line.", "明细编号。"))}
)
_VERSION: Final = Record("AgreementRequest", _version, _TERMS)
_WORDS: Final = Record("DisputeRequest", WordsBody, {"words": Text(500, lines=True)})


def _operation(
    method: str, path: str, name: str, summary: tuple[str, str], run: Any, answers: dict[int, Any], params: Any, body: Any = None
) -> Operation[Any, Any]:  # fmt: skip
    return Operation(
        method=method, path=f"/alliances{path}", name=name, tag="alliances", summary=Label(*summary), run=run,
        params=params, body=body, answers=answers,
    )  # fmt: skip


operations: Final[tuple[Operation[Any, Any], ...]] = (
    _operation(
        "GET", "", "listAlliances", ("See what is agreed with other brands", "查看与其他品牌的联盟"), list_alliances,
        {200: items(told.ALLIANCE, "The newest first.", "最新的在前。")}, NO_PARAMS,
    ),
    _operation(
        "POST", "", "proposeAlliance", ("Propose to give out another brand's coupon", "提议发放另一品牌的券"), propose,
        {201: told.ALLIANCE}, NO_PARAMS,
        Record("AllianceRequest", AllianceBody, {
            "alliance": Text(64, example="Snacks"), "honourer": Text(32, example="peanuts"),
            "coupon": Text(64, example="peanuts-5"), "terms": _VERSION,
        }),
    ),
    _operation(
        "GET", "/{id}", "showAlliance", ("See an alliance with its versions", "查看联盟及各版协议"), show_alliance,
        {200: told.ALLIANCE_WITH_VERSIONS}, _OF_ALLIANCE,
    ),
    _operation(
        "POST", "/{id}/versions", "proposeAgreement", ("Propose a change", "提议修改协议"), propose_version,
        {201: told.PROPOSED}, _OF_ALLIANCE, _VERSION,
    ),
    _operation(
        "POST", "/{id}/acceptance", "acceptAgreement", ("Accept a version", "确认一版协议"), accept, {204: None},
        _OF_ALLIANCE, Record("AcceptanceRequest", AcceptanceBody, {"version": Whole(1)}),
    ),
    _operation(
        "POST", "/{id}/notice", "giveNotice", ("Give notice", "通知退出"), give_notice, {204: None}, _OF_ALLIANCE,
        Record("NoticeRequest", NoticeBody, {"last_day": Day()}),
    ),
    _operation(
        "GET", "/{id}/statements", "listStatements", ("See the months that are settled", "查看各月对账单"), list_statements,
        {200: items(told.STATEMENT, "The newest first.", "最新的在前。")}, _OF_ALLIANCE,
    ),
    _operation(
        "GET", "/{id}/statements/{number}/lines", "listStatementLines", ("See a month's lines", "查看对账明细"), list_lines,
        {200: items(told.LINE, f"In order, {PAGE_ITEMS} a page.", f"按时间顺序，每页 {PAGE_ITEMS} 条。")},
        Params(OfStatement, path=_ALLIANCE | _NUMBER, query={
            "after": Param(Maybe(Identifier()), Label("Only those behind this line.", "只看此条之后的明细。")),
        }),
    ),
    _operation(
        "POST", "/{id}/statements/{number}/payment", "confirmPayment",
        ("Say that a month's money has come", "确认当月款项到账"), confirm, {200: told.STATEMENT}, _OF_STATEMENT,
    ),
    _operation(
        "GET", "/{id}/lines/{line}", "showStatementLine", ("Follow a line back to its decision", "追溯一条明细"), show_line,
        {200: told.PROOF}, _OF_LINE,
    ),
    _operation(
        "POST", "/{id}/lines/{line}/dispute", "disputeLine", ("Dispute a line", "对明细提出异议"), dispute, {204: None},
        _OF_LINE, _WORDS,
    ),
    _operation(
        "POST", "/{id}/lines/{line}/answer", "answerDispute", ("Answer a dispute", "答复异议"), answer, {204: None},
        _OF_LINE, _WORDS,
    ),
)  # fmt: skip
