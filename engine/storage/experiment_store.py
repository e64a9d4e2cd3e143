"""What persons did in a campaign, for comparing the groups of its experiments."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Final

from engine.campaigns.experiments import Conduct
from engine.storage.database import Database

#: Statements that read every claim of one campaign say so: they are asked for one report, never for a list.
_REPORT: Final = "/* report */ "

_CLAIMS: Final = (
    f"{_REPORT}SELECT consumer.person_id AS person, COUNT(*) AS claims,"
    " SUM(CASE WHEN claim.kind = 'scan' THEN 1 ELSE 0 END) AS scans"
    " FROM claim JOIN consumer ON consumer.id = claim.person_id"
    " WHERE claim.brand = $1 AND claim.campaign_id = $2 GROUP BY consumer.person_id"
)
_ACCOUNTS: Final = (
    f"{_REPORT}SELECT person_id AS person, id FROM consumer WHERE person_id IN (SELECT own.person_id FROM claim"
    " JOIN consumer AS own ON own.id = claim.person_id WHERE claim.brand = $1 AND claim.campaign_id = $2)"
)
_REDEMPTIONS: Final = (
    f"{_REPORT}SELECT consumer.person_id AS person, COUNT(*) AS redemptions"
    " FROM redemption JOIN coupon ON coupon.id = redemption.coupon_id"
    " JOIN consumer ON consumer.id = coupon.consumer_id"
    " WHERE coupon.brand = $1 AND coupon.campaign_id = $2 AND redemption.state <> 'cancelled'"
    " GROUP BY consumer.person_id"
)
#: Money that a person's claims and redemptions caused, whoever received it.
_COST_OF_CLAIMS: Final = (
    f"{_REPORT}SELECT consumer.person_id AS person, grants.currency, SUM(grants.amount) AS amount"
    " FROM grants JOIN claim ON claim.id = grants.cause_id"
    " JOIN consumer ON consumer.id = claim.person_id"
    " WHERE grants.brand = $1 AND grants.campaign_id = $2 AND grants.amount IS NOT NULL"
    " AND grants.state <> 'reversed' GROUP BY consumer.person_id, grants.currency"
)
_COST_OF_REDEMPTIONS: Final = (
    f"{_REPORT}SELECT consumer.person_id AS person, grants.currency, SUM(grants.amount) AS amount"
    " FROM grants JOIN redemption ON redemption.id = grants.cause_id"
    " JOIN coupon ON coupon.id = redemption.coupon_id"
    " JOIN consumer ON consumer.id = coupon.consumer_id"
    " WHERE grants.brand = $1 AND grants.campaign_id = $2 AND grants.amount IS NOT NULL"
    " AND grants.state <> 'reversed' GROUP BY consumer.person_id, grants.currency"
)


class ExperimentStore:
    """Reads over claims, grants and redemptions of one brand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def conduct(self, brand: str, campaign_id: int) -> list[Conduct]:
        """What each person with a claim in a campaign did there."""
        asked: list[Any] = [brand, campaign_id]
        accounts: dict[int, list[int]] = defaultdict(list)
        for row in await self._database.fetch(_ACCOUNTS, asked):
            accounts[row["person"]].append(row["id"])
        redeemed = {
            row["person"]: int(row["redemptions"]) for row in await self._database.fetch(_REDEMPTIONS, asked)
        }
        cost: dict[int, Counter[str]] = defaultdict(Counter)
        for statement in (_COST_OF_CLAIMS, _COST_OF_REDEMPTIONS):
            for row in await self._database.fetch(statement, asked):
                cost[row["person"]][row["currency"]] += int(row["amount"])
        return [
            Conduct(
                accounts[row["person"]],
                int(row["claims"]),
                int(row["scans"]),
                redeemed.get(row["person"], 0),
                cost[row["person"]],
            )
            for row in await self._database.fetch(_CLAIMS, asked)
        ]
