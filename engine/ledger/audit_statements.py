"""The audit of what two brands have settled: the lines against the redemptions, the statements against the lines."""

from __future__ import annotations

from collections import defaultdict

from engine.alliances.rows import Statement, StatementLine
from engine.ledger import rules
from engine.ledger.findings import Findings, Net, net, told
from engine.records import Funding
from engine.storage.audit_store import Book


async def audit_statements(book: Book, findings: Findings, posted: dict[int, Net]) -> None:
    """Hold every statement and line. `posted` are the postings of payments between two brands."""
    statements, begins = await _statements(book)
    sums: dict[int, tuple[int, int, int, int]] = defaultdict(lambda: (0, 0, 0, 0))
    lines: dict[tuple[int, str], StatementLine] = {}
    async for line in book.every(StatementLine):
        assert isinstance(line, StatementLine)
        redeemed = int(line.kind == "redeemed")
        added = (redeemed, 1 - redeemed, line.issuer_owes, line.honourer_owes)
        so_far = sums[line.statement_id]
        sums[line.statement_id] = (
            so_far[0] + added[0], so_far[1] + added[1], so_far[2] + added[2], so_far[3] + added[3],
        )  # fmt: skip
        lines[line.funding_id, line.kind] = line
    for statement in statements.values():
        told_sums = (statement.redeemed, statement.cancelled, statement.issuer_owes, statement.honourer_owes)
        findings.equal(f"sums of statement {statement.id}", sums.pop(statement.id, (0, 0, 0, 0)), told_sums)
        expected = net(rules.statement_paid(statement, 0)) if statement.paid_us is not None else {}
        own = {key: amount for key, amount in posted.pop(statement.id, {}).items() if amount}
        if book.brand is None:
            findings.equal(f"postings of statement {statement.id}", told(expected), told(own))
    findings.equal("lines of statements that do not exist", [], sorted(sums))
    async for funding in book.every(Funding):
        assert isinstance(funding, Funding)
        _funding(findings, funding, lines, begins.get(funding.alliance_id, 0))
    findings.equal("lines of redemptions that nobody bears", [], sorted(one.id for one in lines.values()))
    if book.brand is None:
        findings.equal("payments of statements that do not exist", [], sorted(posted))


async def _statements(book: Book) -> tuple[dict[int, Statement], dict[int, int]]:
    """Statements by id, and before when all of an alliance is told: a line that comes too late for its month goes on the next."""
    found: dict[int, Statement] = {}
    begins: dict[int, int] = defaultdict(int)
    async for statement in book.every(Statement):
        assert isinstance(statement, Statement)
        found[statement.id] = statement
        begins[statement.alliance_id] = max(begins[statement.alliance_id], statement.from_us)
    return found, begins


def _funding(
    findings: Findings, funding: Funding, lines: dict[tuple[int, str], StatementLine], told_until: int
) -> None:
    """A redemption of a closed month stands on a statement as it was borne, and if it was called off since, once more."""
    redeemed = lines.pop((funding.id, "redeemed"), None)
    cancelled = lines.pop((funding.id, "cancelled"), None)
    name = f"funding {funding.id}"
    if redeemed:
        findings.equal(
            f"line of {name}", (funding.issuer_bears, funding.fee, funding.at_us),
            (redeemed.issuer_owes, redeemed.honourer_owes, redeemed.at_us),
        )  # fmt: skip
    elif funding.state == "done":
        findings.equal(f"{name} is on a statement", funding.at_us < told_until, False)
    if cancelled:
        findings.equal(
            f"line back of {name}", (-funding.issuer_bears, -funding.fee, funding.cancelled_us),
            (cancelled.issuer_owes, cancelled.honourer_owes, cancelled.at_us),
        )  # fmt: skip
        findings.equal(f"{name} was on a statement before", True, redeemed is not None)
