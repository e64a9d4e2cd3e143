"""A packing line's file at a terminal: recorded as a whole, told line by line what is wrong, and what is left open."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from engine.api import Label
from studio.cli.main import main
from studio.cli.opening import opened

SECRET = bytes(range(32))


@pytest.fixture
def codes(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[list[str]]:
    """48 bottles and two cartons of a brand, as they are printed."""
    monkeypatch.setenv("BOTTLECAP_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BOTTLECAP_SECRET", base64.b64encode(SECRET).decode())

    async def make() -> list[list[str]]:
        async with opened(sqlite_url, SECRET) as engine:
            await engine.accounts.add_brand("dongquan", Label("Dongquan", "东泉"), "Asia/Shanghai", "CNY")
            found = []
            for name, kind, size in (("June", "in_lid", 48), ("Cartons", "carton", 2)):
                batch = await engine.codes.create_batch("dongquan", name, "9521000100015", kind, size, "t")
                found.append([engine.codes.code_text(batch.id, serial) for serial in range(1, size + 1)])
            return found

    return asyncio.run(make())


def test_a_file_is_recorded_and_its_gaps_are_told(
    codes: list[list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bottles, cartons = codes
    table = tmp_path / "line4.csv"
    rows = [f"{bottle},{cartons[place // 24]}\r\n" for place, bottle in enumerate(bottles[:47])]
    table.write_text("child,parent\r\n" + "".join(rows), "utf-8")
    assert main(["pack", "--brand", "dongquan", str(table)]) == 0
    assert capsys.readouterr().out == "47 lines recorded as 2 links\n"
    assert main(["gaps", "--brand", "dongquan"]) == 1
    told = capsys.readouterr().out
    assert "June: 1 of 48 are in nothing: 48-48" in told
    assert "Cartons: 1 of 2 do not hold 23 of June: 1 holds 24" in told
    table.write_text(f"child,parent\n{bottles[47]},{cartons[1]}\n", "utf-8")
    assert main(["pack", "--brand", "dongquan", str(table)]) == 0
    capsys.readouterr()
    assert main(["gaps", "--brand", "dongquan"]) == 0
    assert capsys.readouterr().out == "nothing is left open\n"


def test_wrong_lines_are_named_and_nothing_is_recorded(
    codes: list[list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bottles, cartons = codes
    table = tmp_path / "line4.csv"
    table.write_text(f"child,parent\n{bottles[0]},{cartons[0]}\n{bottles[1]},scratched\n", "utf-8")
    assert main(["pack", "--brand", "dongquan", str(table)]) == 1
    assert capsys.readouterr().err == (
        "line 3: the parent is no code of this brand\n1 line wrong; nothing was recorded\n"
    )
    assert main(["gaps", "--brand", "dongquan"]) == 0
    assert main(["pack", "--brand", "dongquan", str(tmp_path / "none.csv")]) == 2
