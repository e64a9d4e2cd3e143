"""The audit of people: their accounts, what they have claimed, who brought whom, what was answered before."""

from __future__ import annotations

import json
from collections import defaultdict

from engine import own_words
from engine.ledger.audit_grants import Facts
from engine.ledger.findings import Findings
from engine.records import Consumer, Identity, Referral, StoredRequest
from engine.storage.audit_store import Book


async def audit_members(book: Book, findings: Findings, facts: Facts) -> None:
    """Hold every consumer, identity, referral and stored answer against the claims."""
    consumers: dict[int, Consumer] = {}
    async for consumer in book.every(Consumer):
        assert isinstance(consumer, Consumer)
        consumers[consumer.id] = consumer
    _people(findings, facts, consumers)
    async for identity in book.every(Identity):
        assert isinstance(identity, Identity)
        account = consumers.get(identity.consumer_id)
        findings.equal(f"account of identity {identity.id} exists", True, account is not None)
        gone = account is not None and account.deleted_us is not None
        findings.equal(f"identity {identity.id} names a deleted account", False, gone)
    brought = {claim.id for claim in facts.claims.values() if claim.referrer_id is not None}
    async for referral in book.every(Referral):
        assert isinstance(referral, Referral)
        claim = facts.claims.get(referral.claim_id)
        found = (claim.referrer_id, claim.person_id) if claim else None
        findings.equal(f"claim of referral {referral.id}", (referral.sharer_id, referral.friend_id), found)
        brought.discard(referral.claim_id)
    findings.equal("claims through a link without a referral", [], sorted(brought))
    async for request in book.every(StoredRequest):
        assert isinstance(request, StoredRequest)
        answer = json.loads(request.answer)
        kept = [answer, *answer.get("campaigns", ())]
        named = {int(one[name]) for one in kept for name in ("id", "claim") if name in one}
        unknown = named - facts.claims.keys() - facts.grants - facts.stock
        known = all(facts.archived.may_hold(one) for one in unknown)
        findings.equal(f"what answered request {request.key} exists", True, known)


def _people(findings: Findings, facts: Facts, consumers: dict[int, Consumer]) -> None:
    claims: dict[int, int] = defaultdict(int)
    latest: dict[int, int] = {}
    for claim in facts.claims.values():
        account = consumers.get(claim.person_id)
        findings.equal(f"account {claim.person_id} of claim {claim.id} exists", True, account is not None)
        if account and claim.kind not in own_words.BY_OTHERS:
            claims[account.person_id] += 1
            latest[account.person_id] = max(latest.get(account.person_id, 0), claim.at_us)
    for consumer in consumers.values():
        if consumer.deleted_us is not None:
            told = (consumer.birthday, consumer.tags, consumer.tier, consumer.consents)
            findings.equal(f"what is known of deleted account {consumer.id}", (None,) * 4, told)
        person = consumers.get(consumer.person_id)
        direct = person is not None and person.person_id == person.id
        findings.equal(f"account {consumer.id} names its person directly", True, direct)
        if consumer.person_id == consumer.id:
            findings.equal(f"claims of person {consumer.id}", claims[consumer.id], consumer.claims)
            last = latest.get(consumer.id)
            findings.equal(f"last claim of person {consumer.id}", last, consumer.last_claim_us)
