"""`bottlecap demo`: starts everything, goes on where it stopped, and never twice in one folder."""

from __future__ import annotations

import json
import re
import signal
import socket
import stat
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from studio.cli.main import main
from tests.support.program import Program, bottlecap

RUNNING = r"Everything is running"


def demo(folder: Path, *more: str) -> tuple[str, ...]:
    return ("demo", "--port", "0", "--days", "0", "--data", str(folder), *more)


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not holds() and time.monotonic() < until:
        time.sleep(0.1)
    return holds()


def first_link(running: Program) -> str:
    return running.wait_for(r"(http://\S+/c/\w+)   Dongquan: open the cap")


def claimed(link: str) -> httpx.Client:
    """A phone that has claimed the code behind a link."""
    phone = httpx.Client(trust_env=False, timeout=30, follow_redirects=True)
    assert phone.get(link).status_code == 200
    assert phone.post(f"{link}/claim", headers={"sec-fetch-site": "same-origin"}).status_code == 200
    return phone


def test_the_demo_pays_keeps_its_world_and_starts_anew_only_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    with bottlecap(*demo(folder)) as broken:
        broken.wait_for("brand Dongquan")
        broken.kill()
    with bottlecap(*demo(folder)) as first:
        first.wait_for(RUNNING)
        assert "Building the demo world" in first.told, "a world that was never finished is built anew"
        link, keys = first_link(first), read(folder)
        assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600
        with closing(claimed(link)) as phone:
            assert eventually(lambda: "Paid" in phone.get(link).text), "the wallet did not pay the packet"
        wallet = first.wait_for(r"has paid: (http://\S+)")
        assert "2.88" in httpx.get(wallet, trust_env=False).text
        assert refused_beside(folder)
        assert first.stop() == 0
    with bottlecap(*demo(folder)) as second:
        second.wait_for(RUNNING)
        assert "Building" not in second.told
        assert keys["password"] in second.told
        assert link.rpartition("/")[2] not in second.told, "a claimed code is not offered again"
        assert second.stop(signal.SIGTERM) == 0
    assert main(["audit", "--database", f"sqlite://{folder}/bottlecap.sqlite3"]) == 0
    with bottlecap(*demo(folder, "--reset")) as third:
        third.wait_for("brand Dongquan")
        assert read(folder)["password"] != keys["password"]


def read(folder: Path) -> dict[str, str]:
    keys: dict[str, str] = json.loads((folder / "keys.json").read_text("utf-8"))
    return keys


def refused_beside(folder: Path) -> bool:
    """A second demo in the folder, with or without --reset, is refused and changes nothing."""
    for more in ((), ("--reset",)):
        with bottlecap(*demo(folder, *more)) as other:
            assert other.ended() == 2
            assert re.search(r"a demo is running in \S+ already: stop it first", other.told)
    return (folder / "world-is-whole").exists()


def test_a_taken_port_is_told_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["demo", "--port", port, "--data", str(tmp_path)]) == 2
        assert capsys.readouterr().err == f"bottlecap: port {port} is taken; choose another with --port\n"
        assert main(["demo", "--port", "0", "--wallet-port", port, "--data", str(tmp_path)]) == 2
        assert (
            capsys.readouterr().err == f"bottlecap: port {port} is taken; choose another with --wallet-port\n"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["running.sqlite3"]
