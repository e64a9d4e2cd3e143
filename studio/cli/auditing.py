"""`audit`: every figure computed again from the rows behind it."""

from __future__ import annotations

import argparse
import asyncio

from engine.api import Difference
from studio.cli.counting import counted
from studio.cli.opening import add_database, database_of, opened
from studio.cli.stopping import FOUND, GOOD
from studio.cli.texts import Commands


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    audit = commands.add_parser(
        "audit",
        help="prove the books: recompute every balance, counter and state",
        description="Recompute every balance, counter and state from the rows behind it and name each difference. "
        "Ends with 0 when there is none, with 1 when there is one.",
        epilog="example: bottlecap audit --brand dongquan",
    )
    add_database(audit)
    audit.add_argument("--brand", help="only this brand's books")
    audit.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print each difference, or what was proved."""
    differences, proved = asyncio.run(_audit(database_of(given), given.brand))
    for one in differences:
        print(f"{one.what}: expected {one.expected}, found {one.found}")
    print(counted(len(differences), "difference") if differences else f"clean: {proved}")
    return FOUND if differences else GOOD


async def _audit(url: str, brand: str | None) -> tuple[tuple[Difference, ...], str]:
    async with opened(url) as engine:
        brands = [await engine.accounts.brand(brand)] if brand else list(await engine.accounts.brands())
        differences = await engine.audit(brand)
        campaigns = [one for each in brands for one in await engine.campaigns.all(each.slug)]
        counts = {
            "brand": len(brands),
            "campaign": len(campaigns),
            "claim": sum(one.figures.claims for one in campaigns),
            "redemption": sum(one.figures.redemptions for one in campaigns),
        }
    return differences, ", ".join(counted(count, noun) for noun, count in counts.items())
