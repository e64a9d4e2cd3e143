"""What is fixed of a reward from its publication on. Its plugin, which answers purely, is asked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dsl.decision import Intent
from dsl.values import Label, Money
from engine.grants.asking import cost_of, title_of
from engine.grants.stored import params_json
from engine.spi.rewards import RewardType

#: A plugin's description may run on; the table takes so many characters.
TITLE_MAX: Final = 255


@dataclass(frozen=True, slots=True)
class Promise:
    """A line's reward: what its plugin is told, what one grant costs, and how it is called and kept."""

    intent: Intent
    reward: RewardType
    params: Mapping[str, object]
    kept_params: str
    cost: Money | None
    title: Label


_KNOWN: Final[dict[int, Promise]] = {}
_KNOWN_MAX: Final = 10_000


def promise_of(reward: RewardType, intent: Intent) -> Promise:
    """What a reward promises. Kept by the intent's identity, for comparing intents would walk them. Raises `PluginError`."""
    known = _KNOWN.get(id(intent))
    if known is None or known.intent is not intent or known.reward is not reward:
        params = intent.told
        cost, title = cost_of(reward, params), title_of(reward, params)
        if len(_KNOWN) >= _KNOWN_MAX:
            _KNOWN.clear()
        known = Promise(intent, reward, params, params_json(params), cost, cut(title))
        _KNOWN[id(intent)] = known
    return known


def cut(title: Label) -> Label:
    """A title as far as the table takes it."""
    return Label(title.en[:TITLE_MAX], title.zh[:TITLE_MAX])
