"""Agreements between two brands to give out each other's coupons: proposed, accepted by both, changed, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from dsl.values import Label, Money
from dsl.zones import local_date, start_of_day
from engine.alliances.agreement import Alliance
from engine.alliances.months import first_month
from engine.alliances.showing import shown, versions
from engine.alliances.views import AllianceView, Proposal, VersionView
from engine.clock import to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.spi.alliances import AllianceTerms
from engine.storage.alliance_store import AllianceStore
from engine.storage.database import Collision
from engine.storage.statement_store import StatementStore

#: Calendar days that a partner's coupon may be good for.
DAYS_MAX: Final = 366
_NAME_MAX: Final = 64
_WORDS_MAX: Final = 120


class AllianceDoor:
    """Alliances of a brand, on either side."""

    def __init__(self, core: Core, store: AllianceStore, statements: StatementStore) -> None:
        self._core = core
        self._store = store
        self._statements = statements

    async def propose(
        self,
        kind: str,
        terms: AllianceTerms,
        coupon_name: Label,
        *,
        valid_days: int,
        minimum_minor: int | None = None,
        wanted: datetime | None = None,
        by: str | None = None,
    ) -> int:
        """Write an alliance down, accepted by the side `by` (the issuer); it holds once both have accepted. Raises `Invalid`."""
        await self._core.brand(terms.issuer)
        await self._core.brand(terms.honourer)
        by = by or terms.issuer
        if by not in {terms.issuer, terms.honourer}:
            raise Invalid("by", Label("only the two brands can propose it", "只有结盟的两个品牌可以提出"))
        for field, text in (("name", terms.name), ("coupon", terms.coupon)):
            if not 1 <= len(text.strip()) <= _NAME_MAX:
                raise Invalid(
                    field, Label(f"write 1 to {_NAME_MAX} characters", f"请填写 1 至 {_NAME_MAX} 个字符")
                )
        self._check(kind, terms, coupon_name, valid_days, minimum_minor)
        now = self._core.clock.now()
        minimum = None if minimum_minor is None else Money(minimum_minor, terms.worth.currency)
        alliance = {
            "brand": terms.issuer,
            "name": terms.name,
            "type": kind,
            "honourer": terms.honourer,
            "coupon": terms.coupon,
            "created_us": to_micros(now),
        }
        try:
            return await self._store.add(
                alliance, _row(terms, coupon_name, valid_days, minimum, by, wanted or now, now)
            )
        except Collision:
            raise Invalid(
                "name", Label(f"there is an alliance `{terms.name}` already", f"联盟“{terms.name}”已存在")
            ) from None

    async def propose_version(self, brand: str, alliance_id: int, wanted: Proposal) -> int:
        """Write a further version down, accepted by the brand that proposes it; its number. Nothing changes before the other
        has accepted it too. Raises `Invalid`, `NotFound`."""
        alliance = await self._alliance(brand, alliance_id)
        known = alliance.agreements[-1].terms
        if wanted.worth.currency != known.worth.currency:
            raise Invalid("worth", Label("the currency stays as it was agreed", "币种须与原协议一致"))
        if alliance.ends is not None:
            raise Invalid(
                "wanted", Label("notice has been given: make a new alliance", "已通知退出，请另建新的联盟")
            )
        terms = replace(
            known,
            worth=wanted.worth,
            issuer_bears=wanted.issuer_bears,
            honourer_bears=wanted.honourer_bears,
            fee_to_issuer=wanted.fee,
            cap_a_month=wanted.cap_a_month,
            exposure=wanted.exposure,
        )
        minimum = None if wanted.minimum is None else wanted.minimum.minor
        self._check(alliance.type, terms, wanted.coupon, wanted.valid_days, minimum)
        now = self._core.clock.now()
        return await self._store.add_version(
            alliance_id,
            _row(terms, wanted.coupon, wanted.valid_days, wanted.minimum, brand, wanted.wanted or now, now),
        )

    async def accept(
        self, brand: str, alliance_id: int, side: str | None = None, number: int | None = None
    ) -> None:
        """Accept a version, the newest unless `number` says which, as `issuer` or `honourer`.

        Raises `NotFound` for who is not that side, `Invalid` where both have agreed on a newer one.
        """
        if side not in {"issuer", "honourer", None}:
            raise Invalid("side", Label("use issuer or honourer", "请使用 issuer 或 honourer"))
        alliance = await self._alliance(brand, alliance_id)
        own = "issuer" if brand == alliance.issuer else "honourer"
        if side not in {own, None}:
            raise NotFound(f"there is no alliance {alliance_id} with you as {side}")
        wanted = alliance.agreements[-1].number if number is None else number
        agreed = next((one for one in alliance.agreements if one.number == wanted), None)
        if agreed is None:
            raise NotFound(f"alliance {alliance_id} has no version {number}")
        now = self._core.clock.now()
        zone = (await self._core.brand(alliance.issuer)).zone
        first = first_month(alliance, max(now, agreed.wanted), zone)
        if not await self._store.accept(alliance_id, agreed.number, own, to_micros(now), first):
            raise Invalid(
                "number",
                Label("both have agreed on a newer version already", "双方已确认更新的版本，此版本作废"),
            )

    async def give_notice(self, brand: str, alliance_id: int, last_day: date) -> datetime:
        """The brand withdraws: coupons are given up to the end of `last_day`, today at the earliest. Open ones stay good.

        From when nothing is issued. Raises `Invalid`, `NotFound`.
        """
        alliance = await self._alliance(brand, alliance_id)
        zone = (await self._core.brand(alliance.issuer)).zone
        now = self._core.clock.now()
        if last_day < local_date(now, zone):
            raise Invalid("last_day", Label("choose today or a later day", "请选择今天或之后的日期"))
        ends = start_of_day(last_day + timedelta(days=1), zone)
        if not alliance.accepted:
            raise Invalid("last_day", Label("nothing has been agreed yet", "尚未达成任何协议"))
        if not await self._store.give_notice(alliance_id, brand, to_micros(ends), to_micros(now)):
            raise Invalid("last_day", Label("notice has been given already", "已经通知退出"))
        return ends

    async def all(self, brand: str) -> tuple[AllianceView, ...]:
        """All alliances of a brand, the newest first."""
        found = await self._store.of(brand)
        return tuple([await self._shown(brand, alliance, noticed_by) for alliance, noticed_by in found])

    async def one(self, brand: str, alliance_id: int) -> AllianceView:
        """One of them. Raises `NotFound`."""
        found = await self._store.one(brand, alliance_id)
        if found is None:
            raise NotFound(f"there is no alliance {alliance_id}")
        return await self._shown(brand, *found)

    async def versions(self, brand: str, alliance_id: int) -> tuple[VersionView, ...]:
        """What was agreed and proposed, the newest first. Raises `NotFound`."""
        return versions(await self._alliance(brand, alliance_id), self._core.clock.now())

    async def _shown(self, brand: str, alliance: Alliance, noticed_by: str | None) -> AllianceView:
        issuer = await self._core.brand(alliance.issuer)
        honourer = await self._core.brand(alliance.honourer)
        return await shown(
            self._statements, brand, alliance, (issuer, honourer), noticed_by, self._core.clock.now()
        )

    async def _alliance(self, brand: str, alliance_id: int) -> Alliance:
        found = await self._store.one(brand, alliance_id)
        if found is None:
            raise NotFound(f"there is no alliance {alliance_id}")
        return found[0]

    def _check(
        self, kind: str, terms: AllianceTerms, coupon: Label, valid_days: int, minimum: int | None
    ) -> None:
        """Raises `Invalid` for what cannot be agreed."""
        alliance = self._core.catalog.alliances.get(kind)
        if alliance is None:
            raise Invalid(
                "type", Label(f"no plugin knows the alliance type `{kind}`", f"没有插件支持联盟类型“{kind}”")
            )
        problems = alliance.problems(terms)
        if problems:
            raise Invalid("terms", problems[0])
        if not all(1 <= len(text.strip()) <= _WORDS_MAX for text in (coupon.en, coupon.zh)):
            raise Invalid(
                "coupon",
                Label(
                    f"name the coupon, in up to {_WORDS_MAX} characters",
                    f"请填写券名，最多 {_WORDS_MAX} 个字",
                ),
            )
        if not 1 <= valid_days <= DAYS_MAX:
            raise Invalid("valid_days", Label(f"use 1 to {DAYS_MAX} days", f"有效期须为 1 至 {DAYS_MAX} 天"))
        if minimum is not None and minimum < 0:
            raise Invalid("minimum", Label("use zero or more", "金额不能为负"))


def _row(
    terms: AllianceTerms,
    coupon: Label,
    valid_days: int,
    minimum: Money | None,
    by: str,
    wanted: datetime,
    now: datetime,
) -> dict[str, Any]:
    """A version as its row; whoever proposes it accepts it."""
    now_us = to_micros(now)
    return {
        "name_en": coupon.en,
        "name_zh": coupon.zh,
        "worth": terms.worth.minor,
        "minimum": minimum.minor if minimum else None,
        "currency": terms.worth.currency,
        "valid_days": valid_days,
        "issuer_bears": terms.issuer_bears.minor,
        "honourer_bears": terms.honourer_bears.minor,
        "fee": terms.fee_to_issuer.minor,
        "cap_a_month": terms.cap_a_month,
        "exposure": terms.exposure.minor if terms.exposure else None,
        "wanted_us": to_micros(wanted),
        "proposed_by": by,
        "accepted_issuer_us": now_us if by == terms.issuer else None,
        "accepted_honourer_us": now_us if by == terms.honourer else None,
        "created_us": now_us,
    }
