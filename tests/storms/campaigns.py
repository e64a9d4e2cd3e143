"""What the storm's brand publishes: one campaign with every kind of bound, bettered while it runs."""

from __future__ import annotations

from typing import Final

BRAND: Final = "storm"
GTIN: Final = "9521000100015"
OPEN_BATCH, DEALT_BATCH = "open", "dealt"
OUTLETS: Final = ("S1", "S2", "S3", "S4")
TOTAL_MINOR, DAILY_MINOR, PER_PERSON, STOCK = 15_000, 9_500, 12, 15
#: What purchases may cost together, out of the whole.
PURCHASES_MINOR: Final = 1_500
#: Lots of the deal: how many codes win how much, in minor units.
LOTS: Final = ((1, 2_000), (10, 600))
#: No claim takes more than this: what is left below it may stay.
LARGEST_MINOR: Final = 2_000


def campaign(points: int, dealt: int) -> str:
    """The text; more `points` make a later version better. `dealt` codes are dealt."""
    lots = "\n".join(f"    {codes}  red_packet {minor // 100}.00 CNY" for codes, minor in LOTS)
    return f"""campaign "Storm"
  brand    "Storm"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   {TOTAL_MINOR // 100}.00 CNY, at most {DAILY_MINOR // 100}.00 CNY a day
  limit    {PER_PERSON} claims per consumer
  channel  sandbox_wallet

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    7 days
  at       stores
  pays     store 2.00 CNY

on scan of batch "{DEALT_BATCH}"
  deal {dealt} codes
{lots}
    rest  points {points}
  if spent
    refuse

on scan of {GTIN}
  experiment offer
    group packet 80%
      give red_packet 1.00 CNY
    group holdout rest
      give points {points}
  when consumer.claims is 0
    give red_packet 0.40 CNY, unlocked by scan of {GTIN} within 7 days
  draw
    20%  red_packet 3.00 CNY, stock {STOCK}
    30%  coupon "off-2"
    rest points {points}
  if spent
    refuse

on purchase
  when purchase.amount at least 10.00 CNY
    budget {PURCHASES_MINOR // 100}.00 CNY
    give red_packet 0.50 CNY
    if spent
      give points {points}

on redemption of "off-2"
  give red_packet 0.50 CNY to clerk
  give points 2 to consumer
  if spent
    give points 1 to clerk
"""
