"""A simulation's figures for machines: minor units of money, ISO 8601 times in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dsl.instants import instant
from dsl.simulation.tally import Part, Tally


def as_json(tally: Tally) -> dict[str, object]:
    """Every figure of one simulation."""
    return {
        "campaign": {"en": tally.campaign.title.en, "zh": tally.campaign.title.zh},
        "seed": tally.seed,
        "consumers": tally.consumers,
        **_part(tally.total),
        "returned": dict(tally.returned),
        "redeemed": dict(tally.redeemed),
        "noted": tally.noted,
        "refused": {reason: count for reason, count in sorted(tally.refused.items()) if count},
        "budgets": [
            {
                "currency": budget.total.currency,
                "total": budget.total.minor,
                "daily": budget.daily.minor if budget.daily else None,
                "ends": _moment(tally.ended.get(budget.total.currency)),
            }
            for budget in tally.campaign.budgets
        ],
        "block_budgets": [
            {
                "line": use.pot.line,
                "key": use.pot.key,
                "currency": use.pot.total.currency,
                "total": use.pot.total.minor,
                "daily": use.pot.daily.minor if use.pot.daily else None,
                "spent": use.spent,
                "first_short": _moment(use.short),
            }
            for use in tally.pots.values()
        ],
        "rewards": [
            {
                "line": line,
                "reward": reward,
                "given": prize.given,
                "stock": prize.intent.stock.limit if prize.intent.stock else None,
                "sold_out": _moment(tally.sold_out.get(line)),
                "spend": dict(prize.spend),
                "kept_back": dict(prize.kept_back),
                **({"opened": prize.opened, "lapsed": prize.lapsed} if prize.intent.lock else {}),
            }
            for (line, reward), prize in sorted(tally.prizes.items())
        ],
        "rules": [{"line": line, **_part(part)} for line, part in sorted(tally.lines.items())],
        "segments": {name: _part(part) for name, part in sorted(tally.segments.items())},
        "regions": {name or "unknown": _part(part) for name, part in tally.regions.items()},
        "days": {date.fromordinal(day).isoformat(): _part(part) for day, part in sorted(tally.days.items())},
    }


def seeds_as_json(tallies: Sequence[Tally]) -> list[dict[str, object]]:
    """What differs most from seed to seed."""
    return [
        {
            "seed": tally.seed,
            "claims": tally.total.claims,
            "spend": dict(tally.total.spend),
            "ends": {currency: _moment(end) for currency, end in tally.ended.items()},
        }
        for tally in tallies
    ]


def _part(part: Part) -> dict[str, object]:
    return {"scans": part.scans, "claims": part.claims, "spend": dict(part.spend)}


def _moment(at: int | None) -> str | None:
    return None if at is None else instant(at).isoformat()
