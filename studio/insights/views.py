"""What the pages of figures show: frozen values, figures still typed, so that page and `.json` twin agree."""

from __future__ import annotations

from dataclasses import dataclass

from engine.api import CampaignFigures, Label, insights
from studio.composer.views import CampaignLine, Gauge
from studio.insights.charts import Days, Spending
from studio.insights.tiles import Tile


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: how many came so far, of a thousand of the first step, and of a thousand of the one before."""

    name: str
    count: int
    share: int
    of_last: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report, the same days before it, and where it leads; `scans_url` opens its claims one by one."""

    figures: insights.Figures
    before: insights.Figures | None
    url: str | None
    scans_url: str | None
    bar: int


@dataclass(frozen=True, slots=True)
class Chip:
    """What the report is narrowed to: a dimension, the key of its value and its name, and the address without it."""

    name: str
    key: str
    value: Label
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to tell figures apart or to draw them, and its address."""

    name: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class InsightPage:
    """A report with its charts, and all that can be changed about it."""

    by: str
    measure: str
    since: str
    until: str
    as_of: str
    against: bool
    margin: int | None
    dimensions: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    chips: tuple[Chip, ...]
    funnel: tuple[Step, ...]
    lines: tuple[Line, ...]
    total: Line
    days: Days | None
    tiles: tuple[Tile, ...]
    csv_url: str
    back: str
    query: str
    kept: tuple[insights.KeptReport, ...]
    sends: bool
    fault: Label | None = None


@dataclass(frozen=True, slots=True)
class BehindPage:
    """The scans behind a figure."""

    what: str
    since: str
    until: str
    chips: tuple[Chip, ...]
    scans: tuple[insights.Scanned, ...]
    older: str | None
    report_url: str


@dataclass(frozen=True, slots=True)
class Left:
    """A prize with a stock: how many are left."""

    name: Label
    left: int
    total: int
    share: int


@dataclass(frozen=True, slots=True)
class LivePage:
    """How a campaign is doing. `brake`: it may be paused now."""

    campaign: CampaignLine
    actions: tuple[str, ...]
    figures: CampaignFigures
    since: str
    until: str
    funnel: tuple[Step, ...]
    total: insights.Figures
    spending: Spending | None
    budget: Gauge | None
    days: Days
    tiles: tuple[Tile, ...]
    regions: tuple[Line, ...]
    prizes: tuple[Left, ...]
    refused: tuple[tuple[str, int, int], ...]
    brake: bool
    report_url: str
    refused_url: str
