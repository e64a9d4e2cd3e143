"""The tests that a campaign carries in its own text: run, measured, explained where they fail, and proposed."""

from dsl.testing.forecasting import run_forecasts, spec_of
from dsl.testing.measuring import Measured, Untried, measure
from dsl.testing.proposing import Proposal, Proposals, propose
from dsl.testing.running import TestResult, run_tests

__all__ = [
    "Measured",
    "Proposal",
    "Proposals",
    "TestResult",
    "Untried",
    "measure",
    "propose",
    "run_forecasts",
    "run_tests",
    "spec_of",
]
