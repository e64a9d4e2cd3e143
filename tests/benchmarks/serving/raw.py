"""The baseline of a careful hand: no ORM, one asyncpg transaction a request, the hot budget row taken last."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import AsyncIterator

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.ids import new_id

_WRITES = """
WITH p AS (INSERT INTO b_person VALUES ($2, 1) ON CONFLICT (person) DO UPDATE SET claims = b_person.claims + 1),
     e AS (INSERT INTO b_event VALUES ($3, $1, $2, $4)),
     r AS (INSERT INTO b_reward VALUES ($5, $3, $2, $6)),
     l AS (INSERT INTO b_entry VALUES ($7, $5, 'budget', -$6::bigint), ($8, $5, 'owed', $6)),
     o AS (INSERT INTO b_outbox VALUES ($9, $5, $6, 'due'))
INSERT INTO b_claim VALUES ($1, $3, $2, $4)
"""


async def claim(request: Request) -> Response:
    """Two statements in one transaction."""
    code, person = request.path_params["code"], request.cookies["bc_device"]
    ids = [new_id() for _ in range(5)]
    try:
        async with request.app.state.pool.acquire() as connection, connection.transaction():
            now = time.time_ns() // 1000
            await connection.execute(_WRITES, code, person, ids[0], now, ids[1], 10, ids[2], ids[3], ids[4])
            taken = await connection.execute(
                "UPDATE b_budget SET used = used + 10 WHERE id = 0 AND used + 10 <= total"
            )
            if taken != "UPDATE 1":
                raise LookupError
    except (asyncpg.UniqueViolationError, LookupError):
        return Response("refused", 409)
    return RedirectResponse(f"/c/{code}", 303)


@contextlib.asynccontextmanager
async def _running(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["BENCH_URL"], min_size=16, max_size=16) as pool:
        app.state.pool = pool
        yield


app = Starlette(routes=[Route("/c/{code}/claim", claim, methods=["POST"])], lifespan=_running)
