"""A draft run before it runs: the address holds what is asked, so a link opens the same figures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from engine.api import Asked, Invalid, Label, Language, Section, Simulation, StudioUser
from studio.composer import presenters
from studio.composer.campaign import BASE, SECTION
from studio.composer.screens import Screen, screen
from studio.composer.sharing import whole
from studio.composer.views import SimulationPage

SCANS_MOST: Final = 1_000_000
SEEDS_MOST: Final = 10
#: Scans of all seeds together that one request may ask for: a second or two of a processor.
_WORK_MOST: Final = 2_000_000
_POPULATION_MAX: Final = 2_000
#: Simulations fill a processor each; they wait for one another, so that pages go on being served.
_turns = asyncio.Semaphore(1)

_ERRORS: Final = Label("the draft has errors; mend them first", "草稿还有错误，请先修改")
_TOO_MUCH: Final = Label(
    f"at most {_WORK_MOST:,} scans in all seeds together; for more there is `bottlecap simulate`",
    f"各种子合计至多 {_WORK_MOST:,} 次扫码；更多请用 `bottlecap simulate`",
)


@dataclass(frozen=True, slots=True)
class _Form:
    """What was asked for, as the address says it."""

    scans: int
    seeds: int
    seed: int
    days: int | None
    population: str
    against: bool


async def show(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/simulate?scans=&seeds=&seed=&days=&population=&against=live: the figures, once asked for."""
    engine = request.app.state.engine
    detail = await engine.campaigns.detail(user.brand, request.path_params["campaign_id"])
    form = _form(request)
    shown = presenters.editor(detail)
    page = SimulationPage(
        shown.campaign, shown.actions, form.scans, form.seeds, form.seed, form.days, form.population, form.against,
        live=shown.published is not None, sections=None, fault=None,
    )  # fmt: skip
    if "scans" not in request.query_params:
        return Screen("composer/simulate.html", page, SECTION)
    texts = [await whole(engine, user.brand, detail.draft)]
    if form.against and shown.published is not None:
        texts.insert(0, shown.published)
    asked = Asked(form.scans, form.population, form.days, form.seed, form.seeds)
    try:
        if form.scans * form.seeds * len(texts) > _WORK_MOST:
            raise Invalid("scans", _TOO_MUCH)
        async with _turns:
            sections = await run_in_threadpool(_sections, await engine.language_of(user.brand), texts, asked)
    except Invalid as refusal:
        return Screen("composer/simulate.html", replace(page, fault=refusal.message), SECTION, 422)
    return Screen("composer/simulate.html", replace(page, sections=tuple(sections)), SECTION)


def _sections(language: Language, texts: list[str], asked: Asked) -> list[Section]:
    found: list[Simulation] = []
    for text in texts:
        simulated = language.simulate(text, asked)
        if simulated is None:
            raise Invalid("text", _ERRORS)
        found.append(simulated)
    return found[0].sections_beside(found[1]) if len(found) > 1 else found[0].sections()


def _form(request: Request) -> _Form:
    asked = request.query_params

    def number(name: str, usual: int, most: int) -> int:
        plain = asked.get(name, "").replace(",", "").strip()
        return (
            min(max(1, int(plain)), most)
            if plain.isascii() and plain.isdigit() and len(plain) < 12
            else usual
        )

    days = number("days", 0, 3_660)
    return _Form(
        number("scans", 100_000, SCANS_MOST),
        number("seeds", 3, SEEDS_MOST),
        number("seed", 1, 10**9),
        days or None,
        asked.get("population", "").strip()[:_POPULATION_MAX],
        asked.get("against") == "live",
    )


routes = [*screen(BASE + "/simulate", show)]
