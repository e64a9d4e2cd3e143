"""All routes of the service desk."""

from __future__ import annotations

from studio.consumers import ending, finding, looking, person

routes = [*finding.routes, *looking.routes, *ending.routes, *person.routes]
