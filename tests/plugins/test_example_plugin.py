"""A plugin that somebody else ships: installed with pip, found, spoken, delivered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

CAMPAIGN = """
campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-07 in Asia/Shanghai

on scan of 9521000100015
  give raffle_ticket "Spring draw" tickets 2
"""

CHINESE_CAMPAIGN = """
活动 "开盖有奖"
  品牌 "金酒"
  时间 2026-10-01 至 2026-10-07 时区 Asia/Shanghai

当 扫码 9521000100015
  发 抽奖券 "春季抽奖" 张数 2
"""

PROBE = """
import asyncio, importlib, json, sys
from datetime import UTC, datetime
from engine.plugin_host import PluginHost
from engine.spi import Delivery, GrantRequest
from engine.spi.testing import check_plugin
from engine.vocabulary import vocabulary
from plugins import BUILTIN
import dsl

host = PluginHost.load(BUILTIN)
check_plugin(importlib.import_module("bottlecap_raffle.plugin"))
reward = host.catalog.rewards["raffle_ticket"]
params = {"draw_name": "Spring draw", "tickets": 2}
request = GrantRequest(7, "jinjiu", 1, "consumer", 9, params, datetime(2026, 10, 1, tzinfo=UTC))
(effect,) = reward.grant(request)
deliver = lambda order_no: asyncio.run(reward.deliver(Delivery(order_no, request, effect.data))).reference
word = next(word for word in vocabulary(host.catalog).rewards if word.name == "raffle_ticket")
print(json.dumps({
    "failures": [str(failure) for failure in host.failures],
    "origin": [f"{plugin.origin} {plugin.version}" for plugin in host.plugins
               if plugin.name == "bottlecap_raffle.plugin"],
    "chinese": word.label.zh,
    "diagnostics": [[str(each) for each in dsl.check(text, vocabulary(host.catalog)).diagnostics]
                    for text in sys.argv[1:]],
    "words": [reward.describe(params, locale) for locale in ("en", "zh-CN")],
    "delivered": [deliver("g7"), deliver("g7"), deliver("g8")],
}))
"""


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("site")
    install = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"),
        *("--no-deps", "--no-build-isolation", "--target", str(target), str(ROOT / "tests/example_plugin")),
    ]
    subprocess.run(install, check=True, capture_output=True, cwd=target)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(target), str(ROOT))),
        "RAFFLE_DRUM": str(target / "drum.sqlite3"),
    }
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, CAMPAIGN, CHINESE_CAMPAIGN],
        env=environment,
        cwd=target,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_an_installed_plugin_is_found_by_its_entry_point(probed: dict[str, Any]) -> None:
    assert probed["failures"] == []
    assert probed["origin"] == ["bottlecap-raffle 0.1.0"]


def test_the_language_knows_its_word_in_both_languages(probed: dict[str, Any]) -> None:
    assert probed["chinese"] == "抽奖券"
    assert probed["words"] == ["2 tickets for “Spring draw”", "“Spring draw”抽奖券2张"]


def test_a_campaign_may_give_it_in_english_and_in_chinese(probed: dict[str, Any]) -> None:
    assert probed["diagnostics"] == [[], []]


def test_its_delivery_takes_effect_once_for_each_order(probed: dict[str, Any]) -> None:
    assert probed["delivered"] == ["tickets 1-2", "tickets 1-2", "tickets 3-4"]
