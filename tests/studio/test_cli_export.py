"""Files for the printer from the command line: resumed after a kill, refused when of something else, cut into rolls."""

from __future__ import annotations

import asyncio
import base64
import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.api import Handover
from studio.cli.main import main
from studio.cli.opening import opened

SECRET = bytes(range(32))
SIZE = 30_000_000
ASKED = ["export", "--brand", "dongquan", "--batch", "Caps"]


@pytest.fixture
def installation(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """A database with one brand and one large batch, and the environment an operator would have."""
    monkeypatch.setenv("BOTTLECAP_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BOTTLECAP_SECRET", base64.b64encode(SECRET).decode())
    assert main(["brand", "add", "dongquan", "--name", "Dongquan", "--name-zh", "东泉"]) == 0

    async def made() -> None:
        async with opened(sqlite_url, SECRET) as engine:
            await engine.codes.create_batch("dongquan", "Caps", "9521000100015", "in_lid", SIZE, "ling")

    asyncio.run(made())
    capsys.readouterr()
    return sqlite_url


def handovers(url: str) -> list[Handover]:
    async def asked() -> list[Handover]:
        async with opened(url, SECRET) as engine:
            (batch,) = await engine.codes.batches("dongquan")
            return list(await engine.codes.handovers("dongquan", batch.id))

    return asyncio.run(asked())


def test_an_export_killed_in_the_middle_goes_on_and_its_manifest_is_right(
    installation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, part = tmp_path / "caps.txt", tmp_path / "caps.txt.part"
    command = [sys.executable, "-m", "studio.cli.main", *ASKED, "--last", "3000000", "--out", str(out)]
    program = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while (not part.exists() or part.stat().st_size < 1_000_000) and time.monotonic() < until:
            time.sleep(0.002)
    finally:
        program.send_signal(signal.SIGKILL)
        program.wait()
    left = part.stat().st_size
    assert 1_000_000 <= left < 3_000_000 * 15, "it was not killed in the middle"
    with part.open("ab") as file:
        file.write(b"7K3")
    assert not out.exists()

    assert main([*ASKED, "--last", "3000000", "--out", str(out)]) == 0
    assert f"going on after {left // 15:,} of 3,000,000 lines" in capsys.readouterr().out
    assert main([*ASKED, "--last", "3000000", "--out", str(tmp_path / "again.txt")]) == 0
    assert out.read_bytes() == (tmp_path / "again.txt").read_bytes()
    manifest = json.loads((tmp_path / "caps.txt.manifest.json").read_text("utf-8"))
    assert manifest["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (manifest["count"], manifest["bytes"]) == (3_000_000, 45_000_000)
    assert not part.exists()
    again, resumed, killed = handovers(installation)
    assert (killed.first, killed.last) == (again.first, again.last) == (1, 3_000_000)
    assert (resumed.first, resumed.last, resumed.form) == (left // 15 + 1, 3_000_000, "code")
    assert killed.by.startswith("command line")


@pytest.mark.parametrize(
    "changed", [["--first", "2"], ["--form", "url", "--origin", "https://q.cn"], ["--last", "99"]]
)
def test_a_part_of_something_else_is_refused_and_left_alone(
    installation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: list[str]
) -> None:
    out, part = tmp_path / "caps.txt", tmp_path / "caps.txt.part"
    assert main([*ASKED, "--last", "500", "--out", str(out)]) == 0
    lines = out.read_bytes()
    part.write_bytes(lines[:-4])
    capsys.readouterr()
    other = [*ASKED, "--last", "1000", *changed, "--out", str(out)]
    assert main(other) == 2
    assert f"{part} is not a part of this file" in capsys.readouterr().err
    assert part.read_bytes() == lines[:-4]
    assert main([*other, "--anew"]) == 0
    assert not part.exists()


def test_a_part_with_a_hole_is_refused(installation: str, tmp_path: Path) -> None:
    """After a power cut a file may have blocks of zeros in its middle."""
    out, part = tmp_path / "caps.txt", tmp_path / "caps.txt.part"
    assert main([*ASKED, "--last", "5000", "--out", str(out)]) == 0
    lines = out.read_bytes()
    part.write_bytes(lines[:8_192] + bytes(4_096) + lines[12_288:])
    assert main([*ASKED, "--last", "5000", "--out", str(out)]) == 2


def test_two_exports_do_not_mix_their_lines(
    installation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, part = tmp_path / "caps.txt", tmp_path / "caps.txt.part"
    with part.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert main([*ASKED, "--last", "50", "--out", str(out)]) == 2
    assert "is being written by another export" in capsys.readouterr().err
    assert main([*ASKED, "--last", "50", "--out", str(out)]) == 0


def test_rolls_are_files_with_a_manifest_each_and_those_that_are_whole_stay(
    installation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "caps.txt"
    asked = [*ASKED, "--first", "11", "--last", "1010", "--rolls", "400", "--out", str(out)]
    assert main(asked) == 0
    names = [tmp_path / f"caps.{n}-of-3.txt" for n in (1, 2, 3)]
    told = [json.loads(Path(f"{name}.manifest.json").read_text("utf-8")) for name in names]
    assert [(one["roll"], one["rolls"], one["first"], one["last"]) for one in told] == [
        (1, 3, 11, 410), (2, 3, 411, 810), (3, 3, 811, 1010),
    ]  # fmt: skip
    assert [one["sha256"] for one in told] == [hashlib.sha256(n.read_bytes()).hexdigest() for n in names]
    assert main([*ASKED, "--first", "11", "--last", "1010", "--out", str(out)]) == 0
    assert b"".join(name.read_bytes() for name in names) == out.read_bytes()

    names[1].write_bytes(names[1].read_bytes()[:-15] + names[0].read_bytes()[:15])
    capsys.readouterr()
    assert main(asked) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{names[0]} is there already and whole",
        f"{names[1]} and {names[1]}.manifest.json written",
        f"{names[2]} is there already and whole",
    ]
    assert b"".join(name.read_bytes() for name in names) == out.read_bytes()


@pytest.mark.parametrize("size", ["0", "-4", "1"])
def test_rolls_that_cannot_be_are_refused(
    installation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: str
) -> None:
    assert main([*ASKED, "--rolls", size, "--out", str(tmp_path / "caps.txt")]) == 2
    assert f"--rolls {size} does not do" in capsys.readouterr().err
    assert not list(tmp_path.glob("caps*"))
