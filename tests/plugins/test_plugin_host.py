"""The host loads what is right, blames what is wrong by name, and goes on without it."""

from __future__ import annotations

import asyncio
import sys
import tomllib
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from engine.plugin_error import PluginError
from engine.plugin_host import PluginHost
from engine.spi import SPI_VERSION, Label, Params, RewardType, hookimpl
from engine.spi.rewards import GrantRequest
from engine.vocabulary import vocabulary
from plugins import BUILTIN
from plugins.points.reward import Points


class Sticker(Points):
    code = "sticker"
    label = Label("Sticker", "贴纸")


@pytest.fixture
def make_plugin() -> Iterator[Callable[..., str]]:
    """Puts a module with the given hooks where an import finds it."""
    made: list[str] = []

    def make(
        name: str, *, spi_version: int | None = SPI_VERSION, **hooks: Callable[[], Sequence[object]]
    ) -> str:
        module = types.ModuleType(name)
        if spi_version is not None:
            module.__dict__["spi_version"] = spi_version
        for hook_name, hook in hooks.items():
            hook.__name__ = hook_name
            module.__dict__[hook_name] = hookimpl(hook)
        sys.modules[name] = module
        made.append(name)
        return name

    yield make
    for name in made:
        del sys.modules[name]


def installed(*modules: str) -> list[EntryPoint]:
    return [EntryPoint(f"point-{module}", module, "bottlecap.plugins") for module in modules]


def test_the_built_in_plugins_load_and_nothing_fails() -> None:
    host = PluginHost.load(BUILTIN, ())
    assert host.failures == ()
    assert [plugin.name for plugin in host.plugins] == list(BUILTIN)
    assert set(host.catalog.rewards) == {
        "red_packet", "points", "coupon", "compensation", "exchange", "prize", "sms",
    }  # fmt: skip
    assert set(host.catalog.channels) == {"sandbox_wallet", "sandbox_packets", "sandbox_bank"}
    assert set(host.catalog.themes) == {"theme_plain", "theme_story", "theme_lantern", "theme_citrus"}


def test_a_built_in_that_is_also_an_entry_point_is_loaded_once() -> None:
    host = PluginHost.load(BUILTIN, installed(*BUILTIN))
    assert len(host.plugins) == len(BUILTIN)
    assert host.failures == ()


def test_the_distributions_own_entry_points_are_the_built_ins() -> None:
    """`pyproject.toml` and `plugins.BUILTIN` name the same plugins."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert sorted(project["project"]["entry-points"]["bottlecap.plugins"].values()) == sorted(BUILTIN)


def test_a_plugin_of_somebody_elses_joins_the_vocabulary(make_plugin: Callable[..., str]) -> None:
    name = make_plugin("stickers", register_reward_types=lambda: (Sticker(),))
    host = PluginHost.load(BUILTIN, installed(name))
    words = {word.name: word.label.zh for word in vocabulary(host.catalog).rewards}
    assert words["sticker"] == "贴纸"
    assert host.catalog.owner("reward", "sticker") == "stickers"


@pytest.mark.parametrize(
    ("reason", "hooks"),
    [
        ("unknown hook 'register_reward_type'", {"register_reward_type": lambda: ()}),
        ("did you leave out the brackets", {"register_reward_types": lambda: (Sticker,)}),
        ("return a tuple", {"register_reward_types": lambda: Sticker()}),
        ("no hook", {}),
        ("raised ZeroDivisionError", {"register_reward_types": lambda: 1 // 0}),
        ("declared by plugin `plugins.points.plugin`", {"register_reward_types": lambda: (Points(),)}),
    ],
)
def test_a_bad_plugin_is_named_left_out_and_says_what_to_mend(
    make_plugin: Callable[..., str], reason: str, hooks: Mapping[str, Callable[[], Sequence[object]]]
) -> None:
    bad = make_plugin("bad_one", **hooks)
    good = make_plugin("good_one", register_reward_types=lambda: (Sticker(),))
    host = PluginHost.load(BUILTIN, installed(bad, good))
    assert [failure.plugin for failure in host.failures] == ["bad_one"]
    assert reason in str(host.failures[0])
    assert "sticker" in host.catalog.rewards
    assert host.catalog.owner("reward", "points") == "plugins.points.plugin"


@pytest.mark.parametrize("version", [None, SPI_VERSION + 1])
def test_a_plugin_for_another_contract_is_left_out(
    make_plugin: Callable[..., str], version: int | None
) -> None:
    name = make_plugin("other_age", spi_version=version, register_reward_types=lambda: (Sticker(),))
    host = PluginHost.load((), installed(name))
    assert "contract" in host.failures[0].what_to_mend
    assert host.catalog.rewards == {}


def test_a_plugin_that_cannot_be_imported_is_named() -> None:
    host = PluginHost.load((), installed("no_such_module_anywhere"))
    assert host.failures[0].plugin == "no_such_module_anywhere"
    assert "ModuleNotFoundError" in host.failures[0].what_to_mend


def test_a_built_in_that_does_not_load_stops_everything(make_plugin: Callable[..., str]) -> None:
    name = make_plugin("broken_built_in", register_reward_type=lambda: ())
    with pytest.raises(PluginError, match="broken_built_in"):
        PluginHost.load((name,), ())


def test_two_rewards_with_one_chinese_spelling_are_refused(make_plugin: Callable[..., str]) -> None:
    class Imitation(Sticker):
        code = "imitation"

    name = make_plugin("imitator", register_reward_types=lambda: (Sticker(), Imitation()))
    host = PluginHost.load((), installed(name))
    assert "`贴纸`" in str(host.failures[0])


def test_a_failure_while_running_names_plugin_and_operation(make_plugin: Callable[..., str]) -> None:
    class Fickle(RewardType):
        code = "fickle"
        label = Label("Fickle", "善变")
        help = Label("Fails.", "会出错。")

        def cost(self, params: Params) -> None: ...

        def grant(self, request: GrantRequest) -> tuple[()]:
            return ()

        def describe(self, params: Params, locale: str) -> str:
            raise RuntimeError("no words")

    name = make_plugin("fickles", register_reward_types=lambda: (Fickle(),))
    catalog = PluginHost.load((), installed(name)).catalog
    told = r"plugin `fickles` failed to describe: .*RuntimeError: no words"
    with pytest.raises(PluginError, match=told), catalog.blaming("reward", "fickle", "describe"):
        catalog.rewards["fickle"].describe({}, "en")


def test_a_channel_without_its_secret_is_reported_and_the_rest_runs() -> None:
    async def run() -> None:
        host = PluginHost.load(BUILTIN, ())
        failed = await host.start({})
        assert [failure.plugin for failure in failed] == [
            "plugins.sandbox_wallet.plugin",
            "plugins.sandbox_wallet.plugin",
            "plugins.sandbox_bank.plugin",
            "plugins.sandbox_wallet.plugin",  # its till
            "plugins.sandbox_sms.plugin",
            "plugins.wechat.plugin",
            "plugins.report_mail.plugin",
        ]
        assert "BOTTLECAP_WALLET_SECRET" in failed[0].what_to_mend
        assert not host.started("sandbox_wallet")
        names = ("WALLET_SECRET", "BANK_SECRET", "SMS_SECRET", "WECHAT_APP", "WECHAT_SECRET")
        secrets = {f"BOTTLECAP_{name}": "secret" for name in names}
        secrets |= {
            "BOTTLECAP_MAIL_URL": "smtps://mail.example",
            "BOTTLECAP_MAIL_FROM": "reports@example.com",
        }
        assert await host.start(secrets) == ()
        assert host.started("sandbox_wallet")
        assert await host.stop() == ()
        assert not host.started("sandbox_wallet")

    asyncio.run(run())


def test_the_vocabulary_does_not_depend_on_the_order_of_loading() -> None:
    forwards, backwards = (PluginHost.load(names, ()).catalog for names in (BUILTIN, BUILTIN[::-1]))
    assert vocabulary(forwards).version == vocabulary(backwards).version
