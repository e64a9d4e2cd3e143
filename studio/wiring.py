"""The composition root: settings in, application out. The only place that knows every room."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from engine.api import (
    Busy,
    Clock,
    Engine,
    EngineSettings,
    Invalid,
    NotFound,
    SystemClock,
    Unavailable,
    open_engine,
)
from plugins import BUILTIN
from studio.accounts import routes as accounts
from studio.accounts.outside import Provider
from studio.accounts.outside_routes import BACK
from studio.api import routes as api
from studio.assets import AssetTable, serve
from studio.clerk import routes as clerk
from studio.composer import routes as composer
from studio.compression import CompressionMiddleware
from studio.faults import engine_fault, http_fault
from studio.people import routes as people
from studio.public import routes as public
from studio.rings import Rings
from studio.settings import Settings
from studio.skeletons import Skeletons
from studio.watching import routes as watching
from studio.watching.watchers import Watchers, asked_for

_LOG: Final = logging.getLogger("bottlecap.studio")
_PAUSES_MAX: Final = 6
#: How soon a new day is noticed: what it brings is for the whole of it.
_CALENDAR_PAUSE: Final = timedelta(seconds=20)
_UPKEEP_PAUSE: Final = timedelta(hours=6)


def build_app(
    settings: Settings,
    engine: Engine | None = None,
    clock: Clock | None = None,
    watchers: Watchers | None = None,
) -> Starlette:
    """The whole web application.

    Without an engine one is opened on start and closed on stop, with the built-in plugins and `clock` (the
    machine's by default). A given engine stays the caller's. Payouts are sent by a task of this process
    when the settings say so. `watchers` are told what happens; by default those that the environment asks for.
    """
    watching_all = watchers or asked_for()
    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(CompressionMiddleware),
            Middleware(Rings, settings=settings, onlookers=watching_all.onlookers),
        ],
        exception_handlers={
            HTTPException: http_fault,
            NotFound: engine_fault,
            Invalid: engine_fault,
            Busy: engine_fault,
            Unavailable: engine_fault,
        },
        lifespan=lambda app: _running(app, settings, watching_all, engine, clock or SystemClock()),
        max_body_size=settings.body_bytes_max,
    )
    app.state.settings = settings
    app.state.assets = AssetTable.of_folder()
    app.state.engine = engine
    app.state.watchers = watching_all
    app.state.brands = {}
    app.state.looks = None
    app.state.skeletons = Skeletons()
    app.state.sheets = None
    app.state.provider = Provider(settings.oidc, settings.origin + BACK) if settings.oidc else None
    return app


def _routes() -> list[BaseRoute]:
    return [
        *public.routes,
        *clerk.routes,
        *accounts.routes,
        *people.open_routes,
        *composer.routes,
        *api.routes,
        *watching.routes,
        Route("/static/{path:path}", serve),
    ]


@contextlib.asynccontextmanager
async def _running(
    app: Starlette, settings: Settings, watching_all: Watchers, given: Engine | None, clock: Clock
) -> AsyncIterator[None]:
    """Open what the application needs, run the payout worker beside it, and close in reverse order."""
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(watching_all.close)
        stack.push_async_callback(_close_sheets, app)
        engine = given
        if engine is None:
            wanted = EngineSettings(
                database_url=settings.database_url,
                secret=settings.secret,
                plugins=BUILTIN,
                tombstones=Path(settings.tombstones) if settings.tombstones else None,
            )
            engine = await open_engine(wanted, clock=clock, watch=watching_all)
            stack.push_async_callback(engine.close)
        app.state.engine = engine
        if settings.run_payouts:
            calendar = _keep_on(engine.occasions.run_once, _CALENDAR_PAUSE, "calendar")
            upkeep = _keep_on(engine.keep_up, _UPKEEP_PAUSE, "upkeep")
            figures = _keep_on(engine.insights.keep_up, _CALENDAR_PAUSE, "figures")
            payouts = _pay_out(engine, settings)
            works = (("payouts", payouts), ("calendar", calendar), ("figures", figures), ("upkeep", upkeep))
            for name, work in works:
                stack.push_async_callback(_stop, asyncio.create_task(work, name=name))
        yield


async def _close_sheets(app: Starlette) -> None:
    if app.state.sheets is not None:
        await asyncio.to_thread(app.state.sheets.close)


async def _stop(worker: asyncio.Task[None]) -> None:
    worker.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await worker


async def _pay_out(engine: Engine, settings: Settings) -> None:
    """Go on with what waits and send what is owed."""

    async def step() -> int:
        return await engine.waits.run_once() + await engine.payouts.run_once()

    await _keep_on(step, settings.payout_pause, "payout")


async def _keep_on(step: Callable[[], Awaitable[int]], pause: timedelta, name: str) -> None:
    """Work as long as the application runs, with a pause where nothing is to do.

    An outage is logged and tried again, ever later.
    """
    failures = 0
    while True:
        try:
            busy, failures = await step(), 0
        except Exception:  # noqa: BLE001 - whatever broke, what is due must still be done later
            _LOG.exception("the %s worker failed; it tries again", name)
            busy, failures = 0, min(failures + 1, _PAUSES_MAX)
        if not busy:
            await asyncio.sleep(pause.total_seconds() * 2**failures)
