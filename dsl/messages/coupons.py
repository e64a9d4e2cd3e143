"""Findings about how tills take coupons."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

COUPONS: Final[dict[str, Entry]] = {
    "BC1401": Entry(
        "`{text}%` is no share of a price",
        "`{text}%` 不是有效的折扣比例",
        "write at least 0.01% and at most 100%, with no more than two decimals",
        "请写 0.01% 到 100% 之间的比例，最多两位小数",
    ),
    "BC1402": Entry(
        "the product `{text}` is named twice",
        "商品 `{text}` 写了两次",
        "name it once",
        "请只写一次",
    ),
    "BC1403": Entry(
        "`{part}` says nothing about a coupon for goods",
        "兑换商品的券不能写 `{part}`",
        "remove it: such a coupon is good for one piece of its product and stands alone",
        "请删去：这种券只兑换一件指定商品，也不与其他券同用",
    ),
    "BC1404": Entry(
        "the goods cost {price}, no less than the {worth} that they are worth",
        "换购价 {price} 不低于商品的价值 {worth}",
        "lower the price, or say what the goods are worth",
        "请降低换购价，或者写对商品的价值",
    ),
    "BC1405": Entry(
        "`{text}` is said twice here",
        "`{text}` 在这里写了两次",
        "say it once",
        "请只写一次",
    ),
    "BC1406": Entry(
        "`{text}` cannot be the code of an outlet",
        "`{text}` 不能是门店编号",
        "use up to 32 capitals, digits and hyphens, as on the outlet's own record",
        "请按门店档案填写，最多 32 个大写字母、数字或连字符",
    ),
}
