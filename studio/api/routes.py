"""The one route table: the API that runs and the API that is described are both made from it."""

from __future__ import annotations

from typing import Any, Final

from starlette.routing import BaseRoute, Mount

from studio.api import (
    alliances,
    batches,
    campaigns,
    cartons,
    claims,
    consumers,
    dealers,
    decisions,
    declarations,
    diversions,
    events,
    grants,
    groups,
    invitations,
    language,
    outlets,
    packing,
    payouts,
    people,
    prizes,
    redemptions,
    reference,
    reviews,
    sales,
    service,
    shared_texts,
    stock,
)
from studio.api.openapi import describe
from studio.api.operation import Operation
from studio.api.problem import BASE_PATH
from studio.api.surface import ApiSurface

_DESCRIBED: Final[tuple[Operation[Any, Any], ...]] = (
    *claims.operations,
    *events.operations,
    *declarations.operations,
    *invitations.operations,
    *consumers.operations,
    *people.operations,
    *redemptions.operations,
    *sales.operations,
    *stock.operations,
    *groups.operations,
    *prizes.operations,
    *outlets.operations,
    *dealers.operations,
    *cartons.operations,
    *diversions.operations,
    *alliances.operations,
    *service.operations,
    *campaigns.operations,
    *shared_texts.operations,
    *decisions.operations,
    *batches.operations,
    *packing.operations,
    *grants.operations,
    *payouts.operations,
    *reviews.operations,
    *language.operations,
    *reference.operations,
)
OPERATIONS: Final[tuple[Operation[Any, Any], ...]] = (
    *_DESCRIBED,
    reference.description_of(lambda locale: describe(OPERATIONS, locale)),
)

routes: Final[list[BaseRoute]] = [Mount(BASE_PATH, ApiSurface(OPERATIONS), name="api")]
