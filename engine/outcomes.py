"""What the engine answers: frozen values for pages, API and command line. Expected refusals are values too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from dsl.values import Label, Money
from engine.outbox.view import PayoutView
from engine.reasons import Reason as Reason

GrantState = Literal["locked", "owed", "paid", "reversed", "given"]


@dataclass(frozen=True, slots=True)
class LockView:
    """What opens a reward that is, or was, locked. From `until` on it is too late.

    `state`: waiting; held (the key has come, and the reward opens at `opens_at`); opened (at `opens_at`); lapsed;
    void (the reward was taken back)."""

    key: Label
    until: datetime
    state: Literal["waiting", "held", "opened", "lapsed", "void"]
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GrantView:
    """One reward given to one party. `state` of money: owed, paid, reversed; of anything else: given, reversed.

    A reward with a `lock` is `locked` before. `payout` is told where somebody looks it up. `cause` is claim or redemption, `cause_id` which one.
    """

    id: int
    reward: str
    title: Label
    recipient_kind: str
    recipient_id: int
    state: GrantState
    at: datetime
    amount: Money | None = None
    points: int | None = None
    coupon: CouponView | None = None
    due_at: datetime | None = None
    paid_at: datetime | None = None
    cause: str = ""
    line: int = 0
    cause_id: int = 0
    lock: LockView | None = None
    payout: PayoutView | None = None


@dataclass(frozen=True, slots=True)
class ClaimReversal:
    """A claim taken back: `all` that it gave, as it stands now; of it what stays because it was used, what follows once
    its payment is settled, and what was paid and must be given back."""

    claim_id: int
    all: tuple[GrantView, ...]
    kept: tuple[GrantView, ...]
    pending: tuple[GrantView, ...]
    debts: tuple[GrantView, ...]


@dataclass(frozen=True, slots=True)
class CouponView:
    """A coupon as its holder and the clerk see it. `state`: open, aside (in an order), redeemed, expired, cancelled.

    `has_terms`: its `terms` say more than worth, minimum and place; `from_stock`: it is good for goods out of prize stock.
    """

    id: int
    code: str
    name: Label
    terms: Label
    worth: Money
    minimum: Money | None
    where: str
    state: str
    issued_at: datetime
    expires_at: datetime
    issuer: str
    honourer: str
    redeemed_at: datetime | None = None
    redeemed_outlet: str | None = None
    has_terms: bool = False
    from_stock: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was changed, and why. `words` may be shown to the person who asked."""

    reason: Reason
    words: Label
    at: datetime
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RegistrationAnswer:
    """An outlet has registered the code `serial` of a batch, with what it got for it. `repeated`: it had before."""

    registration_id: int
    at: datetime
    kind: str
    batch: str
    serial: int
    grants: tuple[GrantView, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """A granted claim. `repeated` says that this is the stored answer to an earlier, equal request.

    `opened` are rewards of the same person, locked before, whose key this claim was."""

    claim_id: int
    at: datetime
    campaign: Label
    version: str
    grants: Sequence[GrantView]
    notes: tuple[Label, ...] = ()
    repeated: bool = False
    opened: Sequence[GrantView] = ()


@dataclass(frozen=True, slots=True)
class RedemptionAnswer:
    """A coupon taken by an outlet: what the customer saves, and what outlet, owner and clerk are owed."""

    redemption_id: int
    request_id: str
    at: datetime
    coupon: CouponView
    to_pay: Money | None
    grants: tuple[GrantView, ...]
    state: Literal["done", "cancelled"] = "done"
    cancelled_at: datetime | None = None
    repeated: bool = False
    off: Money | None = None
    sale_id: int | None = None


ScanPhase = Literal["ask", "won", "refused", "clerk", "unknown", "product", "logistics", "outlet", "service"]


@dataclass(frozen=True, slots=True)
class ScanPage:
    """What the page of a code shows. `phase`: ask (may claim), won, refused, clerk, unknown; for codes that give
    consumers nothing: product (genuine, `made` on that day), logistics, outlet (to be registered at the till), service.

    `version_hash` names the version that `terms` tell; `shares`: a campaign of the brand has share links now; `daily`: the
    code is on a place, at `outlet_name` if at one, and counts once a day for each person."""

    phase: ScanPhase
    code: str
    brand: str = ""
    brand_name: Label = field(default_factory=lambda: Label("", ""))
    campaign: Label = field(default_factory=lambda: Label("", ""))
    theme: str = "theme_plain"
    product: Label = field(default_factory=lambda: Label("", ""))
    terms: tuple[Label, ...] = ()
    answer: ClaimAnswer | None = None
    refusal: Refusal | None = None
    clerk_name: str = ""
    outlet_name: Label = field(default_factory=lambda: Label("", ""))
    starts: datetime | None = None
    ends: datetime | None = None
    campaign_slug: str = ""
    version_hash: str = ""
    made: date | None = None
    withdrawn: bool = False
    case_number: int | None = None
    case_state: str = ""
    shares: bool = False
    daily: bool = False


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the friend sees behind a share link. `phase`: ask, won, refused, unknown. `shares` as on a code's page."""

    phase: Literal["ask", "won", "refused", "unknown"]
    token: str
    brand: str = ""
    brand_name: Label = field(default_factory=lambda: Label("", ""))
    campaign: Label = field(default_factory=lambda: Label("", ""))
    theme: str = "theme_plain"
    terms: tuple[Label, ...] = ()
    answer: ClaimAnswer | None = None
    refusal: Refusal | None = None
    shares: bool = False


@dataclass(frozen=True, slots=True)
class ClerkIdentity:
    """A signed-in clerk or owner of an outlet."""

    id: int
    brand: str
    brand_name: Label
    name: str
    role: Literal["clerk", "owner"]
    outlet_id: int
    outlet_code: str
    outlet_name: Label


@dataclass(frozen=True, slots=True)
class ClerkStatement:
    """What a clerk (or owner, with the outlet's lines) has earned, newest first, and the day's redemptions."""

    identity: ClerkIdentity
    owed: Money | None
    paid: Money | None
    grants: tuple[GrantView, ...]
    redemptions: tuple[RedemptionAnswer, ...]


@dataclass(frozen=True, slots=True)
class StudioUser:
    """A signed-in studio user of one brand."""

    id: int
    brand: str
    brand_name: Label
    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One diagnostic of a campaign text. Offsets are UTF-16 code units from the start of the text; lines from 1.

    `where` names the shared text in which it stands, empty for the text itself."""

    code: str
    severity: Literal["error", "warning"]
    message: Label
    help: Label
    line: int
    column: int
    start: int
    end: int
    replacement: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """Live figures of a campaign, as of the instant they were read. `held` is set aside for claims under review."""

    scans: int = 0
    claims: int = 0
    refusals: int = 0
    redemptions: int = 0
    granted: Money | None = None
    locked: Money | None = None
    owed: Money | None = None
    paid: Money | None = None
    reversed: Money | None = None
    budget: Money | None = None
    used: Money | None = None
    used_today: Money | None = None
    daily: Money | None = None
    points: int = 0
    coupons: int = 0
    held: Money | None = None


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """A row of the campaign list. `state`: draft, scheduled, live, paused, ended, blocked."""

    id: int
    slug: str
    title: Label
    state: str
    version: int | None
    version_hash: str | None
    draft_changed: bool
    starts: datetime | None
    ends: datetime | None
    figures: CampaignFigures


@dataclass(frozen=True, slots=True)
class VersionView:
    """A published version. `secret` is None until the campaign has ended; `secret_hash` is public at once.

    `author` saved the text last, `published_by` approved and published it; an empty author was not kept.
    """

    id: int
    number: int
    hash: str
    text: str
    published_at: datetime
    published_by: str
    secret_hash: str
    secret: str | None
    author: str = ""


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """A campaign with its draft, versions and problems. `draft_revision` guards against lost updates."""

    summary: CampaignSummary
    draft: str
    draft_revision: int
    problems: tuple[Problem, ...]
    versions: tuple[VersionView, ...]
    blocked_by: str = ""


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The draft was stored."""

    revision: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class DraftConflict:
    """Somebody else, `by` name, stored the draft in between; nothing was changed."""

    revision: int
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Published:
    """A version went live."""

    version: VersionView


@dataclass(frozen=True, slots=True)
class NotPublishable:
    """Nothing was published, with every reason."""

    problems: tuple[Problem, ...]
    reasons: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch of codes: no row per code, so every size costs the same. `early` are claims before activation."""

    id: int
    name: str
    gtin: str
    kind: str
    size: int
    created_at: datetime
    active: int
    claimed: int
    early: int = 0


@dataclass(frozen=True, slots=True)
class OutletView:
    """A shop that redeems coupons; `dealer` is the code of who supplies it, where it is known."""

    id: int
    code: str
    name: Label
    region: str
    online: bool = False
    dealer: str = ""


@dataclass(frozen=True, slots=True)
class DealerView:
    """A dealer to whom packs are shipped."""

    id: int
    code: str
    name: Label


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding of the audit: two figures that must be equal and are not."""

    what: str
    expected: str
    found: str
