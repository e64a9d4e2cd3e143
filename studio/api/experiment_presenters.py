"""Groups of experiments and budgets of blocks, as JSON values."""

from __future__ import annotations

from engine.api import BlockBudget, ExperimentFigures, GroupFigures
from studio.api.presenters import Json, money, money_or_none


def experiment(view: ExperimentFigures) -> Json:
    """The groups of an experiment."""
    return {
        "name": view.name,
        "groups": [_group(one) for one in view.groups],
        "left_out": view.left_out,
    }


def _group(view: GroupFigures) -> Json:
    return {
        "name": view.name,
        "share_hundredths": view.share,
        "holdout": view.holdout,
        "persons": view.persons,
        "claims": view.claims,
        "bought_again": view.again,
        "bought_again_permille": view.again_share,
        "lift_tenths": view.lift,
        "redemptions": view.redemptions,
        "redeemers": view.redeemers,
        "redeemers_bought_again": view.redeemers_again,
        "redeemers_bought_again_permille": view.redeemers_share,
        "cost": [money(one) for one in view.cost],
    }


def block_budget(view: BlockBudget) -> Json:
    """The budget of a block."""
    return {
        "block": view.block,
        "line": view.line,
        "total": money(view.total),
        "used": money(view.used),
        "daily": money_or_none(view.daily),
        "used_today": money_or_none(view.used_today),
    }
