"""The doors that anybody may open."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio.rendering import render


async def front(request: Request) -> Response:
    """GET /: what this is, and the two other entrances."""
    return render(request, "base/front.html", None)


async def health(request: Request) -> Response:
    """GET /health: up and answering."""
    return JSONResponse({"status": "ok"})


routes: Final[list[BaseRoute]] = [Route("/", front), Route("/health", health)]
