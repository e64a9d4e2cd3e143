"""A claim that a guard holds: nothing is given, its code and its money are kept until somebody has looked. Pure.

It is a wait of topic `review`; a claim that a guard only notes leaves one that is over when it is made (`noted`).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from engine.clock import to_micros
from engine.commit.changes import Changes
from engine.commit.world import World
from engine.grants.stored import json_of
from engine.ids import new_id
from engine.ledger import accounts
from engine.records import Claim, Consumer, Grant, Identity, Wait

TOPIC: Final = "review"
#: How long code and money are kept.
KEPT: Final = timedelta(hours=48)


def subject_of(brand: str, source: str) -> int:
    """A code as the subject of a wait: its name's digest, as a 63-bit number."""
    digest = hashlib.sha256(f"{brand}|{source}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def told(wait: Wait) -> Mapping[str, Any]:
    """What is known of a held claim."""
    payload: Mapping[str, Any] = json.loads(wait.payload)
    return payload


def held_for(world: World, brand: str, source: str) -> Wait | None:
    """The review that keeps a code."""
    if not world.waits:
        return None
    subject = subject_of(brand, source)
    return next(
        (
            wait
            for wait in world.waits.values()
            if wait.topic == TOPIC and wait.state == "waiting" and wait.subject_id == subject
            and told(wait)["source"] == source
        ),
        None,
    )  # fmt: skip


def held(changes: Changes, at: datetime, known: Mapping[str, object]) -> Changes:
    """A granted claim turned into one that waits: what it took stays taken, and nobody has anything of it."""
    claim = next(row for row in changes.new if isinstance(row, Claim))
    aside: Counter[str] = Counter()
    for row in changes.new:
        if isinstance(row, Grant) and row.amount and row.currency and row.fund == accounts.BUDGET:
            aside[row.currency] += row.amount
    wait = _wait(claim, at, known, state="waiting", aside=dict(aside), takes=dict(changes.taken))
    person = tuple(row for row in changes.new if isinstance(row, Consumer | Identity))
    return Changes(new=(*person, wait), taken=changes.taken, within=changes.within)


def noted(changes: Changes, at: datetime, known: Mapping[str, object]) -> Changes:
    """The note that a guard would have held a claim."""
    claim = next(row for row in changes.new if isinstance(row, Claim))
    wait = _wait(claim, at, known, state="noted", aside={}, takes={})
    return Changes(new=(replace(wait, subject_id=claim.id, ended_us=wait.since_us),))


def _wait(
    claim: Claim, at: datetime, known: Mapping[str, object], *, state: str, aside: Mapping[str, int],
    takes: Mapping[str, int],
) -> Wait:  # fmt: skip
    until_us = to_micros(at + KEPT)
    payload = {**known, "source": claim.source, "facts": claim.facts, "aside": aside, "takes": takes}
    return Wait(
        id=new_id(),
        brand=claim.brand,
        topic=TOPIC,
        subject_id=subject_of(claim.brand, claim.source),
        cause_id=0,
        campaign_id=claim.campaign_id,
        person_id=claim.person_id,
        event="scan",
        asked="{}",
        friend=0,
        hold="",
        payload=json_of(payload),
        state=state,
        since_us=claim.at_us,
        until_us=until_us,
        due_us=until_us,
    )


def freed(wait: Wait, state: str, at: datetime) -> Changes:
    """The review is over: what was set aside is free, and by what the person is recognised is forgotten."""
    takes = {key: -amount for key, amount in told(wait)["takes"].items()}
    within = dict.fromkeys(takes, 2**63 - 1)
    kept = {name: value for name, value in told(wait).items() if name != "value"}
    over = replace(wait, state=state, ended_us=to_micros(at), payload=json_of(kept))
    return Changes(changed=(over,), taken=takes, within=within)
