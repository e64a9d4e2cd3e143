"""The pages of codes that give consumers nothing: what each tells whoever scans it."""

from __future__ import annotations

from datetime import date
from typing import Final

from dsl.values import NO_WORDS
from engine import wording
from engine.campaigns.live import BrandState, NoRuling, page_of, ruling_for_code
from engine.clock import Clock
from engine.codes.kinds import ROLES, Role
from engine.codes.ranges import CodeStatus
from engine.codes.recogniser import Recognised
from engine.outcomes import Reason, Refusal, ScanPage
from engine.outcomes import ScanPhase as Phase

#: Kinds on the outside: without a campaign they tell that the pack is genuine, before it is bought.
_OUTSIDE: Final = ("label", "box")
_PHASES: Final[dict[Role, Phase]] = {"logistics": "logistics", "outlet": "outlet", "service": "service"}
#: What a claim of such a code is told.
REFUSED: Final[dict[Role, Reason]] = {
    "clerk": Reason.CLERK_CODE,
    "outlet": Reason.OUTLET_CODE,
    "service": Reason.SERVICE_CODE,
}


def plain_page(
    brand: BrandState, found: Recognised, text: str, clock: Clock, region: str | None = None
) -> ScanPage | None:
    """The page of a code that no campaign answers; None for one that a campaign does, or that should have one."""
    now, batch = clock.now(), found.batch
    phase = _PHASES.get(ROLES[batch.kind])
    status = brand.status(batch.id, found.serial, now)
    if phase != "service" and phase != "outlet":
        ruling = ruling_for_code(brand, batch, now)
        if not isinstance(ruling, NoRuling) or ruling.reason is not Reason.NO_CAMPAIGN:
            return None
        if phase is None and (batch.kind not in _OUTSIDE or status.state != "active"):
            return None
    return ScanPage(
        phase or "product",
        code=text,
        brand=brand.slug,
        brand_name=brand.name,
        theme=page_of(brand, now, region),
        product=brand.products.get(batch.gtin, NO_WORDS),
        refusal=_warning(status, clock),
        made=_made(status),
        withdrawn=status.state == "withdrawn",
    )


def _warning(status: CodeStatus, clock: Clock) -> Refusal | None:
    """Goods that are withdrawn are told of on every page."""
    if status.state != "withdrawn":
        return None
    return Refusal(Reason.WITHDRAWN, wording.WITHDRAWN_GOODS, clock.now())


def _made(status: CodeStatus) -> date | None:
    return date.fromisoformat(status.made) if status.made else None
