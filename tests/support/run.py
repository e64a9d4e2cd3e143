"""Runs the tests: `python -m tests.support.run [pytest arguments]`. Sees first that there is a Chromium.

The browser is the machine's own; else it is installed with apt-get where that needs no password; else Playwright
downloads one. Where none can be had the browser tests are skipped, except in CI (`CI` set), where that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

#: What runs side by side: what only reckons, and what starts servers and waits for them.
LANES: Final = (
    ("tests/dsl", "tests/plugins", "tests/rooms", "tests/studio"),
    ("tests/browser", "tests/engine", "tests/journeys", "tests/storms"),
)
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALL_S: Final = 600
_ROOT: Final = Path(__file__).parents[2]


def main(arguments: Sequence[str]) -> int:
    """Run pytest with the arguments; its exit code."""
    browser = found() or installed_by_apt() or installed_by_playwright()
    if browser is None:
        told = "No Chromium could be had on this machine"
        if os.environ.get("CI"):
            print(f"{told}: in CI every test must run.", file=sys.stderr)
            return 1
        print(f"{told}: browser tests are skipped.", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ)
        if browser is not None and browser.name != "chromium":
            (Path(folder) / "chromium").symlink_to(browser)  # the name under which tests look for it
            environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', os.defpath)}"
        return _pytest(arguments, environment)


def _pytest(arguments: Sequence[str], environment: dict[str, str]) -> int:
    """One run with the arguments; without any, on two cores or more, two runs side by side."""
    command = [sys.executable, "-m", "pytest"]
    if arguments or (os.cpu_count() or 1) < 2:
        return subprocess.run([*command, *arguments], cwd=_ROOT, env=environment, check=False).returncode
    with tempfile.TemporaryFile() as told:
        beside = subprocess.Popen(
            [*command, *LANES[0]], cwd=_ROOT, env=environment, stdout=told, stderr=subprocess.STDOUT
        )
        print(f"Two lanes: {' '.join(LANES[0])} beside {' '.join(LANES[1])}", flush=True)
        code = subprocess.run([*command, *LANES[1]], cwd=_ROOT, env=environment, check=False).returncode
        beside.wait()
        told.seek(0)
        print(f"And beside it, {' '.join(LANES[0])}:", flush=True)
        sys.stdout.buffer.write(told.read())
        sys.stdout.flush()
        return code or beside.returncode


def found() -> Path | None:
    """The browser that is installed already."""
    paths = (shutil.which(name) for name in _NAMES)
    return next((Path(path) for path in paths if path), None) or _playwrights()


def installed_by_apt() -> Path | None:
    """Install Debian's Chromium, as root or with a sudo that asks nothing."""
    if shutil.which("apt-get") is None:
        return None
    sudo: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or not _succeeds(["sudo", "-n", "true"]):
            return None
        sudo = ["sudo", "-n"]
    print("Installing Chromium with apt-get (about a minute) ...", flush=True)
    install = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "install"]
    install += ["--no-install-recommends", "chromium", "fonts-noto-cjk"]
    if not _succeeds(install) and not (_succeeds([*sudo, "apt-get", "-qq", "update"]) and _succeeds(install)):
        return None
    return found()


def installed_by_playwright() -> Path | None:
    """Download the Chromium that Playwright was made for."""
    print("Downloading Chromium with Playwright (about two minutes) ...", flush=True)
    return _playwrights() if _succeeds([sys.executable, "-m", "playwright", "install", "chromium"]) else None


def _playwrights() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _succeeds(command: list[str]) -> bool:
    try:
        ended = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_INSTALL_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
