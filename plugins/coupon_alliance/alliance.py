"""Sharing the discount in the agreed proportion, with a fee for the customer brought."""

from __future__ import annotations

from engine.spi import AllianceTerms, AllianceType, Funding, Label, Money


class CouponAlliance(AllianceType):
    """Issuer and honourer bear what they agreed; a smaller discount is shared in the same proportion.

    Of a minor unit that cannot be split the honourer bears the whole. The fee is due for each redemption in
    full, because the customer has come.
    """

    code = "coupon_alliance"
    label = Label("Coupon alliance", "异业联盟券")
    help = Label(
        "Two brands give out each other's coupons and settle every month.",
        "两个品牌互发优惠券，按月结算。",
    )

    def problems(self, terms: AllianceTerms) -> tuple[Label, ...]:
        """What the two brands still have to put right."""
        if len({money.currency for money in _amounts(terms)}) > 1:
            return (Label("all amounts must be in one currency", "所有金额必须使用同一币种"),)
        findings = (
            (
                terms.issuer == terms.honourer,
                Label("a brand cannot ally with itself", "品牌不能与自己结盟"),
            ),
            (
                terms.worth.minor <= 0,
                Label("the coupon must be worth something", "优惠券面额必须大于零"),
            ),
            (
                min(money.minor for money in _amounts(terms)) < 0,
                Label("no amount may be negative", "金额不能为负"),
            ),
            (
                terms.issuer_bears + terms.honourer_bears != terms.worth,
                Label("the two shares must add up to the coupon's worth", "双方分担之和必须等于优惠券面额"),
            ),
            (
                terms.cap_a_month is not None and terms.cap_a_month < 1,
                Label("the monthly cap must be at least one coupon", "每月上限至少为一张"),
            ),
            (
                terms.exposure is not None and terms.exposure.minor < terms.worth.minor,
                Label("the exposure must have room for one coupon", "敞口额度至少要容纳一张券"),
            ),
        )
        return tuple(words for found, words in findings if found)

    def share(self, terms: AllianceTerms, worth: Money) -> Funding:
        """The issuer bears its share of `worth`, rounded down to a minor unit, the honourer the rest."""
        if worth.currency != terms.worth.currency or not 0 <= worth.minor <= terms.worth.minor:
            raise ValueError(f"a redemption of {worth} is outside the agreed worth of {terms.worth}")
        issuer = Money(worth.minor * terms.issuer_bears.minor // terms.worth.minor, worth.currency)
        return Funding(issuer=issuer, honourer=worth - issuer, fee=terms.fee_to_issuer)


def _amounts(terms: AllianceTerms) -> tuple[Money, ...]:
    always = (terms.worth, terms.issuer_bears, terms.honourer_bears, terms.fee_to_issuer)
    return always if terms.exposure is None else (*always, terms.exposure)
