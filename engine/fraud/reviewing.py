"""A held claim is decided: released with the instant at which it was made, rejected, or left until its time is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from dsl.values import NO_WORDS
from engine import wording
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import NotFound
from engine.fraud.holding import freed, told
from engine.grants.stored import json_of
from engine.members.identity import Who, ask_person
from engine.outcomes import ClaimAnswer, Reason, Refusal
from engine.records import Wait
from engine.scanning.claim import ClaimCode, ClaimSource
from engine.scanning.plugin_facts import FactsNeeded
from engine.scanning.refusing import refused_row
from engine.spi.rewards import RewardType

Verdict = Literal["release", "reject", "lapse"]


@dataclass(frozen=True, slots=True)
class EndReview:
    """Decide on a held claim. What is decided stays so; `reason` and `by` are kept, the reason is told to the person."""

    brand: str
    wait_id: int
    subject_id: int
    verdict: Verdict
    now: datetime
    rewards: Mapping[str, RewardType] = field(default_factory=dict)
    of_plugins: Callable[[Iterable[str]], frozenset[str]] = lambda _names: frozenset()
    reason: str = ""
    by: str = ""
    plugin_facts: Mapping[str, object] = field(default_factory=dict)

    def ask(self, world: World, want: Wants) -> None:
        """The held claim, the counters that it took, and on release all that a claim asks for."""
        want.brands.add(self.brand)
        want.abouts.add(self.subject_id)
        wait = world.waits.get(self.wait_id)
        if wait is None or wait.state != "waiting":
            return
        ask_person(world, want, wait.person_id)
        want.counters.update(told(wait)["takes"])
        claim = self._claim(world, wait)
        if claim:
            claim.ask(world, want)

    def apply(self, world: World) -> tuple[ClaimAnswer | Refusal | FactsNeeded | str, Changes]:
        """The claim's answer on release, or the review's new state. Raises `NotFound` for no review of the brand."""
        wait = world.waits.get(self.wait_id)
        if wait is None or wait.brand != self.brand or wait.topic != "review":
            if self.verdict == "lapse":
                return "missing", NOTHING
            raise NotFound(f"there is no review {self.wait_id}")
        if wait.state != "waiting":
            return Refusal(Reason.REVIEW_OVER, wording.REASONS[Reason.REVIEW_OVER], self.now), NOTHING
        if self.verdict == "lapse" and wait.due_us > to_micros(self.now):
            return wait.state, NOTHING
        if self.verdict != "release":
            return self._turned_down(world, wait)
        claim = self._claim(world, wait)
        if claim is None:
            raise NotFound(f"the codes of review {self.wait_id} are gone")
        over = freed(self._signed(wait), "released", self.now)
        answer, changes = claim.apply(world.after(over))
        if isinstance(answer, FactsNeeded):
            return answer, NOTHING
        return answer, over + changes

    def _turned_down(self, world: World, wait: Wait) -> tuple[str, Changes]:
        """Money is free and the code unused; whoever asked is told why, unless nobody has decided."""
        state = "rejected" if self.verdict == "reject" else "lapsed"
        changes = freed(self._signed(wait), state, self.now)
        if self.verdict == "lapse":
            return state, changes
        live = world.brands[self.brand].campaign(wait.campaign_id)
        program = live.versions[-1].program if live else None
        contact = (program.campaign.contact if program else None) or NO_WORDS
        words = wording.review_rejected(self.reason, contact)
        row = refused_row(
            self.brand, "review", str(told(wait)["source"]), Reason.REVIEW_REJECTED, words, self.now,
            world.consumers.get(wait.person_id), wait.campaign_id,
        )  # fmt: skip
        return state, changes + Changes(new=(row,))

    def _signed(self, wait: Wait) -> Wait:
        payload = {**told(wait), "verdict": self.verdict, "reason": self.reason, "by": self.by}
        return replace(wait, payload=json_of(payload))

    def _claim(self, world: World, wait: Wait) -> ClaimCode | None:
        """The claim as it was made."""
        known, brand = told(wait), world.brands.get(self.brand)
        batch = next((one for one in brand.batches if one.id == known["batch"]), None) if brand else None
        if batch is None or self.verdict != "release":
            return None
        return ClaimCode(
            ClaimSource(batch, known["serial"], known["code"]),
            Who(self.brand, known["kind"], known["value"]),
            from_micros(wait.since_us),
            self.rewards,
            self.of_plugins,
            known["region"],
            None,
            self.plugin_facts,
            known["shown"],
            device=known["device"],
            page=known.get("page"),
            reviewed=True,
        )


@dataclass(frozen=True, slots=True)
class LapseReview:
    """Nobody has decided in time."""

    brand: str
    wait_id: int
    subject_id: int
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The held claim."""
        self._end().ask(world, want)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The review's state after this."""
        answer, changes = self._end().apply(world)
        return answer if isinstance(answer, str) else "over", changes

    def _end(self) -> EndReview:
        return EndReview(self.brand, self.wait_id, self.subject_id, "lapse", self.now)
