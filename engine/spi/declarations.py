"""Asking one plugin what it declares.

Each plugin is asked through a manager of its own, so that one that fails cannot hide what another says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pluggy

from dsl.vocabulary import TriggerWord
from engine.spi import hookspecs
from engine.spi.alliances import AllianceType
from engine.spi.channels import PaymentChannel
from engine.spi.collecting import CollectingChannel
from engine.spi.erasers import Eraser
from engine.spi.facts import FactSource
from engine.spi.identities import IdentityProvider
from engine.spi.markers import PROJECT, SPI_VERSION
from engine.spi.messages import MessageChannel
from engine.spi.reports import ReportChannel
from engine.spi.rewards import RewardType
from engine.spi.themes import Theme

_Declared = TypeVar("_Declared")


class DeclarationError(Exception):
    """A plugin cannot be read; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything one plugin declares."""

    rewards: tuple[RewardType, ...] = ()
    channels: tuple[PaymentChannel, ...] = ()
    alliances: tuple[AllianceType, ...] = ()
    themes: tuple[Theme, ...] = ()
    fact_sources: tuple[FactSource, ...] = ()
    triggers: tuple[TriggerWord, ...] = ()
    messages: tuple[MessageChannel, ...] = ()
    identities: tuple[IdentityProvider, ...] = ()
    erasers: tuple[Eraser, ...] = ()
    reports: tuple[ReportChannel, ...] = ()
    collecting: tuple[CollectingChannel, ...] = ()


def declarations_of(plugin: object) -> Declarations:
    """What a plugin module declares.

    Raises `DeclarationError` for a wrong version, a misspelt hook or a declaration of the wrong type.
    """
    _check_version(plugin)
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(plugin)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise DeclarationError(f"a hook is misspelt or takes wrong arguments: {error}") from error
    if not manager.get_hookcallers(plugin):
        raise DeclarationError("it implements no hook; mark its functions with `@hookimpl`")
    hook = manager.hook
    return Declarations(
        rewards=_gathered(hook.register_reward_types(), RewardType),
        channels=_gathered(hook.register_payment_channels(), PaymentChannel),
        alliances=_gathered(hook.register_alliance_types(), AllianceType),
        themes=_gathered(hook.register_themes(), Theme),
        fact_sources=_gathered(hook.register_fact_sources(), FactSource),
        triggers=_gathered(hook.register_triggers(), TriggerWord),
        messages=_gathered(hook.register_message_channels(), MessageChannel),
        identities=_gathered(hook.register_identity_providers(), IdentityProvider),
        erasers=_gathered(hook.register_erasers(), Eraser),
        reports=_gathered(hook.register_report_channels(), ReportChannel),
        collecting=_gathered(hook.register_collecting_channels(), CollectingChannel),
    )


def _check_version(plugin: object) -> None:
    wanted = getattr(plugin, "spi_version", None)
    if wanted is None:
        raise DeclarationError(
            f"it does not say which contract it was written for; add `spi_version = {SPI_VERSION}`"
        )
    if wanted != SPI_VERSION:
        raise DeclarationError(f"it was written for contract {wanted}, this Bottlecap speaks {SPI_VERSION}")


def _gathered(results: Iterable[Sequence[_Declared]], kind: type) -> tuple[_Declared, ...]:
    found: list[_Declared] = []
    for result in results:
        if not isinstance(result, (tuple, list)):
            raise DeclarationError(f"a hook returned {result!r}; return a tuple of {kind.__name__}")
        for declared in result:
            if not isinstance(declared, kind):
                raise DeclarationError(
                    f"{declared!r} is not a {kind.__name__} object; did you leave out the brackets?"
                )
        found.extend(result)
    return tuple(found)
