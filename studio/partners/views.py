"""What the pages about partners show. Both brands see the same figures; nobody sees a person."""

from __future__ import annotations

from dataclasses import dataclass

from engine.api import Label, partners
from studio.composer.views import Gauge as Gauge


@dataclass(frozen=True, slots=True)
class CountGauge:
    """How many of a cap are given. `share` is per thousand, `tone` as of a budget."""

    used: int
    total: int
    share: int
    tone: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of a form."""

    form: str
    field: str
    words: Label


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """An alliance of the list with its caps."""

    alliance: partners.AllianceView
    month: CountGauge | None
    exposure: Gauge | None


@dataclass(frozen=True, slots=True)
class Partners:
    """All alliances; `typed` is what stands in the form."""

    lines: tuple[PartnerLine, ...]
    typed: dict[str, str]
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class OnePartner:
    """One alliance with all that was agreed and settled."""

    alliance: partners.AllianceView
    month: CountGauge | None
    exposure: Gauge | None
    versions: tuple[partners.VersionView, ...]
    statements: tuple[partners.StatementView, ...]
    disputes: tuple[partners.DisputeView, ...]
    declined: tuple[partners.DeclineView, ...]
    typed: dict[str, str]
    today: str
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class OneStatement:
    """A month with a page of its lines; `more` is the line after which the next page begins."""

    alliance: partners.AllianceView
    statement: partners.StatementView
    lines: tuple[partners.LineView, ...]
    more: int | None
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class OneLine:
    """A line followed back to the decision that gave its coupon. `mine`: the viewer has raised the dispute."""

    alliance: partners.AllianceView
    proof: partners.LineProof
    mine: bool
    words: str
    fault: Fault | None
