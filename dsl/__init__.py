"""The campaign language: text in, checked campaign and program out. No database, network or clock."""

from dsl.campaign import (
    Branch,
    Budget,
    Campaign,
    Choice,
    CouponTerms,
    Draw,
    Give,
    Limit,
    Outcome,
    Refuse,
    Segment,
    Test,
    Trigger,
)
from dsl.checker import Checked, check
from dsl.compiler import compile_campaign
from dsl.completion import Completion, complete
from dsl.decision import Cap, Decision, Drawn, Intent, Lock, Refusal, Stock
from dsl.diagnostics import Diagnostic, render
from dsl.interpreter import interpret
from dsl.nodes import Span
from dsl.printer import format_text
from dsl.program import Program
from dsl.sharing import Resolved, resolve
from dsl.source import Source, parse
from dsl.testing import TestResult, run_tests
from dsl.validity import Days, Hours, Until

__all__ = [
    "Branch",
    "Budget",
    "Campaign",
    "Cap",
    "Checked",
    "Choice",
    "Completion",
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
    "Lock",
    "Outcome",
    "Program",
    "Refusal",
    "Refuse",
    "Resolved",
    "Segment",
    "Source",
    "Span",
    "Stock",
    "Test",
    "TestResult",
    "Trigger",
    "Until",
    "check",
    "compile_campaign",
    "complete",
    "format_text",
    "interpret",
    "parse",
    "render",
    "resolve",
    "run_tests",
]
