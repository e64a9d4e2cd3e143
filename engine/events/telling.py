"""Settles an event: what a ruling version reads of plugins is asked for when the version itself says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.core import Core
from engine.events.answers import EventAnswer
from engine.events.record import RecordEvent
from engine.scanning.plugin_facts import FactsNeeded, read_facts
from engine.spi.facts import FactContext
from engine.storage.member_store import MemberStore


async def tell(core: Core, members: MemberStore, command: RecordEvent) -> EventAnswer:
    """The answer to an event.

    The command names the facts that it lacks under the versions that rule when it is applied, and is sent again with
    them: a version that is published in between is asked for its own, and an event told before asks for none.
    """
    while True:
        answer = await core.settle(command)
        if isinstance(answer, EventAnswer):
            return answer
        command = await with_facts(core, members, command, answer)


async def with_facts(
    core: Core, members: MemberStore, command: RecordEvent, lacking: Iterable[FactsNeeded]
) -> RecordEvent:
    """The command with the facts that it lacks, as plugins tell them."""
    facts = dict(command.plugin_facts)
    person = await members.person(command.who.key)
    for needed in lacking:
        context = FactContext(
            command.brand, needed.campaign_id, person.id if person else None, "", "", command.happened.at
        )
        told = await read_facts(core.catalog, needed.names, context)
        facts[needed.campaign_id] = {**facts.get(needed.campaign_id, {}), **told}
    return replace(command, plugin_facts=facts)
