"""All routes of the partners' room."""

from __future__ import annotations

from typing import Final

from starlette.routing import BaseRoute

from studio.partners import pages, statements

routes: Final[list[BaseRoute]] = [*statements.routes, *pages.routes]
