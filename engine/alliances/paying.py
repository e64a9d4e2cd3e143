"""The side that has money to come confirms that it has: the month's debts leave both books in one commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.alliances.rows import Statement
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.ledger import rules


@dataclass(frozen=True, slots=True)
class PayStatement:
    """A statement is paid. Confirmed already, it stays as it is."""

    statement_id: int
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The statement."""
        want.statements.add(self.statement_id)

    def apply(self, world: World) -> tuple[Statement, Changes]:
        """The statement after this."""
        statement = world.statements[self.statement_id]
        if statement.paid_us is not None:
            return statement, NOTHING
        paid = replace(statement, paid_us=to_micros(self.at))
        return paid, Changes(new=rules.statement_paid(paid, to_micros(self.at)), changed=(paid,))
