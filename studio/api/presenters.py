"""The engine's answers as JSON values. `shapes` and `campaign_shapes` declare the same forms.

Money is whole minor units with its currency, instants are RFC 3339 in UTC, ids are text, and a member
without a value is null, never left out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias

from engine.api import (
    Attributes,
    BrandView,
    CampaignAnswer,
    CampaignDetail,
    CampaignFigures,
    CampaignSummary,
    ClaimAnswer,
    ClerkCoupon,
    CouponView,
    DealerDay,
    DealerView,
    DecisionRow,
    EventAnswer,
    GrantView,
    InvitationPage,
    Label,
    LockView,
    Membership,
    MemberView,
    Money,
    OutletDay,
    OutletView,
    PayoutView,
    Problem,
    RedemptionAnswer,
    Refusal,
    RefusedRedemption,
    ScanPage,
    TestResult,
    TradeLine,
    VersionView,
    WalletView,
    Why,
)

Json: TypeAlias = dict[str, Any]


def words(label: Label) -> Json:
    """A text in both languages."""
    return {"en": label.en, "zh": label.zh}


def money(amount: Money) -> Json:
    """Minor units and currency."""
    return {"amount_minor": amount.minor, "currency": amount.currency}


def money_or_none(amount: Money | None) -> Json | None:
    """Null where no amount applies."""
    return None if amount is None else money(amount)


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC to the microsecond, such as `2026-06-03T01:00:40.000000Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_or_none(moment: datetime | None) -> str | None:
    """Null where nothing has happened yet."""
    return None if moment is None else instant(moment)


def brand(view: BrandView) -> Json:
    """The brand a key belongs to."""
    return {"slug": view.slug, "name": words(view.name), "zone": view.zone, "currency": view.currency}


def refusal(value: Refusal) -> Json:
    """A refusal; `first_at` when an earlier use is the reason."""
    return {
        "reason": value.reason.value,
        "words": words(value.words),
        "at": instant(value.at),
        "first_at": instant_or_none(value.first_at),
    }


def coupon(view: CouponView) -> Json:
    """A coupon as its holder sees it."""
    return {
        "id": str(view.id),
        "code": view.code,
        "name": words(view.name),
        "terms": words(view.terms),
        "worth": money(view.worth),
        "minimum": money_or_none(view.minimum),
        "where": view.where,
        "state": view.state,
        "issued_at": instant(view.issued_at),
        "expires_at": instant(view.expires_at),
        "issuer": view.issuer,
        "honourer": view.honourer,
        "redeemed_at": instant_or_none(view.redeemed_at),
        "redeemed_outlet": view.redeemed_outlet,
    }


def grant(view: GrantView) -> Json:
    """One reward given to one party."""
    return {
        "id": str(view.id),
        "reward": view.reward,
        "title": words(view.title),
        "recipient": {"kind": view.recipient_kind, "id": str(view.recipient_id)},
        "state": view.state,
        "at": instant(view.at),
        "amount": money_or_none(view.amount),
        "points": view.points,
        "coupon": None if view.coupon is None else coupon(view.coupon),
        "due_at": instant_or_none(view.due_at),
        "paid_at": instant_or_none(view.paid_at),
        "cause": view.cause,
        "cause_id": str(view.cause_id) if view.cause_id else None,
        "line": view.line,
        "lock": None if view.lock is None else lock(view.lock),
        "payout": None if view.payout is None else payout(view.payout),
    }


def payout(view: PayoutView) -> Json:
    """Where owed money stands."""
    return {
        "state": view.state,
        "words": words(view.words),
        "next_at": instant_or_none(view.next_at),
        "may_ask": view.may_ask,
    }


def lock(view: LockView) -> Json:
    """What opens a reward, and until when."""
    return {
        "key": words(view.key),
        "until": instant(view.until),
        "state": view.state,
        "opens_at": instant_or_none(view.opens_at),
    }


def claim(answer: ClaimAnswer) -> Json:
    """A granted claim, the first time or repeated."""
    return {
        "claim_id": str(answer.claim_id),
        "at": instant(answer.at),
        "campaign": words(answer.campaign),
        "version": answer.version,
        "grants": [grant(view) for view in answer.grants],
        "notes": [words(note) for note in answer.notes],
        "repeated": answer.repeated,
        "opened": [grant(view) for view in answer.opened],
    }


def attributes(told: Attributes) -> Json:
    """What is known of a person."""
    return {
        "birthday": told.birthday,
        "tags": list(told.tags),
        "tier": told.tier,
        "consents": list(told.consents),
    }


def event(answer: EventAnswer) -> Json:
    """An event and what each campaign answered."""
    return {
        "id": answer.id,
        "event": answer.event,
        "at": instant(answer.at),
        "campaigns": [_campaign_answer(one) for one in answer.campaigns],
        "repeated": answer.repeated,
    }


def _campaign_answer(one: CampaignAnswer) -> Json:
    return {
        "campaign_id": str(one.campaign_id),
        "claim": None if isinstance(one.answer, Refusal) else claim(one.answer),
        "refusal": refusal(one.answer) if isinstance(one.answer, Refusal) else None,
    }


def redemption(answer: RedemptionAnswer) -> Json:
    """A coupon taken by an outlet, or taken back."""
    return {
        "redemption_id": str(answer.redemption_id),
        "request_id": answer.request_id,
        "at": instant(answer.at),
        "coupon": coupon(answer.coupon),
        "to_pay": money_or_none(answer.to_pay),
        "grants": [grant(view) for view in answer.grants],
        "state": answer.state,
        "cancelled_at": instant_or_none(answer.cancelled_at),
        "repeated": answer.repeated,
        "off": money_or_none(answer.off),
        "sale_id": None if answer.sale_id is None else str(answer.sale_id),
    }


def scan_page(page: ScanPage) -> Json:
    """What a code's page shows to one person, or to nobody in particular."""
    return {
        "phase": page.phase,
        "code": page.code,
        "campaign": words(page.campaign),
        "theme": page.theme,
        "product": words(page.product),
        "terms": [words(term) for term in page.terms],
        "answer": None if page.answer is None else claim(page.answer),
        "refusal": None if page.refusal is None else refusal(page.refusal),
        "starts": instant_or_none(page.starts),
        "ends": instant_or_none(page.ends),
        "version_hash": page.version_hash,
        "made": None if page.made is None else page.made.isoformat(),
        "withdrawn": page.withdrawn,
        "case_number": page.case_number,
    }


def invitation(page: InvitationPage) -> Json:
    """What the friend sees behind a share link."""
    return {
        "phase": page.phase,
        "token": page.token,
        "campaign": words(page.campaign),
        "theme": page.theme,
        "terms": [words(term) for term in page.terms],
        "answer": None if page.answer is None else claim(page.answer),
        "refusal": None if page.refusal is None else refusal(page.refusal),
    }


def wallet(view: WalletView) -> Json:
    """All that a consumer holds with the brand."""
    return {
        "member_code": view.member_code,
        "points": view.points,
        "locked": money_or_none(view.locked),
        "owed": money_or_none(view.owed),
        "paid": money_or_none(view.paid),
        "debt": money_or_none(view.debt),
        "grants": [grant(one) for one in view.grants],
        "coupons": [coupon(one) for one in view.coupons],
        "share_campaigns": [
            {"campaign_id": str(one.campaign_id), "title": words(one.title), "promise": words(one.promise)}
            for one in view.share_campaigns
        ],
        "missed": [{"at": instant(one.at), "words": words(one.words)} for one in view.missed],
        "membership": _membership(view.membership) if view.membership else None,
        "shop": [
            {
                "campaign_id": str(one.campaign_id),
                "item": one.item,
                "title": words(one.title),
                "points": one.points,
                "left": one.left,
            }
            for one in view.shop
        ],
    }


def _membership(one: Membership) -> Json:
    return {
        "tier": one.tier,
        "name": words(one.name),
        "earned": one.earned,
        "until": one.until.isoformat() if one.until else None,
        "next": words(one.next) if one.next else None,
        "missing": one.missing,
    }


def member(view: MemberView) -> Json:
    """A member at the till: coupons only, no history and no phone number."""
    return {"member_code": view.member_code, "coupons": [clerk_coupon(one) for one in view.coupons]}


def clerk_coupon(one: ClerkCoupon) -> Json:
    """A coupon at the till, usable here or not."""
    why_not = None if one.why_not is None else words(one.why_not)
    return {
        "coupon": coupon(one.coupon),
        "usable": one.usable,
        "why_not": why_not,
        "goods": one.goods,
        "price": money_or_none(one.price),
    }


def outlet(view: OutletView) -> Json:
    """A shop that redeems coupons."""
    return {
        "id": str(view.id),
        "code": view.code,
        "name": words(view.name),
        "region": view.region,
        "online": view.online,
        "dealer": view.dealer or None,
    }


def outlet_day(view: OutletDay) -> Json:
    """An outlet's books of a day."""
    return {
        "outlet": outlet(view.outlet),
        "day": view.day.isoformat(),
        "lines": [_trade_line(line) for line in view.lines],
        "store": money(view.store),
        "owner": money(view.owner),
        "clerk": money(view.clerk),
    }


def dealer(view: DealerView) -> Json:
    """Somebody to whom packs are shipped."""
    return {"id": str(view.id), "code": view.code, "name": words(view.name)}


def dealer_day(view: DealerDay) -> Json:
    """A dealer's books of a day."""
    return {
        "dealer": dealer(view.dealer),
        "day": view.day.isoformat(),
        "lines": [_trade_line(line) for line in view.lines],
        "total": money(view.total),
    }


def _trade_line(line: TradeLine) -> Json:
    return {
        "at": instant(line.at),
        "party": line.party,
        "recipient_id": str(line.recipient_id),
        "redemption_id": None if line.redemption_id is None else str(line.redemption_id),
        "claim_id": None if line.claim_id is None else str(line.claim_id),
        "grant_id": str(line.grant_id),
        "title": words(line.title),
        "amount": money(line.amount),
    }


def refused_redemption(view: RefusedRedemption) -> Json:
    """What a till was refused."""
    return {
        "id": str(view.id),
        "at": instant(view.at),
        "outlet": outlet(view.outlet),
        "clerk": view.clerk,
        "request_id": view.request_id,
        "coupon_code": view.coupon_code,
        "reason": view.reason.value,
        "words": words(view.words),
        "taken_at": instant_or_none(view.taken_at),
    }


def problem(view: Problem) -> Json:
    """One diagnostic of a campaign text; offsets are UTF-16 code units."""
    return {
        "code": view.code,
        "severity": view.severity,
        "message": words(view.message),
        "help": words(view.help),
        "line": view.line,
        "column": view.column,
        "start": view.start,
        "end": view.end,
        "replacement": view.replacement,
        "where": view.where,
    }


def test_result(result: TestResult) -> Json:
    """How one `test` block of a campaign text came out."""
    return {
        "name": result.name,
        "passed": result.passed,
        "line": result.line,
        "message": words(result.message),
        "because": [words(reason) for reason in result.because],
    }


def figures(view: CampaignFigures) -> Json:
    """Live figures of a campaign."""
    return {
        "scans": view.scans,
        "claims": view.claims,
        "refusals": view.refusals,
        "redemptions": view.redemptions,
        "granted": money_or_none(view.granted),
        "locked": money_or_none(view.locked),
        "owed": money_or_none(view.owed),
        "paid": money_or_none(view.paid),
        "reversed": money_or_none(view.reversed),
        "budget": money_or_none(view.budget),
        "used": money_or_none(view.used),
        "used_today": money_or_none(view.used_today),
        "daily": money_or_none(view.daily),
        "points": view.points,
        "coupons": view.coupons,
        "held": money_or_none(view.held),
    }


def campaign_summary(view: CampaignSummary) -> Json:
    """A row of the campaign list."""
    return {
        "id": str(view.id),
        "slug": view.slug,
        "title": words(view.title),
        "state": view.state,
        "version": view.version,
        "version_hash": view.version_hash,
        "draft_changed": view.draft_changed,
        "starts": instant_or_none(view.starts),
        "ends": instant_or_none(view.ends),
        "figures": figures(view.figures),
    }


def version(view: VersionView) -> Json:
    """A published version. The secret of its draws stays null until the campaign has ended."""
    return {
        "id": str(view.id),
        "number": view.number,
        "hash": view.hash,
        "text": view.text,
        "published_at": instant(view.published_at),
        "published_by": view.published_by,
        "author": view.author,
        "secret_hash": view.secret_hash,
        "secret": view.secret,
    }


def campaign(view: CampaignDetail) -> Json:
    """A campaign with its draft, versions and problems."""
    return {
        "summary": campaign_summary(view.summary),
        "draft": view.draft,
        "draft_revision": view.draft_revision,
        "problems": [problem(one) for one in view.problems],
        "versions": [version(one) for one in view.versions],
        "blocked_by": view.blocked_by,
    }


def decision(row: DecisionRow) -> Json:
    """One scan's result: a claim with its grants, or a refusal."""
    return {
        "event_id": str(row.event_id),
        "at": instant(row.at),
        "kind": row.kind,
        "code": row.code,
        "consumer": row.consumer,
        "outcome": row.outcome,
        "reason": None if row.reason is None else row.reason.value,
        "words": words(row.words),
        "grants": [grant(view) for view in row.grants],
        "line": row.line,
    }


def why(view: Why) -> Json:
    """A decision explained by replay."""
    return {
        "decision": decision(view.row),
        "version": view.version,
        "version_hash": view.version_hash,
        "facts": [{"name": name, "value": value} for name, value in view.facts],
        "steps": [words(step) for step in view.steps],
        "lines": list(view.lines),
        "text": view.text,
    }
