"""What a visitor of the demo is given: where to click, with a fresh code for each campaign at each start."""

from __future__ import annotations

from engine.api import Engine, Reason
from studio.demo import world
from studio.demo.keys import Keys
from studio.demo.world import House, Run, Stretch


async def guide(engine: Engine, keys: Keys, origin: str, wallet_origin: str) -> str:
    """The text that `bottlecap demo` shows once everything answers."""
    lines = [
        "",
        "Scan a code (each is a fresh one; reload the page after claiming to see what a second scan tells):",
    ]
    for house in world.HOUSES:
        for run in house.runs:
            for stretch in run.stretches:
                if not stretch.told:
                    continue
                code = await fresh_code(engine, house, run, stretch)
                lines.append(f"  {origin}/c/{code}   {house.name.en}: {stretch.told}")
    lines += [f"  {origin}/c/{code}   {told}" for told, code in await _badges(engine)]
    lines += ["", f"Studio: {origin}/studio/login with password {keys.password}"]
    lines += [f"  {house.email:<26} {house.name.en} {house.name.zh}" for house in world.HOUSES]
    lines += ["", f"Till: {origin}/clerk with PIN {keys.pin}"]
    for house in world.HOUSES:
        for shop in house.shops:
            people = ", ".join(f"{worker.number} {worker.name} ({worker.role})" for worker in shop.workers)
            lines.append(f"  outlet {shop.code}, number {people}")
    lines += [
        "",
        "Wallet of this browser: " + "  ".join(f"{origin}/w/{house.slug}" for house in world.HOUSES),
    ]
    lines += [f"{house.web.name.en}: {origin}/w/{house.slug}/shop" for house in world.HOUSES if house.web]
    lines += [f"What the sandbox wallet has paid: {wallet_origin}/"]
    lines += ["", f"API: {origin}/api/v1/openapi.json with these keys"]
    lines += [
        f"  {house.name.en:<10} Authorization: Bearer {keys.api_keys[house.slug]}" for house in world.HOUSES
    ]
    return "\n".join(lines)


async def fresh_code(engine: Engine, house: House, run: Run, stretch: Stretch) -> str:
    """The first code of a stretch that nobody has claimed."""
    batch = next(batch for batch in await engine.codes.batches(house.slug) if batch.name == run.name)
    for serial in range(stretch.first, stretch.last + 1):
        code = engine.codes.code_text(batch.id, serial)
        refusal = (await engine.scans.open(code, None)).refusal
        if refusal is None or refusal.reason is not Reason.ALREADY_CLAIMED:
            return code
    return engine.codes.code_text(batch.id, stretch.last)


async def _badges(engine: Engine) -> list[tuple[str, str]]:
    """The clerks' codes, which customers scan before a carton."""
    found = []
    for house in world.HOUSES:
        wearers = [worker.name for shop in house.shops for worker in shop.workers if worker.badge]
        batch = next((one for one in await engine.codes.batches(house.slug) if one.kind == "clerk"), None)
        for serial, name in enumerate(wearers if batch else (), start=1):
            code = engine.codes.code_text(batch.id, serial) if batch else ""
            found.append((f"badge of {name}: scan it, then a carton", code))
    return found
