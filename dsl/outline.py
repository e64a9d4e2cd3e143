"""Blocks from indentation, and which lines may stand under which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from dsl import lines as ln
from dsl.diagnostics import Diagnostic, finding
from dsl.keywords import KEYWORDS
from dsl.limits import DEPTH
from dsl.nodes import Span
from dsl.parser import ReadLine
from dsl.values import Label

_RULES = (
    ln.PhaseLine, ln.WhenLine, ln.OtherwiseLine, ln.TogetherLine, ln.ExperimentLine, ln.GiveLine, ln.DrawLine, ln.DealLine,
    ln.RefuseLine,
)  # fmt: skip
_BLOCK = (ln.BudgetLine, *_RULES, ln.IfSpentLine)
#: What may stand at the left margin.
TOP: Final[tuple[type, ...]] = (
    ln.CampaignLine,
    ln.SharedLine,
    ln.ConstantLine,
    ln.TierLine,
    ln.PrizeLine,
    ln.OfferLine,
    ln.CouponLine,
    ln.SegmentLine,
    ln.TriggerLine,
    ln.TestLine,
    ln.PopulationLine,
    ln.ForecastLine,
)

#: What may stand directly under each line; lines that are not named here have no block.
UNDER: Final[dict[type, tuple[type, ...]]] = {
    ln.CampaignLine: (
        ln.UsesLine,
        ln.BrandLine,
        ln.RunsLine,
        ln.BudgetLine,
        ln.LimitLine,
        ln.PageLine,
        ln.ChannelLine,
        ln.MarketLine,
        ln.OrganiserLine,
        ln.ContactLine,
        ln.ClerkCodeLine,
    ),
    ln.PrizeLine: (ln.PriceLine, ln.CostLine, ln.ValidLine, ln.DeliveryLine),
    ln.OfferLine: (ln.SellsLine, ln.SingleLine, ln.BuyersLine),
    ln.CouponLine: (
        ln.WorthLine,
        ln.ValidLine,
        ln.PlacesLine,
        ln.PaysLine,
        ln.ProductsLine,
        ln.GoodsLine,
        ln.LaneLine,
        ln.OutletsLine,
        ln.EachPersonLine,
    ),
    ln.TriggerLine: _BLOCK,
    ln.PhaseLine: _BLOCK,
    ln.WhenLine: _BLOCK,
    ln.OtherwiseLine: _BLOCK,
    ln.TogetherLine: (ln.PhaseLine, ln.WhenLine),
    ln.ExperimentLine: (ln.GroupLine,),
    ln.GroupLine: _BLOCK,
    ln.DrawLine: (ln.OutcomeLine, ln.OverallLine, ln.IfSpentLine),
    ln.DealLine: (ln.OutcomeLine, ln.OverallLine, ln.IfSpentLine),
    ln.OutcomeLine: (ln.GiveLine, ln.IfLapsedLine),
    ln.GiveLine: (ln.IfSpentLine, ln.IfLapsedLine),
    ln.IfSpentLine: (ln.GiveLine, ln.RefuseLine),
    ln.PopulationLine: (ln.PeopleLine, ln.FirstDaysLine, ln.RedeemsLine, ln.InvitesLine, ln.SharesLine),
    ln.ForecastLine: (ln.OverLine, ln.FigureLine),
    ln.IfLapsedLine: (ln.GiveLine,),
    ln.TestLine: (ln.AtLine, ln.EventLine, ln.ForcedLine, ln.SpentLine, ln.LapsedLine, ln.ExpectLine),
}
#: Lines that mean nothing without lines under them.
_OPENING: Final = frozenset(UNDER) - {ln.GiveLine, ln.OutcomeLine, ln.GroupLine}

#: The keyword that stands for each kind of line in findings.
HEAD_OF: Final[dict[type, str]] = {
    ln.CampaignLine: "CAMPAIGN", ln.SharedLine: "SHARED", ln.UsesLine: "USES", ln.ConstantLine: "CONSTANT", ln.BrandLine: "BRAND", ln.RunsLine: "RUNS", ln.BudgetLine: "BUDGET",
    ln.LimitLine: "LIMIT", ln.PageLine: "PAGE", ln.ChannelLine: "CHANNEL", ln.CouponLine: "COUPON",
    ln.OverallLine: "OVERALL", ln.MarketLine: "MARKET", ln.OrganiserLine: "ORGANISER", ln.ContactLine: "CONTACT", ln.ClerkCodeLine: "CLERK_CODE", ln.TierLine: "TIER", ln.PrizeLine: "PRIZE",
    ln.PriceLine: "PRICE", ln.CostLine: "PRIZE_COST", ln.DeliveryLine: "DELIVERY",
    ln.OfferLine: "OFFER", ln.SellsLine: "SELLS", ln.SingleLine: "SINGLE", ln.BuyersLine: "BUYERS",
    ln.WorthLine: "WORTH", ln.ValidLine: "VALID", ln.PlacesLine: "AT", ln.PaysLine: "PAYS",
    ln.ProductsLine: "PRODUCTS", ln.GoodsLine: "GOODS", ln.LaneLine: "LANE", ln.OutletsLine: "OUTLETS",
    ln.EachPersonLine: "EACH_PERSON",
    ln.SegmentLine: "SEGMENT", ln.TriggerLine: "ON", ln.PhaseLine: "PHASE", ln.WhenLine: "WHEN",
    ln.OtherwiseLine: "OTHERWISE", ln.TogetherLine: "TOGETHER", ln.ExperimentLine: "EXPERIMENT", ln.GroupLine: "GROUP", ln.GiveLine: "GIVE", ln.DrawLine: "DRAW", ln.DealLine: "DEAL", ln.OutcomeLine: "REST",
    ln.IfSpentLine: "IF_SPENT", ln.IfLapsedLine: "IF_LAPSED", ln.RefuseLine: "REFUSE", ln.TestLine: "TEST", ln.AtLine: "AT",
    ln.EventLine: "SCAN", ln.ForcedLine: "DRAW", ln.SpentLine: "SPENT", ln.LapsedLine: "LAPSED", ln.ExpectLine: "EXPECT",
    ln.PopulationLine: "POPULATION", ln.PeopleLine: "CONSUMERS", ln.FirstDaysLine: "FIRST", ln.RedeemsLine: "REDEEMS", ln.InvitesLine: "INVITES", ln.SharesLine: "WITH",
    ln.ForecastLine: "FORECAST", ln.OverLine: "OVER_SCANS", ln.FigureLine: "EXPECT",
}  # fmt: skip


@dataclass(slots=True)
class _Open:
    """A line whose block may still grow. `inner` is the indentation of its children, once there is one."""

    line: ln.Line | None
    read: ReadLine | None
    width: int
    inner: int | None = None
    children: list[_Open] = field(default_factory=list)

    def closed(self) -> ln.Block:
        return ln.Block(self.line, tuple([child.closed() for child in self.children]))


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a text, the depth of each line that says something, and what was found."""

    blocks: tuple[ln.Block, ...]
    depths: dict[int, int]
    findings: tuple[Diagnostic, ...]


def outline(lines: list[tuple[ReadLine, ln.Line | None]]) -> Outline:
    """Nest the lines that say something. A line of None could not be read and takes any place."""
    root = _Open(None, None, -1, inner=0)
    path, depths, findings = [root], dict[int, int](), list[Diagnostic]()
    too_deep: int | None = None
    for read, line in lines:
        width = read.indentation
        if too_deep is not None and width >= too_deep:
            depths[read.number] = DEPTH
            continue
        too_deep = None
        while path[-1].width >= width:
            path.pop()
        parent = path[-1]
        if parent.inner is None:
            parent.inner = width
        elif parent.inner != width:
            findings.append(finding("BC0201", _whole(read), expected=parent.inner))
        depths[read.number] = len(path) - 1
        if len(path) > DEPTH:
            findings.append(finding("BC0304", _whole(read), limit=DEPTH))
            too_deep = width
            continue
        child = _Open(line, read, width)
        if line is None or _may_stand(line, parent, root, findings):
            parent.children.append(child)
        path.append(child)
    for opened in root.children:
        _want_content(opened, findings)
    return Outline(root.closed().children, depths, tuple(findings))


def head_word(kind: type) -> Label:
    """How a kind of line is called in findings."""
    word = KEYWORDS[HEAD_OF[kind]]
    return Label(word.en, word.zh)


def _may_stand(line: ln.Line, parent: _Open, root: _Open, findings: list[Diagnostic]) -> bool:
    kind = type(line)
    homes = TOP if parent is root else UNDER.get(type(parent.line), ())
    fits = kind in homes or (parent is not root and parent.line is None)
    if not fits:
        findings.append(_misplaced(line, parent.line))
    return fits


def _misplaced(line: ln.Line, parent: ln.Line | None) -> Diagnostic:
    kind = type(line)
    homes = [home for home, inner in UNDER.items() if kind in inner]
    places = Label(
        " or ".join(f"`{head_word(home).en}`" for home in homes),
        "或".join(f" `{head_word(home).zh}` " for home in homes),
    )
    if parent is None:
        return finding("BC0203", line.span, line=head_word(kind), places=places)
    code = "BC0202" if homes else "BC0205"
    return finding(code, line.span, line=head_word(kind), parent=head_word(type(parent)), places=places)


def _want_content(opened: _Open, findings: list[Diagnostic]) -> None:
    line = opened.line
    if opened.inner is None and line is not None and type(line) in _OPENING:
        findings.append(finding("BC0204", line.span, line=head_word(type(line))))
    for child in opened.children:
        _want_content(child, findings)


def _whole(read: ReadLine) -> Span:
    first, last = read.spoken[0], read.spoken[-1]
    return Span(first.start, last.end, read.number, first.start - read.start + 1)
