"""One request of each operation of the API that succeeds against the double."""

from __future__ import annotations

from typing import Any

WHO = {"ref": "member-1"}
TILL = {"outlet_code": "S1", "clerk_number": "7", "request_id": "r1"}
SALE = {**TILL, "coupon_code": "K7Q2M9XD", "basket": {"amount_minor": 2000, "currency": "CNY"}}

#: One request of each operation that succeeds, with the status of success.
SUCCESSES: list[tuple[str, str, Any, int]] = [
    ("POST", "/claims", {"code": "ask", "consumer": WHO, "region": "CN-GD"}, 201),
    ("GET", "/codes/ask", None, 200),
    ("GET", "/codes/won?consumer=member-1", None, 200),
    (
        "POST",
        "/events",
        {"event": "visit", "id": "v1", "consumer": WHO, "facts": {"visit.outlet": "S1"}},
        201,
    ),
    ("POST", "/invitations", {"campaign_id": "5", "consumer": WHO}, 200),
    ("GET", "/invitations/ask", None, 200),
    ("POST", "/invitations/ask/claims", {"consumer": WHO}, 201),
    ("GET", "/consumers/member-1", None, 200),
    ("PUT", "/consumers/member-1/mobile", {"mobile": "+8613800000000"}, 204),
    ("GET", "/consumers/member-1/attributes", None, 200),
    ("PUT", "/consumers/member-1/attributes", {"birthday": "05-17", "consents": ["birthday"]}, 204),
    ("POST", "/redemptions", SALE, 201),
    ("GET", "/members/M8K240QX?outlet=S1&clerk=7", None, 200),
    ("GET", "/outlets", None, 200),
    ("POST", "/outlets", {"code": "S2", "name": {"en": "Two", "zh": "二店"}, "region": "CN-GD"}, 201),
    ("POST", "/outlets/4/clerks", {"number": "8", "name": "Wu", "role": "clerk", "pin": "2468"}, 201),
    ("GET", "/outlets/4/statement?day=2026-06-03", None, 200),
    ("GET", "/dealers", None, 200),
    ("POST", "/dealers", {"code": "D2", "name": {"en": "Two", "zh": "二号商贸"}}, 201),
    ("GET", "/dealers/6/statement?day=2026-06-03", None, 200),
    ("GET", "/redemptions/refusals?limit=1", None, 200),
    ("GET", "/payouts/stuck", None, 200),
    ("GET", "/campaigns", None, 200),
    ("GET", "/shared-texts", None, 200),
    ("GET", "/shared-texts/spring", None, 200),
    ("PUT", "/shared-texts/spring", {"text": 'shared "spring"', "revision": 1}, 200),
    ("POST", "/language/effects", {"text": 'shared "spring"'}, 200),
    ("POST", "/campaigns", {"slug": "autumn", "text": ""}, 201),
    ("GET", "/campaigns/5", None, 200),
    ("PUT", "/campaigns/5/draft", {"text": "campaign 活动", "revision": 3}, 200),
    ("POST", "/campaigns/5/publication", None, 201),
    ("POST", "/campaigns/5/pause", None, 200),
    ("POST", "/campaigns/5/resumption", None, 200),
    ("POST", "/campaigns/5/end", None, 200),
    ("GET", "/campaigns/5/decisions?outcome=refused&limit=1", None, 200),
    ("GET", "/decisions/77/why?voice=clerk", None, 200),
    ("GET", "/campaigns/5/disclosure", None, 200),
    ("GET", "/campaigns/5/winners", None, 200),
    ("GET", "/campaigns/5/experiments", None, 200),
    ("GET", "/campaigns/5/block-budgets", None, 200),
    ("GET", "/batches", None, 200),
    (
        "POST",
        "/batches",
        {"name": "July", "gtin": "9521000100015", "kind": "in_lid", "size": 1_000_000_000},
        201,
    ),
    ("GET", "/batches/2", None, 200),
    ("POST", "/batches/2/ranges", {"first": 1, "last": 10, "aspect": "state", "value": "active"}, 204),
    (
        "POST",
        "/batches/2/ranges/bulk",
        {"table": "first,last,aspect,value\n1,2,state,withdrawn\n", "foretell": True},
        200,
    ),
    ("GET", "/batches/2/ranges", None, 200),
    ("GET", "/batches/2/handovers", None, 200),
    ("GET", "/batches/2/codes?form=url&first=2&last=4", None, 200),
    ("GET", "/batches/2/codes/manifest", None, 200),
    ("GET", "/grants/1", None, 200),
    ("POST", "/grants/1/reversal", {"reason": "fraud"}, 200),
    ("POST", "/language/check", {"text": "campaign"}, 200),
    ("GET", "/me", None, 200),
    ("GET", "/problems/budget_spent", None, 200),
    ("GET", "/openapi.json", None, 200),
]
