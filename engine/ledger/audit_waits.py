"""The audit of what waits: each locked reward has one wait that agrees with it, open as long as it is locked."""

from __future__ import annotations

from engine.ledger.audit_grants import Facts
from engine.ledger.findings import Findings
from engine.records import Grant, Wait
from engine.storage.audit_store import Book

#: The states of a grant that go with each state of its lock.
_GRANT: dict[str, frozenset[str]] = {
    "waiting": frozenset({"locked"}),
    "held": frozenset({"locked"}),
    "opened": frozenset({"owed", "paid", "given", "reversed"}),
    "lapsed": frozenset({"reversed"}),
    "void": frozenset({"reversed"}),
}


async def audit_waits(book: Book, findings: Findings, facts: Facts) -> None:
    """Hold every wait against what it is about."""
    locks, payouts = dict(facts.locks), set(facts.stopped_payouts)
    async for wait in book.every(Wait):
        assert isinstance(wait, Wait)
        if wait.topic == "payout" and wait.state == "waiting":
            findings.equal(
                f"payout of grant {wait.subject_id}, for which wait {wait.id} waits, is stopped",
                True,
                wait.subject_id in payouts,
            )
            payouts.discard(wait.subject_id)
        if wait.topic != "lock":
            continue
        grant = locks.pop(wait.subject_id, None)
        findings.equal(f"locked grant {wait.subject_id} of wait {wait.id} exists", True, grant is not None)
        if grant is not None:
            _agree(findings, wait, grant)
    findings.equal("stopped payouts that no wait ends", [], sorted(payouts))
    findings.equal("locked grants that nothing waits for", [], sorted(locks))


def _agree(findings: Findings, wait: Wait, grant: Grant) -> None:
    name = f"wait {wait.id} ({wait.state}) of grant {grant.id}"
    fitting = _GRANT.get(wait.state, frozenset())
    findings.equal(f"state of {name} is one of {sorted(fitting)}", True, grant.state in fitting)
    holder = (grant.cause_id, grant.campaign_id, grant.recipient_id, grant.until_us)
    findings.equal(f"cause, campaign, holder and end of {name}", holder, (
        wait.cause_id, wait.campaign_id, wait.person_id, wait.until_us,
    ))  # fmt: skip
    keyed, ended = wait.state in {"held", "opened"}, wait.state not in {"waiting", "held"}
    if wait.state != "void":
        findings.equal(f"{name} has met its key", keyed, wait.event_id is not None)
        findings.equal(f"opening of {name}", keyed, grant.opens_us is not None)
    findings.equal(f"{name} has ended", ended, wait.ended_us is not None)
    if wait.state == "waiting":
        findings.equal(f"next step of {name}", wait.until_us, wait.due_us)
