"""The campaign language: text in, checked campaign and program out. No database, network or clock."""

from dsl.campaign import (
    Branch,
    Budget,
    Campaign,
    Choice,
    CouponTerms,
    Days,
    Draw,
    Give,
    Hours,
    Limit,
    Outcome,
    Refuse,
    Segment,
    Test,
    Trigger,
    Until,
)
from dsl.decision import Cap, Decision, Drawn, Intent, Refusal, Stock
from dsl.diagnostics import Diagnostic
from dsl.nodes import Span
from dsl.program import Program

__all__ = [
    "Branch",
    "Budget",
    "Campaign",
    "Cap",
    "Choice",
    "CouponTerms",
    "Days",
    "Decision",
    "Diagnostic",
    "Draw",
    "Drawn",
    "Give",
    "Hours",
    "Intent",
    "Limit",
    "Outcome",
    "Program",
    "Refusal",
    "Refuse",
    "Segment",
    "Span",
    "Stock",
    "Test",
    "Trigger",
    "Until",
]
