"""Starting, working beside the pages, and stopping."""

from __future__ import annotations

import asyncio
import base64
from datetime import timedelta

import pytest

from studio.settings import Settings, SettingsError
from studio.wiring import build_app
from tests.support.engine_double import EngineDouble
from tests.support.site import SECRET, Phone, builtin_themes, double_app, settings


def test_payouts_run_beside_the_pages_and_outlive_an_outage() -> None:
    engine = EngineDouble(builtin_themes())
    runs: list[int] = []

    async def run_once() -> int:
        runs.append(len(runs))
        if len(runs) == 1:
            raise OSError("the wallet is down")
        return 0

    engine.payouts.run_once = run_once  # type: ignore[method-assign]  # the double's own switch
    app = build_app(
        settings(run_payouts=True, payout_pause=timedelta(milliseconds=1)),
        engine=engine,  # type: ignore[arg-type]  # a double by design
    )

    async def live() -> None:
        async with app.router.lifespan_context(app):
            for _ in range(200):
                await asyncio.sleep(0.005)
                if len(runs) >= 3:
                    break

    asyncio.run(live())
    assert len(runs) >= 3


def test_given_engine_stays_the_callers() -> None:
    app, engine = double_app()

    async def live() -> None:
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(live())
    assert not engine.closed


def test_health_follows_the_database() -> None:
    app, engine = double_app()
    assert Phone(app).get("/health").json() == {"status": "ok"}
    engine.is_ready = False
    assert Phone(app).get("/health").status_code == 503


def test_payment_notices_are_believed_by_signature_and_need_no_page() -> None:
    phone = Phone(double_app()[0])
    send = {"content-type": "application/json"}
    assert phone.send("POST", "/hooks/sandbox_wallet", content=b"signed", headers=send).status_code == 204
    assert phone.send("POST", "/hooks/sandbox_wallet", content=b"forged", headers=send).status_code == 400
    assert phone.send("POST", "/hooks/nobody", content=b"signed", headers=send).status_code == 404


def test_settings_come_from_the_environment() -> None:
    read = Settings.from_environment(
        {
            "BOTTLECAP_DATABASE_URL": "sqlite://x.db",
            "BOTTLECAP_SECRET": base64.b64encode(SECRET).decode(),
            "BOTTLECAP_ORIGIN": "https://qr.example.com/",
            "BOTTLECAP_PROXIES": "1",
            "BOTTLECAP_RUN_PAYOUTS": "0",
        }
    )
    assert (read.secret, read.origin, read.proxies) == (SECRET, "https://qr.example.com", 1)
    assert read.secure
    assert not read.run_payouts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOTTLECAP_SECRET", ""),
        ("BOTTLECAP_SECRET", "not base64!"),
        ("BOTTLECAP_DATABASE_URL", ""),
        ("BOTTLECAP_PROXIES", "two"),
        ("BOTTLECAP_ORIGIN", "qr.example.com"),
    ],
)
def test_wrong_setting_is_named(name: str, value: str) -> None:
    good = {
        "BOTTLECAP_DATABASE_URL": "sqlite://x.db",
        "BOTTLECAP_SECRET": base64.b64encode(SECRET).decode(),
    }
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(good | {name: value})
