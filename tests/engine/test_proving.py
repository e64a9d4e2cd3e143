"""Whoever holds a pack can recompute its draw from public data, with nothing but a hash function."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import replace
from pathlib import Path

import pytest

import plugins
from engine.api import Disclosure, Invalid, load_language
from studio.cli.main import main
from tests.support.shop import BRAND, Shop, shop

DRAWS = """campaign "Draws"
  brand    "Spring"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   10,000.00 CNY
  channel  sandbox_wallet

on scan of 9521000100015
  when consumer.claims is 0
    give points 1
    draw
      1 in 4  red_packet 2.00 CNY
      rest    points 5
  otherwise
    draw
      30%   points 500
      rest  points 10
  if spent
    refuse
"""


def by_hand(secret: str, code: str, event: int, draw: int, scale: int) -> int:
    """The recipe as it is published."""
    digest = hmac.new(bytes.fromhex(secret), f"{code}|{event}|{draw}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest, "big") * scale >> 256


async def _played(made: Shop) -> tuple[Disclosure, dict[str, tuple[int, int]]]:
    """Forty claims by twenty people; what each code gave as fen and points, and the disclosure."""
    given: dict[str, tuple[int, int]] = {}
    for serial in range(1, 41):
        answer = await made.granted(serial, f"P{serial % 20}")
        fen = sum(one.amount.minor for one in answer.grants if one.amount)
        given[made.code(serial)] = (fen, sum(one.points or 0 for one in answer.grants))
        made.clock.pass_(minutes=1)
    with pytest.raises(Invalid):
        await made.engine.campaigns.disclosure(BRAND, made.campaign)
    shown = (await made.engine.campaigns.detail(BRAND, made.campaign)).versions[0]
    assert shown.secret is None
    await made.engine.campaigns.end(BRAND, made.campaign, "tests")
    made.clock.pass_(seconds=1)
    told = await made.engine.campaigns.disclosure(BRAND, made.campaign)
    assert told.versions[0].secret_hash == shown.secret_hash  # what was shown before is what is proved
    return told, given


def test_every_draw_can_be_recomputed_from_the_code_alone(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, DRAWS) as made:
            told, given = await _played(made)
            [version] = told.versions
            assert hashlib.sha256(bytes.fromhex(version.secret)).hexdigest() == version.secret_hash
            assert (
                hashlib.sha256(f"{version.vocabulary}\n{version.text}".encode()).hexdigest() == version.hash
            )
            for place, (code, gains) in enumerate(given.items()):
                first = by_hand(version.secret, code, 0, 0, 4) < 1
                second = by_hand(version.secret, code, 0, 1, 10) < 3
                new = (200, 1) if first else (0, 6)
                assert gains == (new if place < 20 else (0, 500 if second else 10))
            assert len(set(given.values())) == 4, "every outcome must have come"

    asyncio.run(story())


def test_the_proof_tells_lines_and_finds_what_was_changed(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, DRAWS) as made:
            told, given = await _played(made)
            language, [version] = load_language(plugins.BUILTIN, installed=False), told.versions
            code = next(code for code, gains in given.items() if gains[0])
            proof = language.verify(version, code.lower())
            assert proof.holds
            assert proof.draws
            assert [(draw.event, draw.line) for draw in proof.draws] == [(8, 11), (8, 15)]
            lines = version.text.splitlines()
            assert lines[proof.draws[0].outcome - 1].split() == ["1", "in", "4", "red_packet", "2.00", "CNY"]
            assert not language.verify(replace(version, text=version.text + "# later\n")).text_fits
            assert not language.verify(replace(version, secret="00" * 32)).secret_fits
            with pytest.raises(Invalid):
                language.verify(version, "not a code")

    asyncio.run(story())


def test_the_command_tells_it_and_ends_with_1_when_something_differs(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story() -> tuple[Disclosure, dict[str, tuple[int, int]]]:
        async with shop(sqlite_url, DRAWS) as made:
            return await _played(made)

    told, given = asyncio.run(story())
    [version] = told.versions
    code = next(code for code, gains in given.items() if gains[0])
    fields = ("number", "vocabulary", "text", "hash", "secret_hash", "secret")
    row = {name: getattr(version, name) for name in fields} | {
        "published_at": version.published_at.isoformat()
    }
    good, bad, text = tmp_path / "draws.json", tmp_path / "bad.json", tmp_path / "draws.cap"
    good.write_text(json.dumps({"versions": [row]}), "utf-8")
    bad.write_text(json.dumps({"versions": [row | {"secret": "00" * 32}]}), "utf-8")
    text.write_text(version.text, "utf-8")
    assert main(["verify", str(good), "--code", code]) == 0
    assert "line 12: 1 in 4 red_packet 2.00 CNY" in capsys.readouterr().out
    assert main(["verify", str(bad)]) == 1
    assert "DIFFERS" in capsys.readouterr().out
    alone = ["verify", "--secret", version.secret, "--hash", version.secret_hash]
    assert main([*alone, "--campaign", str(text), "--code", code]) == 0
    assert "line 12: 1 in 4 red_packet 2.00 CNY" in capsys.readouterr().out
    assert main(["verify", "--secret", "00", "--hash", version.secret_hash]) == 1
    assert main(["verify", str(text)]) == 2
