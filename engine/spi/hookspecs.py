"""The hooks. Each only registers declarations; the declared objects carry all behaviour.

A hook returns a tuple or list, is called once when Bottlecap starts, must not wait, and must return equal
declarations each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.spi.markers import hookspec

if TYPE_CHECKING:
    from dsl.vocabulary import TriggerWord
    from engine.spi.alliances import AllianceType
    from engine.spi.channels import PaymentChannel
    from engine.spi.collecting import CollectingChannel
    from engine.spi.erasers import Eraser
    from engine.spi.facts import FactSource
    from engine.spi.identities import IdentityProvider
    from engine.spi.messages import MessageChannel
    from engine.spi.reports import ReportChannel
    from engine.spi.rewards import RewardType
    from engine.spi.themes import Theme


@hookspec
def register_reward_types() -> Sequence[RewardType]:  # type: ignore[empty-body]  # a specification has no body
    """Rewards that a campaign may give: `give raffle_ticket "Spring draw"`."""


@hookspec
def register_payment_channels() -> Sequence[PaymentChannel]:  # type: ignore[empty-body]  # a specification has no body
    """Ways to send money to consumers, clerks and outlets."""


@hookspec
def register_collecting_channels() -> Sequence[CollectingChannel]:  # type: ignore[empty-body]  # a specification has no body
    """Ways in which people pay a brand's shop and get their money back."""


@hookspec
def register_alliance_types() -> Sequence[AllianceType]:  # type: ignore[empty-body]  # a specification has no body
    """Ways in which two brands share the cost of each other's coupons."""


@hookspec
def register_themes() -> Sequence[Theme]:  # type: ignore[empty-body]  # a specification has no body
    """Looks of the scan page: colours, pictures and words."""


@hookspec
def register_fact_sources() -> Sequence[FactSource]:  # type: ignore[empty-body]  # a specification has no body
    """Facts that segments may test: `when weather.is_hot`."""


@hookspec
def register_triggers() -> Sequence[TriggerWord]:  # type: ignore[empty-body]  # a specification has no body
    """Events that a campaign may answer: `on tasting`. They are recorded over the API."""


@hookspec
def register_message_channels() -> Sequence[MessageChannel]:  # type: ignore[empty-body]  # a specification has no body
    """Ways to send words to people's phones: one-time codes, reminders."""


@hookspec
def register_report_channels() -> Sequence[ReportChannel]:  # type: ignore[empty-body]  # a specification has no body
    """Ways to send reports to people of the brand."""


@hookspec
def register_identity_providers() -> Sequence[IdentityProvider]:  # type: ignore[empty-body]  # a specification has no body
    """Other services by which people are known, such as a chat app."""


@hookspec
def register_erasers() -> Sequence[Eraser]:  # type: ignore[empty-body]  # a specification has no body
    """What forgets people who are deleted."""
