"""The ceiling: the same route answered by Starlette alone, without the product's rings and without storage."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route


async def claim(request: Request) -> Response:
    """Answer at once."""
    return RedirectResponse(f"/c/{request.path_params['code']}?fresh=1", 303)


app = Starlette(routes=[Route("/c/{code}/claim", claim, methods=["POST"])])
