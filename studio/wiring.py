"""The composition root: settings in, application out. The only place that knows every room."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route

from studio.assets import AssetTable, serve
from studio.clerk import routes as clerk
from studio.faults import FaultMiddleware, http_fault
from studio.i18n.middleware import LocaleMiddleware
from studio.public import routes as public
from studio.security.csrf import CsrfMiddleware
from studio.security.headers import SecurityHeadersMiddleware
from studio.security.limits import RateLimitMiddleware
from studio.settings import Settings

_LOG: Final = logging.getLogger("bottlecap.studio")


def build_app(settings: Settings, engine: Any = None, clock: Any = None) -> Starlette:
    """The whole web application.

    Without an engine one is opened on start and closed on stop, with the built-in plugins and `clock` (the
    machine's by default). A given engine stays the caller's. Payouts are sent by a task of this process
    when the settings say so.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.engine = engine
        worker = asyncio.create_task(_pay_out(app.state.engine, settings)) if settings.run_payouts else None
        try:
            yield
        finally:
            if worker is not None:
                worker.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await worker

    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
            Middleware(SecurityHeadersMiddleware, secure=settings.secure),
            Middleware(LocaleMiddleware, settings=settings),
            Middleware(FaultMiddleware),
            Middleware(RateLimitMiddleware),
            Middleware(CsrfMiddleware),
        ],
        exception_handlers={HTTPException: http_fault},
        lifespan=lifespan,
        max_body_size=settings.body_bytes_max,
    )
    app.state.settings = settings
    app.state.assets = AssetTable.of_folder()
    app.state.engine = engine
    app.state.brands = {}
    app.state.looks = None
    return app


def _routes() -> list[BaseRoute]:
    return [*public.routes, *clerk.routes, Route("/static/{path:path}", serve)]


async def _pay_out(engine: Any, settings: Settings) -> None:
    """Send what is owed as long as the application runs; an outage is logged and tried again, ever later."""
    failures = 0
    while True:
        try:
            busy = await engine.payouts.run_once()
            failures = 0
        except Exception:  # noqa: BLE001 - whatever broke, what is owed must still be sent later
            _LOG.exception("the payout worker failed; it tries again")
            busy, failures = 0, min(failures + 1, 6)
        if not busy:
            await asyncio.sleep(settings.payout_pause.total_seconds() * 2**failures)
