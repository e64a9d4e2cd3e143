"""Third-party files are served exactly as listed, with their licences."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2] / "studio"
VENDOR = ROOT / "static" / "vendor"


def manifest() -> dict[str, Any]:
    return tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))


def test_every_vendored_file_is_the_listed_one() -> None:
    for entry in manifest()["file"]:
        content = (VENDOR / entry["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["name"]
        assert len(content) == entry["bytes"]


def test_nothing_unlisted_lies_among_them() -> None:
    listed = {entry["name"] for entry in manifest()["file"]}
    assert {path.name for path in VENDOR.iterdir()} == listed | {"vendor.toml"}


def test_every_bundled_package_is_free_to_ship_and_its_licence_is_there() -> None:
    for package in manifest()["package"]:
        words = (VENDOR / package["in"].replace(".js", ".LICENSE.txt")).read_text(encoding="utf-8")
        assert package["licence"] == "MIT"
        assert f"{package['name']} {package['version']}\n" in words


def test_the_bundle_was_built_from_the_lock_file() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    locked = {
        path.removeprefix("node_modules/"): entry["version"]
        for path, entry in lock["packages"].items()
        if path
    }
    for package in manifest()["package"]:
        assert locked[package["name"]] == package["version"]
    assert "resolved" not in json.dumps(lock)


def test_the_editor_stays_within_its_weight() -> None:
    """190 kB compressed is what the edit page may weigh; the bundle takes most of it."""
    import gzip

    assert len(gzip.compress((VENDOR / "codemirror.js").read_bytes(), 9)) < 150_000
    own = [path for path in (ROOT / "static").glob("composer*") if path.is_file()]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in own) < 30_000


def test_the_tills_reader_is_no_burden_for_a_phone() -> None:
    """It comes only to phones that cannot read a code themselves, once the camera is asked for."""
    import gzip

    assert len(gzip.compress((VENDOR / "qr.js").read_bytes(), 9)) < 18_000
