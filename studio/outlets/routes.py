"""All routes about outlets and dealers."""

from __future__ import annotations

from typing import Final

from starlette.routing import BaseRoute

from studio.outlets import dealers, desk, listing, one

routes: Final[list[BaseRoute]] = [*desk.routes, *listing.routes, *one.routes, *dealers.routes]
