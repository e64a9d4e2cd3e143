"""The audit of coupons: who got them, which till took them, and who bears them."""

from __future__ import annotations

from collections import defaultdict

from engine.coupons.taking import owed
from engine.ledger import accounts, rules
from engine.ledger.audit_grants import Facts
from engine.ledger.findings import Findings, Net, net, told
from engine.records import Coupon, Funding, Redemption
from engine.storage.audit_store import Book


async def audit_coupons(book: Book, findings: Findings, facts: Facts, posted: dict[int, Net]) -> None:
    """Hold every coupon, redemption and funding. `posted` are the postings between two brands."""
    redemptions: dict[int, Redemption] = {}
    done: dict[int, list[int]] = defaultdict(list)
    async for redemption in book.every(Redemption):
        assert isinstance(redemption, Redemption)
        redemptions[redemption.id] = redemption
        if redemption.state == "done":
            done[redemption.coupon_id].append(redemption.id)
    coupons: dict[int, Coupon] = {}
    async for coupon in book.every(Coupon):
        assert isinstance(coupon, Coupon)
        coupons[coupon.id] = coupon
        _grant(findings, facts, coupon)
        if book.brand is None or coupon.honourer == book.brand:
            expected = [coupon.redemption_id] if coupon.state == "redeemed" else []
            found = done.pop(coupon.id, [])
            findings.equal(f"redemptions of coupon {coupon.id} ({coupon.state})", expected, found)
    for redemption in redemptions.values():
        _settlement(findings, facts, redemption, coupons.get(redemption.coupon_id))
    fundings = await _fundings(book, findings, redemptions, coupons, posted)
    if book.brand is None:
        for coupon_id in done:
            findings.equal(f"redemptions of coupon {coupon_id}, which does not exist", [], done[coupon_id])
        _whole_book(findings, facts, redemptions, coupons, fundings, posted)


def _grant(findings: Findings, facts: Facts, coupon: Coupon) -> None:
    grants = facts.by_coupon.pop(coupon.id, [])
    if coupon.campaign_id in facts.archived.campaigns:
        return
    findings.equal(f"grants of coupon {coupon.id}", 1, len(grants))
    for grant in grants:
        taken_back = grant.state == "reversed"
        findings.equal(f"coupon {coupon.id} is cancelled", taken_back, coupon.state == "cancelled")


def _settlement(findings: Findings, facts: Facts, redemption: Redemption, coupon: Coupon | None) -> None:
    if coupon is not None and coupon.campaign_id in facts.archived.campaigns:
        return
    grants = facts.by_redemption.get(redemption.id, [])
    if redemption.state == "cancelled":
        living = [grant.id for grant in grants if grant.state != "reversed"]
        findings.equal(f"living grants of cancelled redemption {redemption.id}", [], living)
    settled = [
        grant for grant in grants if grant.fund in {accounts.COUPONS, accounts.ALLIANCE} and grant.line == 0
    ]
    findings.equal(f"settlements of redemption {redemption.id}", 1, len(settled))
    for grant in settled:
        to_outlet = (grant.recipient_kind, grant.recipient_id)
        findings.equal(f"outlet of settlement {grant.id}", ("store", redemption.outlet_id), to_outlet)
        if coupon is not None:
            findings.equal(
                f"amount of settlement {grant.id}", owed(coupon, redemption.discount), grant.amount
            )


async def _fundings(
    book: Book,
    findings: Findings,
    redemptions: dict[int, Redemption],
    coupons: dict[int, Coupon],
    posted: dict[int, Net],
) -> set[int]:
    """The redemptions that have a funding."""
    found = set()
    async for funding in book.every(Funding):
        assert isinstance(funding, Funding)
        found.add(funding.redemption_id)
        redemption = redemptions.get(funding.redemption_id)
        coupon = coupons.get(redemption.coupon_id) if redemption else None
        if redemption is None or coupon is None:
            continue  # it lies in the partner's book; for the whole book it is named with the redemptions
        name = f"funding of redemption {redemption.id}"
        findings.equal(f"{name} is {redemption.state}", redemption.state, funding.state)
        living = funding.state == "done"
        expected = net(rules.alliance_redeemed(funding, coupon.campaign_id, 0)) if living else {}
        own = posted.pop(redemption.id, {})
        findings.equal(f"postings of {name}", told(expected), told({k: v for k, v in own.items() if v}))
    return found


def _whole_book(
    findings: Findings,
    facts: Facts,
    redemptions: dict[int, Redemption],
    coupons: dict[int, Coupon],
    fundings: set[int],
    posted: dict[int, Net],
) -> None:
    """What can only be told when every brand's rows are at hand."""
    for coupon_id in facts.by_coupon:
        findings.equal(f"coupon {coupon_id} of a grant exists", True, False)
    for redemption_id in facts.by_redemption.keys() | fundings:
        findings.equal(f"redemption {redemption_id} exists", True, redemption_id in redemptions)
    for redemption in redemptions.values():
        coupon = coupons.get(redemption.coupon_id)
        findings.equal(
            f"coupon {redemption.coupon_id} of redemption {redemption.id} exists", True, coupon is not None
        )
        allied = coupon is not None and coupon.alliance_id is not None
        findings.equal(
            f"redemption {redemption.id} is borne by two brands", allied, redemption.id in fundings
        )
    for redemption_id, left in posted.items():
        findings.equal(
            f"postings of redemption {redemption_id}, which nobody bears", "", told(left) or "zero"
        )
