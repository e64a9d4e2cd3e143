"""Months between two brands: closed by time, read by both sides, confirmed as paid, disputed line by line."""

from __future__ import annotations

from typing import Final

from dsl.values import Label, Money
from engine.alliances.agreement import Alliance
from engine.alliances.months import next_month
from engine.alliances.paying import PayStatement
from engine.alliances.proof import steps_of
from engine.alliances.rows import Statement, StatementLine
from engine.alliances.showing import party, statement_view
from engine.alliances.views import DeclineView, DisputeView, LineProof, LineView, StatementView
from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.records import Claim, Wait
from engine.storage.alliance_store import AllianceStore
from engine.storage.database import Collision, Row
from engine.storage.result_store import ResultStore
from engine.storage.statement_closing import close_month
from engine.storage.statement_store import Behind, StatementStore

WORDS_MAX: Final = 500
LINES_MAX: Final = 500
_WORDS: Final = Label(f"write 1 to {WORDS_MAX} characters", f"请填写 1 至 {WORDS_MAX} 个字")


class SettlingDoor:
    """Statements of alliances. Each side sees the same, and nobody is told who a consumer is."""

    def __init__(
        self, core: Core, alliances: AllianceStore, statements: StatementStore, results: ResultStore
    ) -> None:
        self._core = core
        self._alliances = alliances
        self._store = statements
        self._results = results

    async def close(self, wait: Wait) -> bool:
        """Close the month that a wait is about; done twice, it is closed once."""
        found = await self._alliances.one(wait.brand, wait.subject_id)
        if found is None:
            raise LookupError(f"wait {wait.id} is about alliance {wait.subject_id}, which does not exist")
        alliance, _ = found
        zone = (await self._core.brand(alliance.issuer)).zone
        following = next_month(alliance, wait, zone)
        now_us = to_micros(self._core.clock.now())
        await close_month(self._core.database, alliance, wait, following, now_us)
        return True

    async def statements(self, brand: str, alliance_id: int) -> tuple[StatementView, ...]:
        """All closed months, the newest first. Raises `NotFound`."""
        alliance, brands = await self._sides(brand, alliance_id)
        return tuple(statement_view(one, brands, brand) for one in await self._store.of(alliance.id))

    async def statement(self, brand: str, alliance_id: int, number: int) -> StatementView:
        """One of them. Raises `NotFound`."""
        alliance, brands = await self._sides(brand, alliance_id)
        return statement_view(await self._statement(alliance, number), brands, brand)

    async def lines(
        self, brand: str, alliance_id: int, number: int, *, after: int = 0, limit: int = 100
    ) -> tuple[LineView, ...]:
        """Its lines in order, behind the line `after`. Raises `NotFound`."""
        alliance, _ = await self._sides(brand, alliance_id)
        statement = await self._statement(alliance, number)
        seen = (-1, -1)
        if after:
            behind = await self._behind(alliance, after)
            seen = (behind.line.at_us, after)
        found = await self._store.lines(statement.id, seen, max(1, min(limit, LINES_MAX)))
        outlets = await self._store.outlets(found)
        disputed = {row["line_id"] for row in await self._store.disputes(alliance.id)}
        return tuple(
            _line(line, statement.currency, outlets.get(line.id, ""), line.id in disputed) for line in found
        )

    async def line(self, brand: str, alliance_id: int, line_id: int) -> LineProof:
        """A line followed back to the decision that gave its coupon, without a word about the person. Raises `NotFound`."""
        alliance, brands = await self._sides(brand, alliance_id)
        behind = await self._behind(alliance, line_id)
        disputes = await self._disputes(alliance, brands)
        dispute = next((one for one in disputes if one.line_id == line_id), None)
        outlets = await self._store.outlets([behind.line])
        coupon, funding, currency = behind.coupon, behind.funding, behind.funding.currency
        event = await self._results.event(alliance.issuer, behind.grant.cause_id) if behind.grant else None
        claim = event if isinstance(event, Claim) else None
        code = await self._code(claim.source) if claim else ""
        return LineProof(
            line=_line(behind.line, currency, outlets.get(line_id, ""), dispute is not None),
            statement=statement_view(behind.statement, brands, brand),
            agreed=alliance.given(from_micros(coupon.issued_us)),
            worth=Money(coupon.worth, currency),
            borne_by_issuer=Money(funding.issuer_bears, currency),
            borne_by_honourer=Money(funding.honourer_bears, currency),
            fee=Money(funding.fee, currency),
            issued=from_micros(coupon.issued_us),
            expires=from_micros(coupon.expires_us),
            steps=steps_of(brands[0], behind.grant, claim, code),
            dispute=dispute,
        )

    async def confirm(self, brand: str, alliance_id: int, number: int) -> StatementView:
        """The brand that has money to come says that it has come. Raises `NotFound`, and `Invalid` for the other side."""
        alliance, brands = await self._sides(brand, alliance_id)
        statement = await self._statement(alliance, number)
        payee = alliance.honourer if statement.net > 0 else alliance.issuer
        if brand != payee:
            raise Invalid(
                "number",
                Label("the side that is paid confirms the payment", "由收款一方确认到账"),
            )
        paid = await self._core.settle(PayStatement(statement.id, self._core.clock.now()))
        return statement_view(paid, brands, brand)

    async def dispute(self, brand: str, alliance_id: int, line_id: int, words: str) -> None:
        """Say why a line is not accepted: once a line, by either side. The statement stays as it is. Raises `Invalid`, `NotFound`."""
        alliance, _ = await self._sides(brand, alliance_id)
        behind = await self._behind(alliance, line_id)
        told = _told(words)
        try:
            await self._store.dispute(alliance, behind.line.id, brand, told, self._now_us())
        except Collision:
            raise Invalid("words", Label("this line is disputed already", "这一行已有异议")) from None

    async def answer(self, brand: str, alliance_id: int, line_id: int, words: str) -> None:
        """What the other side says to it, once. Raises `Invalid`, `NotFound`."""
        alliance, _ = await self._sides(brand, alliance_id)
        if not await self._store.answer(alliance.id, line_id, brand, _told(words), self._now_us()):
            raise NotFound(f"line {line_id} has nothing for you to answer")

    async def disputes(self, brand: str, alliance_id: int) -> tuple[DisputeView, ...]:
        """All that is or was disputed, the newest first. Raises `NotFound`."""
        return await self._disputes(*await self._sides(brand, alliance_id))

    async def declined(self, brand: str, alliance_id: int) -> tuple[DeclineView, ...]:
        """Each time a till would not take a coupon that was good, the newest 100. Raises `NotFound`."""
        alliance, _ = await self._sides(brand, alliance_id)
        rows = await self._store.declined(alliance)
        return tuple(
            DeclineView(from_micros(row["at_us"]), row["code"] or "", Label(row["words_en"], row["words_zh"]))
            for row in rows
        )

    async def unsettled(self, brand: str) -> int:
        """How many statements of the brand, on either side, are not confirmed as paid."""
        return len(await self._store.unpaid(brand))

    async def _sides(self, brand: str, alliance_id: int) -> tuple[Alliance, tuple[BrandState, BrandState]]:
        found = await self._alliances.one(brand, alliance_id)
        if found is None:
            raise NotFound(f"there is no alliance {alliance_id}")
        alliance = found[0]
        return alliance, (await self._core.brand(alliance.issuer), await self._core.brand(alliance.honourer))

    async def _statement(self, alliance: Alliance, number: int) -> Statement:
        found = await self._store.one(alliance.id, number)
        if found is None:
            raise NotFound(f"there is no statement {number}")
        return found

    async def _behind(self, alliance: Alliance, line_id: int) -> Behind:
        found = await self._store.behind(alliance.id, line_id)
        if found is None:
            raise NotFound(f"there is no line {line_id}")
        return found

    async def _disputes(
        self, alliance: Alliance, brands: tuple[BrandState, BrandState]
    ) -> tuple[DisputeView, ...]:
        return tuple(_dispute(row, brands) for row in await self._store.disputes(alliance.id))

    async def _code(self, source: str) -> str:
        kind, *rest = source.split(":")
        batch = await self._core.codes.batch(int(rest[0])) if kind == "c" else None
        return self._core.codes.text(batch, int(rest[1])) if batch else ""

    def _now_us(self) -> int:
        return to_micros(self._core.clock.now())


def _told(words: str) -> str:
    told = words.strip()
    if not 1 <= len(told) <= WORDS_MAX:
        raise Invalid("words", _WORDS)
    return told


def _line(line: StatementLine, currency: str, outlet: str, disputed: bool) -> LineView:
    return LineView(
        line.id, "redeemed" if line.kind == "redeemed" else "cancelled", from_micros(line.at_us), outlet,
        Money(line.issuer_owes, currency), Money(line.honourer_owes, currency), disputed,
    )  # fmt: skip


def _dispute(row: Row, brands: tuple[BrandState, BrandState]) -> DisputeView:
    raised_by = next(party(one) for one in brands if one.slug == row["raised_by"])
    answered = row["answered_us"]
    return DisputeView(
        row["line_id"], row["number"], raised_by, row["words"], from_micros(row["at_us"]), row["answer"],
        None if answered is None else from_micros(answered),
    )  # fmt: skip
