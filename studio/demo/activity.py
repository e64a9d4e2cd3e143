"""A first morning in the demo world, so that the studio shows figures: real claims, redemptions and payments."""

from __future__ import annotations

from typing import Final

from engine.api import (
    BatchView,
    ClaimAnswer,
    ClerkIdentity,
    ConsumerKey,
    CouponView,
    Engine,
    Money,
    RedemptionAnswer,
)
from studio.demo import world
from studio.demo.building import Tell
from studio.demo.world import House

_BASKET: Final = Money(36_00, world.CURRENCY)
_PAYOUT_ROUNDS_MAX: Final = 100


async def live_a_morning(engine: Engine, tell: Tell) -> None:
    """About seventy claims by twenty-odd people, their coupons at the tills, one share link, and what is owed paid out."""
    claims = [
        *await _drinkers(engine),
        *await _restaurants(engine),
        *await _liquor_buyers(engine),
        *await _friends(engine),
    ]
    tell(f"{len(claims)} caps scanned and claimed")
    redeemed = [
        *await _at_the_till(engine, world.DONGQUAN, claims),
        *await _at_the_till(engine, world.HUAMANDUO, claims),
    ]
    tell(f"{len(redeemed)} coupons redeemed at the till")
    tell(f"{await pay(engine)} red packets sent to the sandbox wallet")


def _person(name: str) -> ConsumerKey:
    return ConsumerKey("ref", f"demo-{name}")


async def _batch(engine: Engine, house: House, name: str) -> BatchView:
    return next(batch for batch in await engine.codes.batches(house.slug) if batch.name == name)


async def claim(engine: Engine, batch: BatchView, serial: int, who: str) -> list[ClaimAnswer]:
    """Somebody opens a code's page and claims; empty where that is refused."""
    code, key = engine.codes.code_text(batch.id, serial), _person(who)
    await engine.scans.open(code, key)
    answer = await engine.scans.claim(code, key)
    return [answer] if isinstance(answer, ClaimAnswer) else []


async def _drinkers(engine: Engine) -> list[ClaimAnswer]:
    """Twelve people and their caps; the fifth finds a cap that somebody else has claimed."""
    caps = await _batch(engine, world.DONGQUAN, "Sports drink caps")
    soda = await _batch(engine, world.DONGQUAN, "Soda caps")
    claims = []
    for serial in range(1, 31):
        claims += await claim(engine, caps, serial, f"drinker-{serial % 12}")
    for serial in range(1, 13):
        claims += await claim(engine, soda, serial, f"drinker-{serial}")
    await claim(engine, caps, 1, "drinker-5")
    return claims


async def _restaurants(engine: Engine) -> list[ClaimAnswer]:
    """Cartons go to those who sell drinks by the glass; every other one scans a clerk's badge first."""
    cartons = await _batch(engine, world.DONGQUAN, "Cartons")
    badges = await _batch(engine, world.DONGQUAN, "Clerks' badges")
    claims = []
    for serial in range(101, 109):
        who = f"restaurant-{serial % 5}"
        if serial % 2:
            await engine.scans.open(engine.codes.code_text(badges.id, 1 + serial % 4 // 2), _person(who))
        claims += await claim(engine, cartons, serial, who)
    return claims


async def _liquor_buyers(engine: Engine) -> list[ClaimAnswer]:
    """Bottles of three regions; Shanghai's have no activity and are refused."""
    caps, claims = await _batch(engine, world.JINJIU, "Liquor caps"), []
    for stretch in world.JINJIU.runs[0].stretches:
        for serial in range(stretch.first, stretch.first + 5):
            claims += await claim(engine, caps, serial, f"buyer-{serial % 4}")
    return claims


async def _friends(engine: Engine) -> list[ClaimAnswer]:
    """Somebody shares the peanuts with four friends, and is refused on their own link."""
    bags, claims = await _batch(engine, world.HUAMANDUO, "Peanut bags"), []
    for serial in range(1, 5):
        claims += await claim(engine, bags, serial, "sharer")
    campaign = (await engine.campaigns.all(world.HUAMANDUO.slug))[0]
    token = await engine.referrals.link(world.HUAMANDUO.slug, campaign.id, _person("sharer"))
    for friend in ("sharer", "friend-1", "friend-2", "friend-3", "friend-4"):
        answer = await engine.referrals.accept(token, _person(friend))
        claims += [answer] if isinstance(answer, ClaimAnswer) else []
    return claims


async def _at_the_till(engine: Engine, house: House, claims: list[ClaimAnswer]) -> list[RedemptionAnswer]:
    """Every second coupon that this brand honours is redeemed, in turn by its clerks."""
    clerks = [clerk for shop in house.shops for clerk in await clerks_of(engine, house, shop.code)]
    held: list[CouponView] = [
        grant.coupon
        for claim in claims
        for grant in claim.grants
        if grant.coupon is not None and grant.coupon.honourer == house.slug
    ]
    redeemed = []
    for turn, coupon in enumerate(held[::2]):
        answer = await engine.coupons.redeem(
            clerks[turn % len(clerks)], coupon.code, f"demo-{coupon.id}", _BASKET
        )
        redeemed += [answer] if isinstance(answer, RedemptionAnswer) else []
    return redeemed


async def clerks_of(engine: Engine, house: House, shop: str) -> list[ClerkIdentity]:
    """Who works at a shop."""
    workers = next(one.workers for one in house.shops if one.code == shop)
    found = [await engine.outlets.clerk_by_number(house.slug, shop, worker.number) for worker in workers]
    return [clerk for clerk in found if clerk is not None]


async def pay(engine: Engine) -> int:
    """Send what is owed now; what the wallet does not answer in these rounds is sent later, as ever."""
    sent = 0
    for _ in range(_PAYOUT_ROUNDS_MAX):
        now = await engine.payouts.run_once()
        if not now:
            break
        sent += now
    return sent
