"""Reading what is typed about an agreement; gauges of its caps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from engine.api import Label, Money, partners
from studio.clerk.amounts import read_amount
from studio.composer.presenters import NEAR
from studio.partners.views import CountGauge, Fault

#: The fields of an agreement, as they are typed.
FIELDS: Final = (
    "coupon_zh", "coupon_en", "worth", "minimum", "valid_days", "issuer_bears", "fee", "cap_a_month", "exposure", "wanted",
)  # fmt: skip
_LENGTH_MAX: Final = 120
_AMOUNT: Final = Label("Write an amount such as 5.00.", "请填写金额，例如 5.00。")
_WHOLE: Final = Label("Write a whole number.", "请填写整数。")
_DAY: Final = Label("Choose a day.", "请选择日期。")
_NAME: Final = Label("Name the coupon in at least one language.", "请至少填写一种语言的券名。")
_SHARE: Final = Label("The issuer bears at most the coupon's worth.", "发券方承担的金额不能超过券面额。")


class Mistyped(Exception):  # noqa: N818 - reads as what it says
    """A field that cannot be read."""

    def __init__(self, field: str, words: Label) -> None:
        super().__init__(field)
        self.field = field
        self.words = words

    def on(self, form: str) -> Fault:
        """The fault on a form of the page."""
        return Fault(form, self.field, self.words)


def typed_of(form: Mapping[str, object], fields: tuple[str, ...] = FIELDS) -> dict[str, str]:
    """What was typed, cut to what any field holds."""
    return {name: str(form.get(name, "")).strip()[:_LENGTH_MAX] for name in fields}


def proposal_of(typed: Mapping[str, str], currency: str, zone: str) -> partners.Proposal:
    """The agreement that was typed: the honourer bears what the issuer does not. Raises `Mistyped`."""
    name = Label(typed["coupon_en"] or typed["coupon_zh"], typed["coupon_zh"] or typed["coupon_en"])
    if not name.en:
        raise Mistyped("coupon_zh", _NAME)
    worth, issuer = _amount(typed, "worth", currency), _amount(typed, "issuer_bears", currency)
    if issuer.minor > worth.minor:
        raise Mistyped("issuer_bears", _SHARE)
    return partners.Proposal(
        coupon=name,
        worth=worth,
        issuer_bears=issuer,
        honourer_bears=worth - issuer,
        fee=_amount(typed, "fee", currency) if typed["fee"] else Money(0, currency),
        valid_days=_whole(typed, "valid_days"),
        minimum=_amount(typed, "minimum", currency) if typed["minimum"] else None,
        cap_a_month=_whole(typed, "cap_a_month") if typed["cap_a_month"] else None,
        exposure=_amount(typed, "exposure", currency) if typed["exposure"] else None,
        wanted=day_start(typed["wanted"], zone, "wanted") if typed["wanted"] else None,
    )


def day_of(text: str, field: str) -> date:
    """A calendar day. Raises `Mistyped`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Mistyped(field, _DAY) from None


def day_start(text: str, zone: str, field: str) -> datetime:
    """The first instant of a day in a zone. Raises `Mistyped`."""
    return datetime.combine(day_of(text, field), time(), ZoneInfo(zone)).astimezone(UTC)


def written(agreed: partners.Agreement) -> dict[str, str]:
    """An agreement as it would be typed, to change from."""
    terms = agreed.terms
    return {
        "coupon_zh": agreed.coupon.zh,
        "coupon_en": agreed.coupon.en,
        "worth": _plain(terms.worth),
        "minimum": _plain(agreed.minimum) if agreed.minimum else "",
        "valid_days": str(agreed.valid_days),
        "issuer_bears": _plain(terms.issuer_bears),
        "fee": _plain(terms.fee_to_issuer),
        "cap_a_month": "" if terms.cap_a_month is None else str(terms.cap_a_month),
        "exposure": _plain(terms.exposure) if terms.exposure else "",
        "wanted": "",
    }


def count_gauge(used: int, total: int | None) -> CountGauge | None:
    """How many of a cap are given; None without a cap."""
    if not total:
        return None
    share = min(1000, used * 1000 // total)
    return CountGauge(used, total, share, "spent" if used >= total else "near" if share >= NEAR else "calm")


def _plain(amount: Money) -> str:
    """As it is typed: no comma parts the thousands."""
    return amount.amount.replace(",", "")


def _amount(typed: Mapping[str, str], field: str, currency: str) -> Money:
    found = read_amount(typed[field], currency)
    if found is None:
        raise Mistyped(field, _AMOUNT)
    return found


def _whole(typed: Mapping[str, str], field: str) -> int:
    text = typed[field]
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Mistyped(field, _WHOLE)
    return int(text)
