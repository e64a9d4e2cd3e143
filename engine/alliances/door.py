"""Agreements between two brands to give out each other's coupons."""

from __future__ import annotations

from dsl.values import Label
from engine.clock import to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.spi.alliances import AllianceTerms
from engine.storage.campaign_store import CampaignStore


class AllianceDoor:
    """Alliances of a brand."""

    def __init__(self, core: Core, store: CampaignStore) -> None:
        self._core = core
        self._store = store

    async def propose(
        self,
        kind: str,
        terms: AllianceTerms,
        coupon_name: Label,
        *,
        valid_days: int,
        minimum_minor: int | None = None,
    ) -> int:
        """Write an agreement down; it holds once both brands have accepted it. Raises `Invalid`."""
        await self._core.brand(terms.issuer)
        await self._core.brand(terms.honourer)
        alliance = self._core.catalog.alliances.get(kind)
        if alliance is None:
            raise Invalid(
                "type", Label(f"no plugin knows the alliance type `{kind}`", f"没有插件支持联盟类型“{kind}”")
            )
        problems = alliance.problems(terms)
        if problems:
            raise Invalid("terms", problems[0])
        return await self._store.add_alliance(
            {
                "brand": terms.issuer,
                "name": terms.name,
                "type": kind,
                "honourer": terms.honourer,
                "coupon": terms.coupon,
                "name_en": coupon_name.en,
                "name_zh": coupon_name.zh,
                "worth": terms.worth.minor,
                "minimum": minimum_minor,
                "currency": terms.worth.currency,
                "valid_days": valid_days,
                "issuer_bears": terms.issuer_bears.minor,
                "honourer_bears": terms.honourer_bears.minor,
                "fee": terms.fee_to_issuer.minor,
                "cap_a_month": terms.cap_a_month,
                "accepted_issuer_us": None,
                "accepted_honourer_us": None,
                "created_us": to_micros(self._core.clock.now()),
            }
        )

    async def accept(self, brand: str, alliance_id: int, side: str) -> None:
        """Accept as `issuer` or `honourer`. Raises `NotFound` for who is not that side."""
        if side not in {"issuer", "honourer"}:
            raise Invalid("side", Label("use issuer or honourer", "请使用 issuer 或 honourer"))
        now_us = to_micros(self._core.clock.now())
        if not await self._store.accept_alliance(brand, alliance_id, side, now_us):
            raise NotFound(f"there is no alliance {alliance_id} with you as {side}")
