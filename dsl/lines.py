"""The lines of a campaign as written, and the blocks that indentation makes of them."""

from __future__ import annotations

from typing import Literal

from dsl.coupon_lines import (
    CouponLine,
    EachPersonLine,
    GoodsLine,
    LaneLine,
    OutletsLine,
    PaysLine,
    PlacesLine,
    ProductsLine,
    WorthLine,
)
from dsl.decision import Period, Subject
from dsl.nodes import (
    Amount,
    Clause,
    Event,
    Gift,
    Latest,
    Lot,
    Moment,
    Node,
    Number,
    Odds,
    Quoted,
    Word,
    Wording,
)
from dsl.offer_lines import BuyersLine, OfferLine, SellsLine, SingleLine
from dsl.proof_lines import (
    AtLine,
    EventLine,
    ExpectLine,
    FigureLine,
    FirstDaysLine,
    ForcedLine,
    ForecastLine,
    InvitesLine,
    LapsedLine,
    OverLine,
    PeopleLine,
    PopulationLine,
    RedeemsLine,
    SharesLine,
    SpentLine,
    TestLine,
)
from dsl.written import node

#: Beside what stands here: the lines of coupons and of proof are lines like any other.
__all__ = [
    "AtLine",
    "BuyersLine",
    "CouponLine",
    "EachPersonLine",
    "EventLine",
    "ExpectLine",
    "FigureLine",
    "FirstDaysLine",
    "ForcedLine",
    "ForecastLine",
    "GoodsLine",
    "InvitesLine",
    "LaneLine",
    "LapsedLine",
    "OfferLine",
    "OutletsLine",
    "OverLine",
    "PaysLine",
    "PeopleLine",
    "PlacesLine",
    "PopulationLine",
    "ProductsLine",
    "RedeemsLine",
    "SellsLine",
    "SharesLine",
    "SingleLine",
    "SpentLine",
    "TestLine",
    "WorthLine",
]  # fmt: skip

# ---- lines of the campaign and its coupons


@node(frozen=True, slots=True)
class CampaignLine(Node):
    """`campaign "Open the cap" / "开盖有礼"`."""

    title: Wording


@node(frozen=True, slots=True)
class SharedLine(Node):
    """`shared "jinjiu"`."""

    name: Quoted


@node(frozen=True, slots=True)
class UsesLine(Node):
    """`uses "jinjiu"`."""

    name: Quoted


@node(frozen=True, slots=True)
class ConstantLine(Node):
    """`constant small_packet 1.88 CNY`."""

    name: Word
    value: Amount | Number | Quoted


@node(frozen=True, slots=True)
class BrandLine(Node):
    """`brand "Jinjiu"`."""

    name: Quoted


@node(frozen=True, slots=True)
class RunsLine(Node):
    """`runs 2026-10-01 to 2026-10-07 in Asia/Shanghai`."""

    starts: Moment
    ends: Moment
    zone: Word


@node(frozen=True, slots=True)
class BudgetLine(Node):
    """`budget 1,200.00 CNY, at most 500.00 CNY a day when south`."""

    total: Amount
    daily: Amount | None
    clause: Clause | None = None


@node(frozen=True, slots=True)
class LimitLine(Node):
    """`limit 3 claims per consumer a day`."""

    count: Number
    subject: Subject
    period: Period


@node(frozen=True, slots=True)
class PageLine(Node):
    """`page theme_story from 2026-07-15 until 2026-10-14 when newcomer`; each part behind the theme may be left out."""

    theme: Word
    starts: Moment | None = None
    ends: Moment | None = None
    clause: Clause | None = None


@node(frozen=True, slots=True)
class ChannelLine(Node):
    """`channel sandbox_wallet`."""

    name: Word


@node(frozen=True, slots=True)
class MarketLine(Node):
    """`market "CN"`."""

    name: Quoted


@node(frozen=True, slots=True)
class OrganiserLine(Node):
    """`organiser "Jinjiu Wine Co., Ltd." / "金酒酒业有限公司"`."""

    words: Wording


@node(frozen=True, slots=True)
class ContactLine(Node):
    """`contact "400-800-0000"`."""

    words: Wording


@node(frozen=True, slots=True)
class ClerkCodeLine(Node):
    """`clerk code 30 minutes, at most 3 claims`."""

    count: Number
    unit: Literal["minutes", "hours"]
    claims: Number | None = None


@node(frozen=True, slots=True)
class TierLine(Node):
    """`tier "gold" "Gold" / "金卡" from 500 points a year, points times 1.2`."""

    id: Quoted
    name: Wording
    points: Number
    times: Number | None = None


@node(frozen=True, slots=True)
class PrizeLine(Node):
    """`prize "trip" "A trip to Sanya" / "三亚之旅"`."""

    id: Quoted
    name: Wording


@node(frozen=True, slots=True)
class PriceLine(Node):
    """`price 12,000.00 CNY`."""

    amount: Amount


@node(frozen=True, slots=True)
class CostLine(Node):
    """`cost 9,800.00 CNY`."""

    amount: Amount


@node(frozen=True, slots=True)
class DeliveryLine(Node):
    """`delivery "by courier within 30 days" / "30 天内快递送达"`."""

    words: Wording


@node(frozen=True, slots=True)
class ValidLine(Node):
    """`valid 7 days`, `valid 24 hours`, `valid until 2026-10-14`."""

    count: Number | None
    unit: Literal["days", "hours", "until"]
    until: Moment | None


@node(frozen=True, slots=True)
class SegmentLine(Node):
    """`segment newcomer consumer.claims is 0`."""

    name: Word
    clause: Clause


# ---- triggers and rules


@node(frozen=True, slots=True)
class TriggerLine(Node):
    """`on scan of 9521000100015`."""

    event: Event


@node(frozen=True, slots=True)
class PhaseLine(Node):
    """`phase launch from 2026-12-01 until 2026-12-07`, `phase first for the first 2,000 claims`."""

    name: Word
    starts: Moment | None
    ends: Moment | None
    first: Number | None = None


@node(frozen=True, slots=True)
class WhenLine(Node):
    """`when south and newcomer`."""

    clause: Clause


@node(frozen=True, slots=True)
class OtherwiseLine(Node):
    """`otherwise`."""


@node(frozen=True, slots=True)
class TogetherLine(Node):
    """`together`."""


@node(frozen=True, slots=True)
class ExperimentLine(Node):
    """`experiment offer`."""

    name: Word


@node(frozen=True, slots=True)
class GroupLine(Node):
    """`group with_coupon 90%`; without odds it is the rest."""

    name: Word
    odds: Odds | None


@node(frozen=True, slots=True)
class GiveLine(Node):
    """`give red_packet 1.88 CNY`."""

    gift: Gift


@node(frozen=True, slots=True)
class DrawLine(Node):
    """`draw`."""


@node(frozen=True, slots=True)
class DealLine(Node):
    """`deal 300,000 codes`."""

    codes: Number


@node(frozen=True, slots=True)
class OverallLine(Node):
    """`overall 5.0337%`: the chance of any prize of this draw, as it is announced."""

    odds: Odds


@node(frozen=True, slots=True)
class OutcomeLine(Node):
    """`5% red_packet 8.88 CNY`, in a deal `100 red_packet 8.88 CNY`; `by try 10 red_packet 1.88 CNY` is won at the latest then; without odds it is `rest`.

    Without a gift, `nothing` is written on the line, or the gifts stand below it.
    """

    odds: Odds | Lot | Latest | None
    gift: Gift | None
    nothing: bool = False

    @property
    def alone(self) -> bool:
        """Nothing may stand below it."""
        return self.nothing or self.gift is not None


@node(frozen=True, slots=True)
class IfSpentLine(Node):
    """`if spent`."""


@node(frozen=True, slots=True)
class IfLapsedLine(Node):
    """`if it lapses`."""


@node(frozen=True, slots=True)
class RefuseLine(Node):
    """`refuse "for new friends only"`."""

    words: Wording | None


Line = (
    CampaignLine | SharedLine | UsesLine | ConstantLine | BrandLine | RunsLine | BudgetLine | LimitLine | PageLine | ChannelLine
    | OverallLine | MarketLine | OrganiserLine | ContactLine | ClerkCodeLine | TierLine | PrizeLine | PriceLine | CostLine | DeliveryLine
    | OfferLine | SellsLine | SingleLine | BuyersLine
    | CouponLine | WorthLine | ValidLine | PlacesLine | PaysLine
    | ProductsLine | GoodsLine | LaneLine | OutletsLine | EachPersonLine
    | SegmentLine | TriggerLine | PhaseLine | WhenLine | OtherwiseLine | TogetherLine
    | ExperimentLine | GroupLine
    | GiveLine | DrawLine | DealLine | OutcomeLine
    | IfSpentLine | IfLapsedLine | RefuseLine
    | TestLine | AtLine | EventLine | ForcedLine | SpentLine | LapsedLine | ExpectLine
    | PopulationLine | PeopleLine | FirstDaysLine | RedeemsLine | InvitesLine | SharesLine | ForecastLine | OverLine | FigureLine
)  # fmt: skip


@node(frozen=True, slots=True)
class Block:
    """A line with the lines that stand indented under it. `line` is None where the text could not be read."""

    line: Line | None
    children: tuple[Block, ...]
