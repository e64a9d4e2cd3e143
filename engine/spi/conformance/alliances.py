"""Alliances: shares that add up exactly, and terms that are refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from dsl.values import Money
from engine.spi.alliances import AllianceTerms, AllianceType
from engine.spi.conformance.naming import label_problems, naming_problems

_TERMS: Final = AllianceTerms(
    name="Snacks",
    issuer="liquor",
    honourer="peanuts",
    coupon="peanuts-5",
    worth=Money(500, "CNY"),
    issuer_bears=Money(200, "CNY"),
    honourer_bears=Money(300, "CNY"),
    fee_to_issuer=Money(20, "CNY"),
    cap_a_month=250,
    exposure=Money(150_000, "CNY"),
)


def alliance_problems(alliance: AllianceType) -> Iterator[str]:
    """What is wrong with an alliance type."""
    yield from naming_problems(alliance)
    try:
        yield from _term_problems(alliance)
        yield from _share_problems(alliance)
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; it is reported
        yield f"with sample terms it raised {type(error).__name__}: {error}"


def _term_problems(alliance: AllianceType) -> Iterator[str]:
    if refused := alliance.problems(_TERMS):
        yield f"it refuses ordinary terms: {refused[0].en}"
    crooked = replace(_TERMS, issuer_bears=Money(201, "CNY"))
    if not (found := alliance.problems(crooked)):
        yield "it accepts shares that do not add up to the worth"
    for words in found:
        yield from label_problems("problem", words)


def _share_problems(alliance: AllianceType) -> Iterator[str]:
    for minor in range(_TERMS.worth.minor + 1):
        worth = Money(minor, "CNY")
        funding = alliance.share(_TERMS, worth)
        if funding.issuer + funding.honourer != worth:
            yield f"the shares of {worth} add up to {funding.issuer + funding.honourer}"
            return
        if min(funding.issuer.minor, funding.honourer.minor, funding.fee.minor) < 0:
            yield f"a share of {worth} is negative"
            return
        if funding != alliance.share(_TERMS, worth):
            yield "`share` is not pure"
            return
    for outside in (Money(-1, "CNY"), Money(_TERMS.worth.minor + 1, "CNY")):
        try:
            alliance.share(_TERMS, outside)
        except ValueError:
            continue
        yield f"it shares {outside}, which no redemption of these terms can be worth"
