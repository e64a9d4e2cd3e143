"""Grants, the double-entry ledger, the counters that bound them, and what is still to be carried out."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.storage.models.columns import BrandOwned, big, body, short


class GrantRow(BrandOwned):
    """`engine.records.Grant`."""

    cause_kind = short(16)
    cause_id = big()
    campaign_id = big()
    version_id = big()
    line = big()
    reward = short(64)
    params = body()
    title_en = short(255)
    title_zh = short(255)
    recipient_kind = short(16)
    recipient_id = big()
    amount = big(null=True)
    currency = short(3, null=True)
    points = big(null=True)
    coupon_id = big(null=True)
    fund = short(32)
    state = short(16)
    takes = body()
    at_us = big()
    due_us = big()
    settled_us = big(null=True)
    reason = short(255, null=True)
    lock_en = short(255, null=True)
    lock_zh = short(255, null=True)
    until_us = big(null=True)
    opens_us = big(null=True)

    class Meta:
        """Table."""

        table = "grants"
        indexes = (
            ("cause_id",),
            ("brand", "recipient_kind", "recipient_id", "id"),
            ("brand", "campaign_id", "id"),
        )


class WinnerRow(BrandOwned):
    """`engine.records.Winner`."""

    campaign_id = big()

    class Meta:
        """Table."""

        table = "winner"
        indexes = (("brand", "campaign_id", "id"),)


class WaitRow(BrandOwned):
    """`engine.records.Wait`."""

    topic = short(16)
    subject_id = big()
    cause_id = big()
    campaign_id = big()
    person_id = big()
    event = short(64)
    asked = body()
    friend = big()
    hold = short(32)
    payload = body()
    state = short(16)
    since_us = big()
    until_us = big()
    due_us = big()
    event_id = big(null=True)
    ended_us = big(null=True)

    class Meta:
        """Table."""

        table = "wait"
        indexes = (("state", "due_us"), ("brand", "person_id", "state"), ("subject_id",), ("event_id",))


class EntryRow(BrandOwned):
    """`engine.records.Entry`."""

    posting_id = big()
    kind = short(24)
    cause_id = big()
    account = short(96)
    currency = short(3)
    amount = big()
    at_us = big()

    class Meta:
        """Table."""

        table = "entry"
        indexes = (("cause_id",),)


class BalanceRow(Model):
    """The sum of an account's entries. `key` is brand, account and currency, joined by `|`."""

    key = fields.CharField(max_length=160, primary_key=True)
    brand = short(32)
    amount = big()

    class Meta:
        """Table."""

        table = "balance"


class CounterRow(Model):
    """How much of a budget, stock, cap or limit is used. `key` begins with the brand."""

    key = fields.CharField(max_length=200, primary_key=True)
    brand = short(32)
    used = big()

    class Meta:
        """Table."""

        table = "counter"


class TallyRow(Model):
    """A figure of a campaign or batch, the part that one of a few processes has added. `key` begins with the brand."""

    key = fields.CharField(max_length=120, primary_key=True)
    brand = short(32)
    figure = big()

    class Meta:
        """Table."""

        table = "tally"
        indexes = (("brand",),)


class OutboxRow(BrandOwned):
    """`engine.records.Order`."""

    topic = short(16)
    grant_id = big()
    order_no = short(32)
    attempt = big()
    payload = body()
    state = short(16)
    tries = big()
    next_us = big()
    created_us = big()
    lease_by = short(64, null=True)
    lease_us = big(null=True)
    first_sent_us = big(null=True)
    note = short(255, null=True)
    done_us = big(null=True)
    trace = short(32, null=True)
    channel = short(64, null=True)
    payee = short(64, null=True)
    hold = short(16, null=True)
    takes = body(null=True)

    class Meta:
        """Table."""

        table = "outbox"
        unique_together = (("order_no",),)
        indexes = (("state", "next_us"), ("grant_id",), ("brand", "payee", "state"))
