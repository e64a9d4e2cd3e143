"""The baseline that the trade writes, over HTTP: `tests.benchmarks.naive`, one ORM transaction a request."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tests.benchmarks import naive


async def claim(request: Request) -> Response:
    """Look, decide, write, commit, answer."""
    code = request.path_params["code"]
    if await naive.claim(code, request.cookies["bc_device"]) is None:
        return Response("refused", 409)
    return RedirectResponse(f"/c/{code}", 303)


@contextlib.asynccontextmanager
async def _running(app: Starlette) -> AsyncIterator[None]:
    async with naive.opened(os.environ["BENCH_URL"]):
        yield


app = Starlette(routes=[Route("/c/{code}/claim", claim, methods=["POST"])], lifespan=_running)
