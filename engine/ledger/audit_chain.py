"""The audit of what the trade does with codes: alarms, clerks' scans, service cases."""

from __future__ import annotations

from collections import Counter

from engine.ledger.audit_grants import Facts
from engine.ledger.findings import Findings
from engine.records import ClerkScan, Consumer
from engine.storage.audit_store import Book
from engine.trade_records import Diversion, Observation, ServiceCase


async def audit_chain(book: Book, findings: Findings, facts: Facts) -> None:
    """Hold alarms against their observations, scans of clerks' codes and service cases against claims."""
    await _diversions(book, findings, facts)
    await _scans(book, findings, facts)
    async for case in book.every(ServiceCase):
        assert isinstance(case, ServiceCase)
        compensated = case.state == "compensated"
        findings.equal(
            f"case {case.number} of {case.brand} names its compensation",
            compensated,
            case.claim_id is not None,
        )
        if case.claim_id is not None:
            known = case.claim_id in facts.claims
            findings.equal(f"claim {case.claim_id} of case {case.number} exists", True, known)


async def _diversions(book: Book, findings: Findings, facts: Facts) -> None:
    noted: Counter[tuple[str, str]] = Counter()
    counted: Counter[tuple[str, str]] = Counter()
    async for one in book.every(Observation):
        assert isinstance(one, Observation)
        noted[one.brand, one.name] += 1
        claim = facts.claims.get(one.claim_id)
        place = (claim.batch_id, claim.serial) if claim else None
        findings.equal(f"pack of observation {one.id}", (one.batch_id, one.serial), place)
    async for row in book.every(Diversion):
        assert isinstance(row, Diversion)
        counted[row.brand, row.name] += row.claims
        if row.raised_us is not None:
            within = row.first_us <= row.raised_us <= row.last_us
            findings.equal(f"alarm {row.id} was raised by one of its claims", True, within)
    for brand, name in sorted(noted.keys() | counted.keys()):
        findings.equal(f"claims observed of {name} of {brand}", noted[brand, name], counted[brand, name])


async def _scans(book: Book, findings: Findings, facts: Facts) -> None:
    """What clerks' scans say they brought, and the claims that name those clerks, agree for each person and clerk.

    Scans from before they were counted say nothing, and nothing is held of those persons and clerks.
    """
    person: dict[int, int] = {}
    async for account in book.every(Consumer):
        assert isinstance(account, Consumer)
        person[account.id] = account.person_id
    told: Counter[tuple[int, int]] = Counter()
    uncounted: set[tuple[int, int]] = set()
    async for scan in book.every(ClerkScan):
        assert isinstance(scan, ClerkScan)
        key = (person[scan.consumer_id], scan.clerk_id)
        told[key] += scan.claims or 0
        if scan.claims is None:
            uncounted.add(key)
    made: Counter[tuple[int, int]] = Counter()
    for claim in facts.claims.values():
        if claim.kind == "scan" and claim.clerk_id is not None:
            made[person[claim.person_id], claim.clerk_id] += 1
    for key in sorted((told.keys() | made.keys()) - uncounted):
        findings.equal(f"claims of person {key[0]} that clerk {key[1]} served", made[key], told[key])
