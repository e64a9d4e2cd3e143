"""The baseline of claims: a handler as it is usually written, one Tortoise transaction a claim, select then insert.

It does the least that a claim must do: the code once, the consumer, a locked budget and stock, the scan, the claim, the
reward, two ledger rows and an order in an outbox. No limits, no rules, no versions, no facts kept, no draws.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from tortoise import Tortoise, fields
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.models import Model
from tortoise.transactions import in_transaction

from engine.storage.database import dialect_of


class Person(Model):
    """A consumer by the brand's reference."""

    id = fields.BigIntField(primary_key=True)
    ref = fields.CharField(64, unique=True)
    claims = fields.IntField(default=0)

    class Meta:
        table = "naive_person"


class Pot(Model):
    """The budget, or the stock of a prize."""

    id = fields.IntField(primary_key=True)
    remaining = fields.BigIntField()

    class Meta:
        table = "naive_pot"


class Scan(Model):
    """A scan."""

    id = fields.BigIntField(primary_key=True)
    code = fields.CharField(32)
    person_id = fields.BigIntField()

    class Meta:
        table = "naive_scan"


class Taken(Model):
    """A claim of a code."""

    id = fields.BigIntField(primary_key=True)
    code = fields.CharField(32, unique=True)
    person_id = fields.BigIntField()

    class Meta:
        table = "naive_claim"


class Reward(Model):
    """What a claim gave."""

    id = fields.BigIntField(primary_key=True)
    claim_id = fields.BigIntField()
    amount = fields.BigIntField()

    class Meta:
        table = "naive_reward"


class Posting(Model):
    """One side of a movement."""

    id = fields.BigIntField(primary_key=True)
    reward_id = fields.BigIntField()
    account = fields.CharField(64)
    amount = fields.BigIntField()

    class Meta:
        table = "naive_posting"


class Payout(Model):
    """An order to pay."""

    id = fields.BigIntField(primary_key=True)
    reward_id = fields.BigIntField(unique=True)
    state = fields.CharField(16, default="due")

    class Meta:
        table = "naive_payout"


_BUDGET, _STOCK = 1, 2


async def claim(code: str, ref: str) -> int | None:
    """The amount given, or None for a code that was claimed before or an empty budget."""
    async with in_transaction():
        if await Taken.filter(code=code).exists():
            return None
        person = await Person.get_or_none(ref=ref) or await Person.create(ref=ref)
        budget = await Pot.select_for_update().get(id=_BUDGET)
        stock = await Pot.select_for_update().get(id=_STOCK)
        amount = 88 if person.claims else 188
        if budget.remaining < amount or not stock.remaining:
            return None
        budget.remaining -= amount
        stock.remaining -= 1
        await budget.save()
        await stock.save()
        await Scan.create(code=code, person_id=person.id)
        taken = await Taken.create(code=code, person_id=person.id)
        person.claims += 1
        await person.save()
        reward = await Reward.create(claim_id=taken.id, amount=amount)
        await Posting.create(reward_id=reward.id, account="budget", amount=-amount)
        await Posting.create(reward_id=reward.id, account=f"owed:{person.id}", amount=amount)
        await Payout.create(reward_id=reward.id)
        return amount


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[None]:
    """Connected to the database at `url`, from any task, with as durable commits as ours."""
    connection: dict[str, Any] | str
    if url.startswith("sqlite://"):
        connection = f"{url}?synchronous=FULL&busy_timeout=10000"
    else:
        connection = expand_db_url(f"asyncpg://{url.split('://', 1)[1]}")
    name = dialect_of(url)  # Tortoise keeps the SQL of each connection name
    models = {"naive": {"models": [__name__], "default_connection": name}}
    await Tortoise.init(
        config={"connections": {name: connection}, "apps": models}, _enable_global_fallback=True
    )
    try:
        yield
    finally:
        await Tortoise.close_connections()


async def found(people: Iterable[str] = ()) -> None:
    """Make the tables, fill the budget and the stock, and know these people already."""
    await Tortoise.generate_schemas()
    await Pot.create(id=_BUDGET, remaining=10**12)
    await Pot.create(id=_STOCK, remaining=10**9)
    await Person.bulk_create([Person(ref=ref) for ref in people], batch_size=5_000)
