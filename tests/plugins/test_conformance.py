"""The kit passes what is right and says, of what is wrong, what to mend."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from engine.spi import (
    SPI_VERSION,
    AddPoints,
    AllianceTerms,
    Deliver,
    Delivered,
    Delivery,
    DeliveryReceipt,
    Effect,
    Funding,
    GrantRequest,
    Label,
    Money,
    Notice,
    Param,
    Params,
    Pay,
    Theme,
    hookimpl,
)
from engine.spi.conformance.alliances import alliance_problems
from engine.spi.conformance.channels import channel_problems
from engine.spi.conformance.rewards import reward_problems
from engine.spi.conformance.themes import theme_problems
from engine.spi.testing import ConformanceError, check_plugin
from plugins import BUILTIN
from plugins.coupon_alliance.alliance import CouponAlliance
from plugins.points.reward import Points
from plugins.red_packet.reward import RedPacket
from plugins.sandbox_wallet.channel import SandboxWallet
from plugins.theme_plain.theme import PLAIN


@pytest.mark.parametrize("name", BUILTIN)
def test_every_built_in_keeps_the_contract(name: str) -> None:
    check_plugin(importlib.import_module(name))


def test_the_error_lists_every_problem_at_once_under_the_plugins_name() -> None:
    class Odd(Points):
        code = "Odd Points"
        label = Label("Odd", "")

    plugin = types.ModuleType("odd_plugin")
    plugin.__dict__.update(spi_version=SPI_VERSION, register_reward_types=hookimpl(lambda: (Odd(),)))
    plugin.__dict__["register_reward_types"].__name__ = "register_reward_types"
    with pytest.raises(ConformanceError, match="odd_plugin") as failure:
        check_plugin(plugin)
    assert len(failure.value.problems) == 2


class DoublePay(RedPacket):
    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        return super().grant(request) * 2


class Forgetful(Points):
    calls = 0

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        self.calls += 1
        return (AddPoints(self.calls),)


class Undelivered(Points):
    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        return (Deliver({"points": 1}),)


class OneTongue(Points):
    def describe(self, params: Params, locale: str) -> str:
        return "points"


class Generous(Points):
    def cost(self, params: Params) -> None:
        params["points"] = 0  # type: ignore[index]  # what a careless plugin would do


class Freebie(RedPacket):
    def cost(self, params: Params) -> Money:
        return Money(1, "CNY")

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        return (Pay(Money(100, "CNY")),)


class Both(RedPacket):
    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        return (*super().grant(request), Deliver({"card": "thanks"}))

    async def deliver(self, delivery: Delivery) -> DeliveryReceipt:
        return Delivered(delivery.grant.at, delivery.order_no)


class Muddled(Points):
    params = (
        Param("points", "count", Label("Points", "积分"), minimum=9, maximum=1),
        Param("extra", "text", Label("Extra", "附加")),
    )


@pytest.mark.parametrize(
    ("reward", "problem"),
    [
        (DoublePay(), "but `grant` pays"),
        (Forgetful(), "`grant` is not pure"),
        (Undelivered(), "belong together"),
        (OneTongue(), "both languages"),
        (Generous(), "raised TypeError"),
        (Freebie(), "`cost` says 0.01 CNY but `grant` pays 1.00 CNY"),
        (Both(), "say `pays = True`"),
        (Muddled(), "minimum above its maximum"),
        (Muddled(), "`extra` needs a `lead`"),
    ],
)
def test_a_wrong_reward_is_told_what_to_mend(reward: Points, problem: str) -> None:
    assert any(problem in found for found in reward_problems(reward)), list(reward_problems(reward))


class Believing(SandboxWallet):
    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        return Notice("n", "n1")


class Backwards(SandboxWallet):
    minimum, maximum = Money(5, "CNY"), Money(1, "CNY")


class Foreign(SandboxWallet):
    currencies = ("USD",)


class Open(SandboxWallet):
    settings = tuple(replace(setting, default="123456") for setting in SandboxWallet.settings)


@pytest.mark.parametrize(
    ("channel", "problem"),
    [
        (Believing(), "nobody has signed"),
        (Backwards(), "leave no room"),
        (Foreign(), "which it does not pay"),
        (Open(), "must not have a default"),
    ],
)
def test_a_wrong_channel_is_told_what_to_mend(channel: SandboxWallet, problem: str) -> None:
    assert any(problem in found for found in channel_problems(channel))


class Losing(CouponAlliance):
    def share(self, terms: AllianceTerms, worth: Money) -> Funding:
        half = Money(worth.minor // 2, worth.currency)
        return Funding(half, half, terms.fee_to_issuer)


class Gullible(CouponAlliance):
    def problems(self, terms: AllianceTerms) -> tuple[Label, ...]:
        return ()


class Unbounded(CouponAlliance):
    def share(self, terms: AllianceTerms, worth: Money) -> Funding:
        return Funding(worth, Money(0, worth.currency), terms.fee_to_issuer)


@pytest.mark.parametrize(
    ("alliance", "problem"),
    [
        (Losing(), "the shares of 0.01 CNY add up to 0.00 CNY"),
        (Unbounded(), "no redemption of these terms"),
        (Gullible(), "do not add up to the worth"),
    ],
)
def test_a_wrong_alliance_is_told_what_to_mend(alliance: CouponAlliance, problem: str) -> None:
    assert any(problem in found for found in alliance_problems(alliance))


@pytest.fixture
def bad_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Theme:
    package = tmp_path / "bad_theme_package"
    (package / "pictures").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "style.css").write_text(
        "@import 'https://elsewhere.test/x.css'; .card{background:url(x)} .switch{top:0.5rem}"
    )
    (package / "words.toml").write_text('[wonn.en]\nheadline = "Hm"\n[won.en]\nheadline = ""\n')
    (package / "pictures" / "hero.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script/>'
        '<image href="https://elsewhere.test/a"/></svg>'
    )
    (package / "pictures" / "won.svg").write_text("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>")
    (package / "pictures" / "poster.png").write_bytes(b"x" * 50_000)
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("bad_theme_package", None)
    pale = replace(PLAIN.light, ink="#cccccc")
    return replace(PLAIN, code="bad", package="bad_theme_package", light=pale)


@pytest.mark.parametrize(
    "problem",
    [
        "`ink` on `paper` has contrast 1.",
        "must not contain `@import`",
        "must not contain `url(`",
        "dresses `.switch`, which is not in SKELETON_CLASSES",
        "a state `wonn` that does not exist",
        "must say `won` in en and in zh",
        "the headline of `won` in en must have",
        "`hero.svg` must not contain <script>",
        "`hero.svg` must not have the attribute `onload`",
        "`hero.svg` must not refer to `https://elsewhere.test/a`",
        "`hero.svg` needs a viewBox",
        "`won.svg` must not have a document type",
        "`poster.png` is never shown",
        "`poster.png` has 50,000 bytes",
    ],
)
def test_a_wrong_theme_is_told_what_to_mend(bad_theme: Theme, problem: str) -> None:
    found = list(theme_problems(bad_theme))
    assert any(problem in each for each in found), found
