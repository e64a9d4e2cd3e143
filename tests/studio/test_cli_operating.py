"""Setting an installation up, exporting codes and proving the books, as an operator does it at a terminal."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import sqlite3
import stat
from pathlib import Path

import pytest

from engine.api import BatchView
from studio.cli.main import main
from studio.cli.opening import opened

SECRET = bytes(range(32))


@pytest.fixture
def installation(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """A database with one brand, and the environment an operator would have."""
    monkeypatch.setenv("BOTTLECAP_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BOTTLECAP_SECRET", base64.b64encode(SECRET).decode())
    assert main(["brand", "add", "dongquan", "--name", "Dongquan", "--name-zh", "东泉"]) == 0
    capsys.readouterr()
    return sqlite_url


def test_a_new_database_is_migrated_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite://{tmp_path}/new/bottlecap.sqlite3"
    assert main(["migrate", "--database", url]) == 0
    assert capsys.readouterr().out.startswith("applied 0001_initial\n")
    assert main(["migrate", "--database", url]) == 0
    assert capsys.readouterr().out == "the database was ready already\n"


def test_an_empty_or_missing_database_is_told_with_the_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new.sqlite3"
    for _ in range(2):
        assert main(["audit", "--database", f"sqlite://{path}"]) == 2
        assert f"run `bottlecap migrate --database sqlite://{path}`" in capsys.readouterr().err
        sqlite3.connect(path).close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://x/y", "must begin with sqlite:// or postgres://"),
        ("postgres://nobody@127.0.0.1:1/none", "the database cannot be reached"),
        ("", "say which database with --database URL or in BOTTLECAP_DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_one_sentence(
    url: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BOTTLECAP_DATABASE_URL", raising=False)
    assert main(["migrate", "--database", url]) == 2
    assert told in (error := capsys.readouterr().err)
    assert error.count("\n") == 1


def test_a_user_is_added_and_may_sign_in(
    installation: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    new = ["user", "add", "--brand", "dongquan", "--email", "li@dongquan.cn", "--name", "Li Na"]
    assert main([*new, "--password-stdin"]) == 0

    async def sign_in() -> object:
        async with opened(installation, SECRET) as engine:
            return await engine.accounts.sign_in("li@dongquan.cn", "a long password", address="here")

    assert getattr(asyncio.run(sign_in()), "name", None) == "Li Na"
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main([*new, "--password-stdin"]) == 2
    assert "bottlecap: password: use at least" in capsys.readouterr().err


def test_a_password_is_never_waited_for_without_a_terminal(
    installation: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["user", "add", "--brand", "dongquan", "--email", "a@b.cn", "--name", "A"]) == 2
    assert "use --password-stdin" in capsys.readouterr().err


def test_an_api_key_acts_for_its_brand(installation: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["api-key", "add", "--brand", "dongquan", "--name", "shop"]) == 0
    key = capsys.readouterr().out.strip()

    async def brand() -> str | None:
        async with opened(installation) as engine:
            return await engine.accounts.api_key_brand(key)

    assert asyncio.run(brand()) == "dongquan"


def test_a_brand_that_does_not_exist_is_told(installation: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["api-key", "add", "--brand", "nobody", "--name", "x"]) == 2
    assert capsys.readouterr().err == "bottlecap: there is no brand `nobody`\n"


def test_a_new_secret_is_for_its_owners_eyes_and_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "secret"
    assert main(["new-secret", str(path)]) == 0
    written = path.read_bytes()
    assert len(base64.b64decode(written)) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert main(["new-secret", str(path)]) == 2
    assert path.read_bytes() == written


def a_batch(url: str, size: int) -> BatchView:
    async def made() -> BatchView:
        async with opened(url, SECRET) as engine:
            return await engine.codes.create_batch(
                "dongquan", "Caps", "9521000100015", "in_lid", size, "operator"
            )

    return asyncio.run(made())


def test_an_export_is_whole_and_its_manifest_proves_it(
    installation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch, out = a_batch(installation, 3000), tmp_path / "caps.txt"
    asked = ["export", "--brand", "dongquan", "--batch", "Caps", "--form", "url", "--origin", "https://q.cn"]
    assert main([*asked, "--first", "11", "--out", str(out)]) == 0
    lines = out.read_text("ascii").splitlines()
    assert len(lines) == len(set(lines)) == 2990
    manifest = json.loads((tmp_path / "caps.txt.manifest.json").read_text("utf-8"))
    assert manifest["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (manifest["first"], manifest["last"], manifest["count"]) == (11, 3000, 2990)

    async def eleventh() -> str:
        async with opened(installation, SECRET) as engine:
            return engine.codes.code_text(batch.id, 11)

    assert lines[0] == f"HTTPS://Q.CN/C/{asyncio.run(eleventh())}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["caps.txt", "caps.txt.manifest.json"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (["--batch", "None"], "dongquan has no batch `None`; there is `Caps`"),
        (["--form", "url"], "--form url needs --origin, for example --origin https://q.brand.cn"),
        (["--last", "11"], "last: serials go from 1 to 10"),
        (["--brand", "nobody"], "there is no brand `nobody`"),
        (["--out", "/nowhere/caps.txt"], "/nowhere/caps.txt cannot be written: No such file or directory"),
    ],
)
def test_an_export_that_cannot_be_made_is_told(
    installation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: list[str], told: str
) -> None:
    a_batch(installation, 10)
    asked = ["export", "--brand", "dongquan", "--batch", "Caps", "--out", str(tmp_path / "caps.txt")]
    assert main([*asked, *changed]) == 2
    assert capsys.readouterr().err == f"bottlecap: {told}\n"
    assert not list(tmp_path.glob("caps*"))


def test_the_audit_of_good_books_is_clean(installation: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit"]) == 0
    assert capsys.readouterr().out == "clean: 1 brand, 0 campaigns, 0 claims, 0 redemptions\n"


def test_the_audit_names_a_balance_that_somebody_has_changed(
    installation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(installation.removeprefix("sqlite://")) as books:
        columns = [row[1] for row in books.execute("PRAGMA table_info(balance)")]
        values = {"key": "dongquan|points:consumer:1|PTS", "amount": 7, "brand": "dongquan"}
        books.execute(
            f"INSERT INTO balance ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            [values.get(column, 0) for column in columns],
        )
    books.close()
    assert main(["audit", "--brand", "dongquan"]) == 1
    told = capsys.readouterr().out
    assert "balance dongquan|points:consumer:1|PTS: expected 0, found 7\n1 difference\n" in told
