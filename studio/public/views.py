"""What the public templates see: finished texts, nothing to decide but the layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from studio.i18n.formats import MoneyParts


@dataclass(frozen=True, slots=True)
class Dress:
    """How a page looks: the theme's style, its hero for light and dark, and the state's own picture; `coupon` is
    for the coupons of a wallet."""

    state: str
    style: Markup
    hero: str | None
    hero_dark: str | None
    scene: str | None
    coupon: str | None = None


@dataclass(frozen=True, slots=True)
class CouponCard:
    """A coupon. `open` coupons show their code as a QR; `state` is told in words."""

    code: str
    name: str
    terms: str
    worth: MoneyParts
    minimum: str
    where: str
    until: str
    state: str
    open: bool
    shared_by: str
    qr: Markup | None
    stores: str = ""


@dataclass(frozen=True, slots=True)
class PrizeCard:
    """One reward: an amount, points, a coupon, or something else that has only a title.

    `state` is a word or two, `settled` the sentence that tells when the money arrived, what opens a locked reward and
    until when, or why money is not there yet. `again` is where to ask for money that came back.
    """

    kind: Literal["money", "points", "coupon", "other"]
    title: str
    amount: MoneyParts | None
    points: str
    coupon: CouponCard | None
    state: str
    state_kind: str
    at: str
    settled: str
    again: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A form that is one big button, and the small print below it.

    It sends back what its page told: the version by its hash, a mark of each line of the terms, and the page's theme.
    """

    label: str
    fine: str
    shown: str = ""
    seen: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A link at the foot of the page."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ScanFrame:
    """What the page behind a code or an invitation has in common with others of its version, theme, language and state.

    `gives` says that there is something in it, `joyful` that it was won just now, `shared` that it is a friend's link, which chat apps show, `tried` that it is a test.
    """

    dress: Dress
    title: str
    brand: str
    brand_url: str
    eyebrow: str
    headline: str
    press: Press | None
    terms: tuple[str, ...]
    ways: tuple[Way, ...]
    gives: bool = False
    joyful: bool = False
    rules_url: str = ""
    shared: bool = False
    tried: bool = False


@dataclass(frozen=True, slots=True)
class ScanView:
    """The page behind a code or an invitation: the frame, and what is this visitor's own.

    `action` is where the frame's button leads; `changed` are the terms that became others while the page was open, `card` the path of
    the picture that chat apps show.
    """

    frame: ScanFrame
    lead: str
    told: tuple[str, ...] = ()
    action: str = ""
    prizes: tuple[PrizeCard, ...] = ()
    notes: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    card: str = ""


@dataclass(frozen=True, slots=True)
class ShareOffer:
    """A campaign that thanks for invitations, with the form that makes the link."""

    title: str
    promise: str
    action: str


@dataclass(frozen=True, slots=True)
class TierCard:
    """A member's tier, how long it is sure, and what the next one takes."""

    name: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemCard:
    """Something that points buy. `hint` says why it cannot be had now; `press` is this page's own number of the order."""

    title: str
    price: str
    item: str
    action: str
    press: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """A prize that travels, in the wallet; `waits`: it asks for an address."""

    title: str
    state: str
    url: str
    waits: bool


@dataclass(frozen=True, slots=True)
class WalletPage:
    """All that a person holds with a brand."""

    dress: Dress
    title: str
    brand: str
    member_code: str
    member_qr: Markup | None
    empty: bool
    points: str
    locked: MoneyParts | None
    owed: MoneyParts | None
    paid: MoneyParts | None
    debt: MoneyParts | None
    coupons: tuple[CouponCard, ...]
    past_coupons: tuple[CouponCard, ...]
    packets: tuple[PrizeCard, ...]
    history: tuple[PrizeCard, ...]
    offers: tuple[ShareOffer, ...]
    rules_url: str
    tier: TierCard | None = None
    items: tuple[ItemCard, ...] = ()
    slug: str = ""
    sells: bool = False
    notice: str = ""
    parcels: tuple[ParcelLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A purpose to agree to, a service to be recognised by: its name, how people read it, whether it is chosen."""

    name: str
    words: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A person's own page: number, services, consents, data, and the way out. `number` waits for its code."""

    dress: Dress
    title: str
    brand: str
    slug: str
    wallet_url: str
    sends_codes: bool
    number: str
    services: tuple[Choice, ...]
    consents: tuple[Choice, ...]
    parting: tuple[str, ...]
    known: bool
    notice: str = ""


@dataclass(frozen=True, slots=True)
class SharePage:
    """A finished invitation link, to be copied, sent or scanned."""

    dress: Dress
    title: str
    brand: str
    wallet_url: str
    promise: str
    url: str
    qr: Markup


@dataclass(frozen=True, slots=True)
class PrizeRow:
    """A prize in the table of the rules."""

    title: str
    odds: str
    total: str
    left: str


@dataclass(frozen=True, slots=True)
class RulesEvent:
    """What one event gives."""

    title: str
    rules: tuple[str, ...]
    prizes: tuple[PrizeRow, ...]


@dataclass(frozen=True, slots=True)
class RulesView:
    """The full rules of one campaign. `proof` leads to what proves the draws, after the end; `now` to the rules in
    force, from the page of a version that is not. `claiming` are headings with their sentences."""

    dress: Dress
    title: str
    brand: str
    wallet_url: str
    campaign: str
    general: tuple[str, ...]
    events: tuple[RulesEvent, ...]
    coupons: tuple[str, ...]
    prizes: tuple[str, ...]
    claiming: tuple[tuple[str, tuple[str, ...]], ...]
    fairness: tuple[str, ...]
    proof: str
    version: str
    version_hash: str
    secret_hash: str
    kinds: str
    winners_title: str
    winners: tuple[WinnerRow, ...]
    versions: tuple[Way, ...]
    now: str


@dataclass(frozen=True, slots=True)
class WinnerRow:
    """A winner in the public list, masked."""

    prize: str
    day: str
    member: str


@dataclass(frozen=True, slots=True)
class RulesList:
    """The campaigns of a brand whose rules can be read."""

    dress: Dress
    title: str
    brand: str
    wallet_url: str
    campaigns: tuple[Way, ...]
