"""The whole product under load: a brand, a campaign with budget, limits and stock, and its real servers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.api import EngineSettings, Label, Published, migrate, open_engine
from plugins import BUILTIN

SECRET: Final = bytes(range(32))
CAMPAIGN: Final = """campaign "Load"
  brand    "Load"
  contact  "400-820-0000"
  runs     2020-01-01 to 2099-12-31 in Asia/Shanghai
  budget   90,000,000.00 CNY, at most 90,000,000.00 CNY a day
  limit    1,000 claims per consumer a day
  channel  sandbox_wallet

segment newcomer  consumer.claims is 0
segment south     code.region in CN-GD, CN-GX

on scan of 9521000100015
  when south and newcomer
    draw
      1 in 10,000  red_packet 888.00 CNY, stock 20
      5%           red_packet 8.88 CNY
      rest         points 50
  otherwise
    give red_packet 0.10 CNY
    give points 10
  if spent
    refuse
"""


async def found(url: str, codes: int, out: Path) -> None:
    """Migrate, found the brand, publish its campaign, activate a batch and write its codes, one a line."""
    await migrate(url)
    engine = await open_engine(EngineSettings(url, SECRET, BUILTIN, {}, installed=False))
    try:
        await engine.accounts.add_brand("load", Label("Load", "Load"), "Asia/Shanghai", "CNY")
        batch = await engine.codes.create_batch("load", "load", "9521000100015", "in_lid", codes, "bench")
        await engine.codes.change("load", batch.id, 1, codes, "state", "active", "bench")
        campaign = await engine.campaigns.create("load", "load", CAMPAIGN, "bench")
        published = await engine.campaigns.publish("load", campaign, "bench")
        assert isinstance(published, Published), published
        made = await engine.codes.export("load", batch.id, form="code", origin="")
        with out.open("wb") as file:
            file.writelines(made.chunks)
    finally:
        await engine.close()
