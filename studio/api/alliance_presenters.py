"""The published forms of alliances and statements, and their values."""

from __future__ import annotations

from typing import Any, Final

from engine.api import partners
from studio.api.presenters import Json, instant, instant_or_none, money, money_or_none, words
from studio.api.records import MONEY, WORDS, ListOf, Nullable
from studio.api.schemas import Choice, Flag, Identifier, Instant
from studio.api.shapes import COUNT, MAYBE_INSTANT, MAYBE_MONEY, TEXT, shape

_TERMS: Final[dict[str, Any]] = {
    "version": COUNT, "name": WORDS, "worth": MONEY, "issuer_bears": MONEY, "honourer_bears": MONEY, "fee": MONEY,
    "valid_days": COUNT, "minimum": MAYBE_MONEY, "cap_a_month": Nullable(COUNT), "exposure": MAYBE_MONEY,
    "from": Instant(), "proposed_by": TEXT, "issuer_accepted_at": MAYBE_INSTANT, "honourer_accepted_at": MAYBE_INSTANT,
}  # fmt: skip
AGREEMENT: Final = shape("Agreement", "One version of what two brands agreed.", "双方协议的一版。", **_TERMS)
VERSION: Final = shape(
    "AgreementVersion", "A version and whether it holds.", "一版协议及其状态。",
    state=Choice(("proposed", "coming", "in_force", "past", "dropped")), agreement=AGREEMENT,
)  # fmt: skip
_ALLIANCE: Final[dict[str, Any]] = {
    "id": Identifier(), "name": TEXT, "coupon": TEXT, "side": Choice(("issuer", "honourer")), "issuer": TEXT,
    "honourer": TEXT, "state": Choice(("proposed", "agreed", "running", "ending", "ended", "settled")),
    "current": Nullable(AGREEMENT), "proposal": Nullable(AGREEMENT), "waiting_for": ListOf(TEXT), "ends_at": MAYBE_INSTANT,
    "issued_this_month": COUNT, "exposure": MONEY, "unpaid": MONEY, "unpaid_statements": COUNT,
    "next_statement_at": MAYBE_INSTANT,
}  # fmt: skip
ALLIANCE: Final = shape(
    "Alliance",
    "As the key's brand sees it. `unpaid` is what the issuer still has to pay for closed months, negative where the honourer has.",
    "密钥所属品牌视角；unpaid 为发券方各月尚未付清的净额，负数表示由出券方付。",
    **_ALLIANCE,
)
ALLIANCE_WITH_VERSIONS: Final = shape(
    "AllianceWithVersions", "An alliance with all that was agreed and proposed.", "联盟及全部协议版本。",
    **_ALLIANCE, versions=ListOf(VERSION),
)  # fmt: skip
PROPOSED: Final = shape("ProposedAgreement", "The number of the new version.", "新版本号。", version=COUNT)
STATEMENT: Final = shape(
    "Statement",
    "A month that is settled; it never changes but for `paid_at`. `payer` pays `net` to the other brand.",
    "已结清的月份，除 paid_at 外不再变动；由 payer 向对方支付 net。",
    number=COUNT, month=TEXT, from_at=Instant(), until_at=Instant(), closed_at=Instant(), issued=COUNT, redeemed=COUNT,
    cancelled=COUNT, expired=COUNT, still_open=COUNT, issuer_owes=MONEY, honourer_owes=MONEY, net=MONEY,
    payer=Nullable(TEXT), final=Flag(), paid_at=MAYBE_INSTANT,
)  # fmt: skip
LINE: Final = shape(
    "StatementLine",
    "A redemption, or that one of an earlier month was called off: then the amounts are negative.",
    "一笔核销，或撤销往月的核销（金额为负）。",
    id=Identifier(), kind=Choice(("redeemed", "cancelled")), at=Instant(), outlet=TEXT, issuer_owes=MONEY,
    honourer_owes=MONEY, disputed=Flag(),
)  # fmt: skip
DISPUTE: Final = shape(
    "Dispute", "What one side does not accept, and what the other says.", "一方的异议与另一方的答复。",
    raised_by=TEXT, words=TEXT, at=Instant(), answer=Nullable(TEXT), answered_at=MAYBE_INSTANT,
)  # fmt: skip
PROOF: Final = shape(
    "StatementLineProof",
    "The decision behind a line, computed again, without a word about the person.",
    "明细背后的判定，重新计算得出，不含任何消费者信息。",
    line=LINE, statement=COUNT, agreement=AGREEMENT, issued_at=Instant(), expires_at=Instant(), steps=ListOf(WORDS),
    dispute=Nullable(DISPUTE),
)  # fmt: skip


def agreement(one: partners.Agreement) -> Json:
    """A version's terms and who has accepted them."""
    terms = one.terms
    return {
        "version": one.number, "name": words(one.coupon), "worth": money(terms.worth),
        "issuer_bears": money(terms.issuer_bears), "honourer_bears": money(terms.honourer_bears),
        "fee": money(terms.fee_to_issuer), "valid_days": one.valid_days, "minimum": money_or_none(one.minimum),
        "cap_a_month": terms.cap_a_month, "exposure": money_or_none(terms.exposure),
        "from": instant(one.starts or one.wanted), "proposed_by": one.proposed_by,
        "issuer_accepted_at": instant_or_none(one.issuer_accepted),
        "honourer_accepted_at": instant_or_none(one.honourer_accepted),
    }  # fmt: skip


def version(view: partners.VersionView) -> Json:
    """A version and whether it holds."""
    return {"state": view.state, "agreement": agreement(view.agreed)}


def alliance(view: partners.AllianceView) -> Json:
    """An alliance as one side sees it."""
    return {
        "id": str(view.id), "name": view.name, "coupon": view.coupon, "side": view.side, "issuer": view.issuer.slug,
        "honourer": view.honourer.slug, "state": view.state,
        "current": agreement(view.current) if view.current else None,
        "proposal": agreement(view.proposal) if view.proposal else None, "waiting_for": list(view.waiting_for),
        "ends_at": instant_or_none(view.ends), "issued_this_month": view.issued_this_month,
        "exposure": money(view.exposure), "unpaid": money(view.unpaid), "unpaid_statements": view.unpaid_statements,
        "next_statement_at": instant(view.month.closes) if view.month else None,
    }  # fmt: skip


def statement(view: partners.StatementView) -> Json:
    """A closed month."""
    return {
        "number": view.number, "month": view.month, "from_at": instant(view.begins), "until_at": instant(view.ends),
        "closed_at": instant(view.closed), "issued": view.issued, "redeemed": view.redeemed,
        "cancelled": view.cancelled, "expired": view.expired, "still_open": view.still_open,
        "issuer_owes": money(view.issuer_owes), "honourer_owes": money(view.honourer_owes), "net": money(view.net),
        "payer": view.payer.slug if view.payer else None, "final": view.final, "paid_at": instant_or_none(view.paid),
    }  # fmt: skip


def line(view: partners.LineView) -> Json:
    """One line of a statement."""
    return {
        "id": str(view.id), "kind": view.kind, "at": instant(view.at), "outlet": view.outlet,
        "issuer_owes": money(view.issuer_owes), "honourer_owes": money(view.honourer_owes), "disputed": view.disputed,
    }  # fmt: skip


def proof(view: partners.LineProof) -> Json:
    """A line followed back."""
    said = view.dispute
    return {
        "line": line(view.line), "statement": view.statement.number, "agreement": agreement(view.agreed),
        "issued_at": instant(view.issued), "expires_at": instant(view.expires),
        "steps": [words(step) for step in view.steps],
        "dispute": None if said is None else {
            "raised_by": said.raised_by.slug, "words": said.words, "at": instant(said.at), "answer": said.answer,
            "answered_at": instant_or_none(said.answered),
        },
    }  # fmt: skip
