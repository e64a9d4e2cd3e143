"""Builds the demo world through the engine's own door, telling each step."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Final

from engine.api import Engine, Label, Published
from studio.demo import world
from studio.demo.keys import Keys
from studio.demo.world import House, Run, Shop

BY: Final = "demo"
Tell = Callable[[str], None]


async def build_world(engine: Engine, keys: Keys, tell: Tell) -> None:
    """Everything in `studio.demo.world`, live and ready to be scanned."""
    for house in world.HOUSES:
        await _build_house(engine, house, keys)
        codes = sum(run.size for run in house.runs)
        tell(
            f"brand {house.name.en} {house.name.zh}: {codes:,} codes on {len(house.runs)} kinds of pack, "
            f"{len(house.shops)} shops"
        )
    await _ally(engine)
    tell(f"alliance {world.SNACKS.name}: Jinjiu gives out Huamanduo's coupon")
    for house in world.HOUSES:
        for stem in house.campaigns:
            title = await _publish(engine, house, stem)
            tell(f"campaign {title.en} {title.zh} is live")


async def _build_house(engine: Engine, house: House, keys: Keys) -> None:
    accounts = engine.accounts
    await accounts.add_brand(house.slug, house.name, world.ZONE, world.CURRENCY)
    await accounts.add_user(house.slug, house.email, house.marketer, "admin", keys.password)
    await accounts.set_api_key(house.slug, "demo", keys.api_keys[house.slug])
    for product in house.products:
        await engine.codes.set_product(house.slug, product.gtin, product.name)
    badges = [
        clerk_id for shop in house.shops for clerk_id in await _open_shop(engine, house, shop, keys.pin)
    ]
    for run in house.runs:
        await _print(engine, house, run, badges)
    if house.web:
        outlet = await engine.outlets.add_outlet(
            house.slug, house.web.code, house.web.name, house.web.region, online=True
        )
        await engine.stocks.deliver(house.slug, outlet.id, house.web.product, house.web.pieces, "opening")


async def _open_shop(engine: Engine, house: House, shop: Shop, pin: str) -> list[int]:
    """Open a shop; the ids of its clerks with a badge."""
    outlet = await engine.outlets.add_outlet(house.slug, shop.code, shop.name, shop.region)
    badges = []
    for worker in shop.workers:
        clerk_id = await engine.outlets.add_clerk(
            house.slug, outlet.id, worker.number, worker.name, worker.role, pin
        )
        badges += [clerk_id] if worker.badge else []
    return badges


async def _print(engine: Engine, house: House, run: Run, badges: list[int]) -> None:
    batch = await engine.codes.create_batch(house.slug, run.name, run.gtin, run.kind, run.size, BY)

    async def change(first: int, last: int, aspect: str, value: str) -> None:
        await engine.codes.change(house.slug, batch.id, first, last, aspect, value, BY)

    for stretch in run.stretches:
        await change(stretch.first, stretch.last, "state", "active")
        if stretch.region:
            await change(stretch.first, stretch.last, "region", stretch.region)
    if run.kind == "clerk":
        for serial, clerk_id in enumerate(badges, start=1):
            await change(serial, serial, "state", "active")
            await change(serial, serial, "person", str(clerk_id))


async def _ally(engine: Engine) -> None:
    alliance_id = await engine.alliances.propose(
        "coupon_alliance",
        world.SNACKS,
        world.SNACKS_COUPON,
        valid_days=world.SNACKS_VALID_DAYS,
        minimum_minor=world.SNACKS_MINIMUM.minor,
    )
    await engine.alliances.accept(world.SNACKS.issuer, alliance_id, "issuer")
    await engine.alliances.accept(world.SNACKS.honourer, alliance_id, "honourer")


async def _publish(engine: Engine, house: House, stem: str) -> Label:
    """Publish a campaign; its title. Raises `RuntimeError` when the text may not go live."""
    text = campaign_text(stem)
    campaign_id = await engine.campaigns.create(house.slug, stem.replace("_", "-"), text, BY)
    published = await engine.campaigns.publish(house.slug, campaign_id, BY)
    if not isinstance(published, Published):
        why: list[Label] = [*published.reasons, *(problem.message for problem in published.problems)]
        raise RuntimeError(f"{stem}.cap cannot go live: " + "; ".join(reason.en for reason in why))
    return (await engine.campaigns.detail(house.slug, campaign_id)).summary.title


def campaign_text(stem: str) -> str:
    """The text of a demo campaign."""
    return (files("studio.demo") / "campaigns" / f"{stem}.cap").read_text("utf-8")
