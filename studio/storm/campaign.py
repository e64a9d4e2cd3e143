"""The campaign of a storm: a budget, a day's part, a stock, a limit, coupons, all meant to run out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

BRAND: Final = "storm"
GTIN: Final = "9521000100015"
OUTLETS: Final = ("S1", "S2", "S3")
CLERK: Final = "7"
BUDGET_MINOR: Final = 30_000
STOCK: Final = 25
PER_PERSON: Final = 12


def text(today: date) -> str:
    """The campaign, which runs around today. No money leaves: nobody works at payouts during a storm."""
    begins, ends = today - timedelta(days=2), today + timedelta(days=30)
    return f"""campaign "Storm" / "风暴"
  brand    "Storm"
  contact  "400-820-0000"
  runs     {begins} to {ends} in Asia/Shanghai
  budget   {BUDGET_MINOR // 100}.00 CNY
  limit    {PER_PERSON} claims per consumer
  channel  sandbox_wallet

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    7 days
  at       stores
  pays     store 2.00 CNY

on scan of {GTIN}
  give red_packet 1.00 CNY
  draw
    20%  red_packet 3.00 CNY, stock {STOCK}
    30%  coupon "off-2"
    rest points 5
  if spent
    give points 1

on redemption of "off-2"
  give points 2 to consumer
"""
