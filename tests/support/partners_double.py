"""One alliance in memory, for tests of the studio's pages: brand `drinks` gives out the coupon of `snacks`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from engine.api import AllianceTerms, Invalid, Label, Money, NotFound, partners
from tests.support.studio_samples import NOW

BRAND = "drinks"
WE = partners.Party(BRAND, Label("Dew Drinks", "甘露饮品"))
THEY = partners.Party("snacks", Label("Crunchy", "香脆"))


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


TERMS = AllianceTerms(
    "Snacks", BRAND, "snacks", "peanuts-5", yuan(500), yuan(200), yuan(300), yuan(20), 250, yuan(1_500_00)
)
FIRST = partners.Agreement(
    11, 1, TERMS, Label("5 off peanuts", "花生立减5元"), yuan(20_00), 20, NOW, BRAND, NOW, NOW, NOW
)
SECOND = replace(
    FIRST,
    id=12,
    number=2,
    terms=replace(TERMS, exposure=yuan(1_600_00)),
    proposed_by="snacks",
    issuer_accepted=None,
)
ALLIANCE = partners.AllianceView(
    1, "Snacks", "coupon_alliance", "peanuts-5", "issuer", WE, THEY, "Asia/Shanghai", "running", NOW, None, None, FIRST,
    SECOND, ("issuer",), 250, yuan(1_400_00),
    partners.MonthView(NOW, NOW + timedelta(days=20), 250, 20, 30, yuan(36_00)), yuan(-216_00), 1,
)  # fmt: skip
STATEMENT = partners.StatementView(
    1, "Asia/Shanghai", datetime(2026, 4, 30, 16, tzinfo=UTC), datetime(2026, 5, 31, 16, tzinfo=UTC), NOW, 250, 120, 1,
    100, 30, yuan(24_00), yuan(240_00), yuan(216_00), THEY, WE, False, None, True,
)  # fmt: skip
LINES = (
    partners.LineView(1, "redeemed", NOW, "P1", yuan(200), yuan(20), False),
    partners.LineView(2, "cancelled", NOW, "P1", yuan(-200), yuan(-20), True),
)


class Owned:
    """Everything is of one brand, and is number 1."""

    def __init__(self, brand: str = BRAND) -> None:
        self.brand = brand
        self.done: list[tuple[object, ...]] = []

    def own(self, brand: str, number: int) -> None:
        if brand != self.brand or number != 1:
            raise NotFound("there is no such thing")


class AlliancesDouble(Owned):
    """Stands for `engine.alliances`."""

    async def all(self, brand: str) -> tuple[partners.AllianceView, ...]:
        return (ALLIANCE,) if brand == self.brand else ()

    async def one(self, brand: str, alliance_id: int) -> partners.AllianceView:
        self.own(brand, alliance_id)
        return ALLIANCE

    async def versions(self, brand: str, alliance_id: int) -> tuple[partners.VersionView, ...]:
        self.own(brand, alliance_id)
        return partners.VersionView(SECOND, "proposed"), partners.VersionView(FIRST, "in_force")

    async def propose(self, kind: str, terms: AllianceTerms, coupon: Label, **more: object) -> int:
        if terms.honourer != "snacks":
            raise NotFound("there is no such brand")
        if terms.name == "Snacks":
            raise Invalid("name", Label("there is an alliance `Snacks` already", "联盟已存在"))
        self.done.append(("propose", kind, terms, coupon, more))
        return 1

    async def propose_version(self, brand: str, alliance_id: int, wanted: partners.Proposal) -> int:
        self.own(brand, alliance_id)
        self.done.append(("version", wanted))
        return 3

    async def accept(
        self, brand: str, alliance_id: int, side: str | None = None, number: int | None = None
    ) -> None:
        self.own(brand, alliance_id)
        if number != 2:
            raise Invalid("number", Label("both have agreed on a newer version already", "已确认更新的版本"))
        self.done.append(("accept", number))

    async def give_notice(self, brand: str, alliance_id: int, last_day: date) -> datetime:
        self.own(brand, alliance_id)
        self.done.append(("notice", last_day))
        return NOW


class SettlingDouble(Owned):
    """Stands for `engine.settling`."""

    async def statements(self, brand: str, alliance_id: int) -> tuple[partners.StatementView, ...]:
        self.own(brand, alliance_id)
        return (STATEMENT,)

    async def statement(self, brand: str, alliance_id: int, number: int) -> partners.StatementView:
        self.own(brand, alliance_id)
        self.own(brand, number)
        return STATEMENT

    async def lines(
        self, brand: str, alliance_id: int, number: int, *, after: int = 0, limit: int = 100
    ) -> tuple[partners.LineView, ...]:
        self.own(brand, alliance_id)
        return tuple(line for line in LINES if line.id > after)[:limit]

    async def line(self, brand: str, alliance_id: int, line_id: int) -> partners.LineProof:
        self.own(brand, alliance_id)
        self.own(brand, line_id)
        steps = (Label("Given by campaign “Snacks”, version 1, line 9.", "由第 1 版第 9 行发放。"),)
        return partners.LineProof(
            LINES[0], STATEMENT, FIRST, yuan(500), yuan(200), yuan(300), yuan(20), NOW, NOW, steps, None
        )

    async def confirm(self, brand: str, alliance_id: int, number: int) -> partners.StatementView:
        self.own(brand, alliance_id)
        self.done.append(("confirm", number))
        return STATEMENT

    async def dispute(self, brand: str, alliance_id: int, line_id: int, words: str) -> None:
        self.own(brand, alliance_id)
        if not words:
            raise Invalid("words", Label("write 1 to 500 characters", "请填写 1 至 500 个字"))
        self.done.append(("dispute", line_id, words))

    async def answer(self, brand: str, alliance_id: int, line_id: int, words: str) -> None:
        self.own(brand, alliance_id)
        self.done.append(("answer", line_id, words))

    async def disputes(self, brand: str, alliance_id: int) -> tuple[partners.DisputeView, ...]:
        self.own(brand, alliance_id)
        return (partners.DisputeView(2, 1, THEY, "We know of no return.", NOW, None, None),)

    async def declined(self, brand: str, alliance_id: int) -> tuple[partners.DeclineView, ...]:
        self.own(brand, alliance_id)
        return (partners.DeclineView(NOW, "P1", Label("The store declined.", "门店未受理。")),)

    async def unsettled(self, brand: str) -> int:
        return 1 if brand == self.brand else 0
