"""An experiment and a block's budget, as the engine would tell of them."""

from __future__ import annotations

from engine.api import BlockBudget, ExperimentFigures, GroupFigures, Money

EXPERIMENTS = (
    ExperimentFigures(
        "offer",
        (
            GroupFigures(
                "offered", 9_000, False, 900, 1170, 270, 200, 200, 150, (Money(450_000, "CNY"),), 80
            ),
            GroupFigures("holdout", 1_000, True, 100, 122, 22, 0, 0, 0, ()),
        ),
        1,
    ),
)
BLOCK_BUDGETS = (
    BlockBudget(
        "when newcomer", 12, Money(100_000, "CNY"), Money(25_000, "CNY"), Money(9_000, "CNY"), Money(0, "CNY")
    ),
)
