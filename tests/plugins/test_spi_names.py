"""The contract with plugin authors: its public names, and a reference that speaks of every hook."""

from __future__ import annotations

import inspect
import re
import sys
import types
from pathlib import Path

import engine.spi
from engine.spi import hookspecs
from engine.spi.declarations import Declarations, declarations_of
from engine.spi.testing import check_plugin

HERE = Path(__file__).parent
REFERENCE = (Path(engine.spi.__file__).parent / "README.md").read_text("utf-8")


def test_the_public_names_change_only_on_purpose() -> None:
    """Taking a name away, or changing what one means, needs a new SPI_VERSION; adding one, a line here."""
    golden = (HERE / "spi_names.txt").read_text("utf-8").split()
    assert sorted(engine.spi.__all__) == golden
    assert engine.spi.SPI_VERSION == 1


def test_every_hook_is_in_the_reference_with_its_arguments() -> None:
    hooks = [name for name in vars(hookspecs) if name.startswith("register_")]
    assert len(hooks) == len(Declarations.__dataclass_fields__)
    for name in hooks:
        arguments = ", ".join(inspect.signature(getattr(hookspecs, name)).parameters)
        assert f"| `{name}({arguments})` |" in REFERENCE


def test_the_reward_in_the_reference_is_a_plugin_that_conforms() -> None:
    source = re.findall(r"```python\n(.*?)```", REFERENCE, re.DOTALL)[0]
    plugin = types.ModuleType("postcard_plugin")
    sys.modules["postcard_plugin"] = plugin
    try:
        exec(compile(source, "README.md", "exec"), plugin.__dict__)
        check_plugin(plugin)
        assert [reward.code for reward in declarations_of(plugin).rewards] == ["postcard"]
    finally:
        del sys.modules["postcard_plugin"]
