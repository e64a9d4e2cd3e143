"""The baseline that the trade writes: one Starlette handler, one Tortoise transaction a request, row by row."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from tortoise import Tortoise, fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from tortoise.transactions import in_transaction

from engine.ids import new_id


class Event(Model):
    id = fields.BigIntField(primary_key=True, generated=False)
    code = fields.TextField()
    person = fields.TextField()
    at_us = fields.BigIntField()

    class Meta:
        table = "b_event"


class Claim(Model):
    code = fields.TextField(primary_key=True)
    id = fields.BigIntField()
    person = fields.TextField()
    at_us = fields.BigIntField()

    class Meta:
        table = "b_claim"


class Person(Model):
    person = fields.TextField(primary_key=True)
    claims = fields.BigIntField()

    class Meta:
        table = "b_person"


class Budget(Model):
    id = fields.BigIntField(primary_key=True, generated=False)
    used = fields.BigIntField()
    total = fields.BigIntField()

    class Meta:
        table = "b_budget"


class Reward(Model):
    id = fields.BigIntField(primary_key=True, generated=False)
    claim_id = fields.BigIntField()
    person = fields.TextField()
    amount = fields.BigIntField()

    class Meta:
        table = "b_reward"


class Entry(Model):
    id = fields.BigIntField(primary_key=True, generated=False)
    reward_id = fields.BigIntField()
    account = fields.TextField()
    amount = fields.BigIntField()

    class Meta:
        table = "b_entry"


class Outbox(Model):
    id = fields.BigIntField(primary_key=True, generated=False)
    reward_id = fields.BigIntField()
    amount = fields.BigIntField()
    state = fields.TextField()

    class Meta:
        table = "b_outbox"


async def claim(request: Request) -> Response:
    """Look, decide, write, commit, answer."""
    code, person_name = request.path_params["code"], request.cookies["bc_device"]
    now = time.time_ns() // 1000
    try:
        async with in_transaction() as tx:
            if await Claim.filter(code=code).using_db(tx).exists():
                return Response("already claimed", 409)
            person = await Person.filter(person=person_name).using_db(tx).first()
            if person is None:
                person = await Person.create(person=person_name, claims=0, using_db=tx)
            budget = await Budget.filter(id=0).using_db(tx).select_for_update().get()
            amount = 10
            if budget.used + amount > budget.total:
                return Response("spent", 409)
            budget.used += amount
            await budget.save(using_db=tx)
            person.claims += 1
            await person.save(using_db=tx)
            event = await Event.create(id=new_id(), code=code, person=person_name, at_us=now, using_db=tx)
            made = await Claim.create(code=code, id=event.id, person=person_name, at_us=now, using_db=tx)
            reward = await Reward.create(
                id=new_id(), claim_id=made.id, person=person_name, amount=amount, using_db=tx
            )
            for account, signed in (("budget", -amount), ("owed", amount)):
                await Entry.create(
                    id=new_id(), reward_id=reward.id, account=account, amount=signed, using_db=tx
                )
            await Outbox.create(id=new_id(), reward_id=reward.id, amount=amount, state="due", using_db=tx)
    except IntegrityError:
        return Response("already claimed", 409)
    return RedirectResponse(f"/c/{code}", 303)


@contextlib.asynccontextmanager
async def _running(app: Starlette) -> AsyncIterator[None]:
    url = os.environ["BENCH_URL"].replace("postgresql://", "asyncpg://")
    await Tortoise.init(db_url=url, modules={"models": [__name__]}, _enable_global_fallback=True)
    yield
    await Tortoise.close_connections()


app = Starlette(routes=[Route("/c/{code}/claim", claim, methods=["POST"])], lifespan=_running)
