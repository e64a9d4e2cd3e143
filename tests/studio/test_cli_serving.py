"""`bottlecap serve`: real processes on real ports."""

from __future__ import annotations

import base64
import json
import signal
import socket
from pathlib import Path

import httpx
import pytest

from studio.cli.listening import address, listen
from studio.cli.main import main
from studio.cli.stopping import Cannot
from tests.support.program import bottlecap

SECRET = base64.b64encode(bytes(range(32))).decode()


def test_one_process_serves_until_told_to_stop(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n", "ascii")
    with bottlecap(
        "serve", "--database", sqlite_url, "--secret-file", "secret", "--port", "0", folder=tmp_path
    ) as serve:
        origin = serve.wait_for(r"serving (\S+) with 1 process\n")
        assert httpx.get(f"{origin}/health", timeout=30, trust_env=False).json() == {"status": "ok"}
        assert serve.stop(signal.SIGTERM) == 0
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{origin}/health", trust_env=False)


def test_several_processes_serve_one_postgresql(postgres_url: str) -> None:
    given = {"BOTTLECAP_DATABASE_URL": postgres_url, "BOTTLECAP_SECRET": SECRET}
    with bottlecap("serve", "--workers", "2", "--port", "0", environment=given) as serve:
        origin = serve.wait_for(r"serving (\S+) with 2 processes\n")
        assert httpx.get(f"{origin}/health", timeout=60, trust_env=False).json() == {"status": "ok"}
        assert serve.stop(signal.SIGTERM) == 0


def test_the_figures_of_several_processes_are_told_together(postgres_url: str) -> None:
    """Whichever process is asked tells what both have answered; the log has one JSON object a line."""
    given = {
        "BOTTLECAP_DATABASE_URL": postgres_url,
        "BOTTLECAP_SECRET": SECRET,
        "BOTTLECAP_METRICS_TOKEN": "watch-me",
        "BOTTLECAP_LOG": "json",
    }
    told = 'bottlecap_request_seconds_count{method="GET",route="/health/live",status="2xx"}'
    with bottlecap("serve", "--workers", "2", "--port", "0", environment=given) as serve:
        origin = serve.wait_for(r"serving (\S+) with 2 processes\n")
        for _ in range(20):  # each on a connection of its own, so that both processes answer some
            assert httpx.get(f"{origin}/health/live", timeout=60, trust_env=False).status_code == 200
        bearer = {"authorization": "Bearer watch-me"}
        for _ in range(5):
            figures = httpx.get(f"{origin}/metrics", headers=bearer, trust_env=False).text
            assert f"{told} 20.0" in figures
        assert serve.stop(signal.SIGTERM) == 0
    lines = [json.loads(line) for line in serve.told.splitlines() if line.startswith("{")]
    assert sum(line.get("route") == "/health/live" for line in lines) == 20
    assert len({line["request"] for line in lines if "route" in line}) == 25


def test_a_sqlite_file_is_served_by_one_process_only(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOTTLECAP_SECRET", SECRET)
    assert main(["serve", "--database", sqlite_url, "--workers", "2"]) == 2
    told = "bottlecap: a SQLite file is served by one process: use --workers 1, or PostgreSQL for more\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("", "give the installation's secret in BOTTLECAP_SECRET or with --secret-file FILE"),
        ("not base64!", "BOTTLECAP_SECRET must hold the secret in base64"),
        (
            base64.b64encode(b"short").decode(),
            "the secret in BOTTLECAP_SECRET has 5 bytes; it needs at least 32",
        ),
    ],
)
def test_a_secret_that_cannot_be_used_is_told(
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    secret: str,
    told: str,
) -> None:
    monkeypatch.setenv("BOTTLECAP_SECRET", secret)
    assert main(["serve", "--database", sqlite_url]) == 2
    assert told in capsys.readouterr().err


def test_a_taken_port_is_told_with_the_option_that_chooses_another(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOTTLECAP_SECRET", SECRET)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--database", sqlite_url, "--port", port]) == 2
    assert capsys.readouterr().err == f"bottlecap: port {port} is taken; choose another with --port\n"


@pytest.mark.parametrize(
    ("host", "port", "told"),
    [
        ("127.0.0.1", 70_000, "70000 is no port: choose one from 1 to 65535 with --port"),
        ("not-a-host.invalid", 0, "`not-a-host.invalid` is no address of this machine"),
        ("192.0.2.1", 0, "cannot listen on 192.0.2.1 port 0: Cannot assign requested address"),
    ],
)
def test_an_address_that_cannot_be_had_is_told(host: str, port: int, told: str) -> None:
    with pytest.raises(Cannot) as refused:
        listen(host, port)
    assert str(refused.value) == told


def test_whoever_listens_everywhere_is_reached_here() -> None:
    with listen("0.0.0.0", 0) as listener:
        assert address(listener).endswith(f":{listener.getsockname()[1]}")
        assert "0.0.0.0" not in address(listener)
