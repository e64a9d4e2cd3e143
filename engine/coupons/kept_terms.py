"""How a till takes a coupon, as the coupon itself keeps it: what was promised holds, whatever becomes of the campaign."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from dsl.decision import Cap
from dsl.till_terms import ANY_TILL, TillTerms
from dsl.values import Label, Money
from engine.records import Coupon

#: The reward of a plain coupon: nobody is asked when it is taken.
PLAIN: Final = "coupon"


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """The terms, the reward that issued the coupon, and what its products were called then, by GTIN-14."""

    till: TillTerms = ANY_TILL
    reward: str = PLAIN
    names: Mapping[str, Label] = field(default_factory=dict)


_PLAIN: Final = KeptTerms()


def kept(till: TillTerms, reward: str, products: Mapping[str, Label]) -> str | None:
    """What a coupon's row keeps; nothing for a plain coupon without terms of its own."""
    if till == ANY_TILL and reward == PLAIN:
        return None
    gtins = (*till.products, *((till.goods,) if till.goods else ()))
    named = {gtin: products[gtin] for gtin in gtins if gtin in products}
    told: dict[str, Any] = {
        "reward": reward,
        "percent": till.percent,
        "products": till.products,
        "goods": till.goods,
        "price": till.price and [till.price.minor, till.price.currency],
        "lane": till.lane,
        "others": till.others,
        "outlets": till.outlets,
        "areas": till.areas,
        "elsewhere": till.elsewhere and [till.elsewhere.en, till.elsewhere.zh],
        "caps": [[cap.limit, cap.period] for cap in till.caps],
        "pays_discount": till.pays_discount,
        "names": {gtin: [name.en, name.zh] for gtin, name in named.items()},
    }
    return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)


def kept_by(coupon: Coupon) -> KeptTerms:
    """What a coupon keeps."""
    return _PLAIN if coupon.till is None else _read(coupon.till)


@lru_cache(maxsize=1024)
def _read(text: str) -> KeptTerms:
    told = json.loads(text)
    price, elsewhere = told.get("price"), told.get("elsewhere")
    till = TillTerms(
        percent=told.get("percent"),
        products=tuple(told.get("products", ())),
        goods=told.get("goods"),
        price=Money(*price) if price else None,
        lane=told.get("lane"),
        others=told.get("others"),
        outlets=tuple(told.get("outlets", ())),
        areas=tuple(told.get("areas", ())),
        elsewhere=Label(*elsewhere) if elsewhere else None,
        caps=tuple(Cap(*cap) for cap in told.get("caps", ())),
        pays_discount=told.get("pays_discount", False),
    )
    names = {gtin: Label(*name) for gtin, name in told.get("names", {}).items()}
    return KeptTerms(till, told["reward"], names)
