"""What machines ask: is it alive, is it ready, what has it done."""

from __future__ import annotations

import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio.watching.metrics import CONTENT_TYPE


async def live(request: Request) -> Response:
    """GET /health/live: 200 as long as the process answers at all. A restart helps when it does not."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """GET /health/ready and /health: 200 when the database answers and commands are taken, else 503.

    A 503 asks for no more visitors, not for a restart.
    """
    good = await request.app.state.engine.ready()
    return JSONResponse({"status": "ok" if good else "unavailable"}, 200 if good else 503)


async def metrics(request: Request) -> Response:
    """GET /metrics: figures for Prometheus, for whoever bears the token of `BOTTLECAP_METRICS_TOKEN`.

    Without a token in the settings there is no such page.
    """
    token = request.app.state.settings.metrics_token
    given = request.headers.get("authorization", "")
    if not token:
        return Response(status_code=404)
    if not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
    return Response(request.app.state.watchers.metrics.text(), media_type=CONTENT_TYPE)


routes: Final[tuple[BaseRoute, ...]] = (
    Route("/health", ready),
    Route("/health/live", live),
    Route("/health/ready", ready),
    Route("/metrics", metrics),
)
