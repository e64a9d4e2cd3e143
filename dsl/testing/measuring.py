"""Coverage as people want it: a share, and for each line not tried a test that would try it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dsl.program import Program
from dsl.testing.coverage import covered
from dsl.testing.proposing import propose
from dsl.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Untried:
    """A line that no test tries, or (`passed`) a condition or phase that no test passes over.

    `test` is one that would, ready for the text; empty where none is known.
    """

    line: int
    passed: bool
    words: str
    test: str


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of a campaign its tests try. What cannot come about at all is not counted."""

    goals: int
    reached: int
    untried: tuple[Untried, ...]

    @property
    def share(self) -> Fraction:
        """From 0 to 1; a campaign without rules is covered."""
        return Fraction(self.reached, self.goals) if self.goals else Fraction(1)


def measure(program: Program, text: str, vocabulary: Vocabulary, lang: str | None = None) -> Measured:
    """Measure the tests of a text; proposals are in the language asked for, else in the text's own."""
    found = covered(program)
    if not found.missing:
        return Measured(len(found.goals), len(found.goals), ())
    proposals = propose(program, text, vocabulary, lang, bounds=False)
    lines = text.splitlines()
    untried = []
    for goal in found.missing:
        if goal not in proposals.impossible:
            test = proposals.for_goal(goal)
            said = lines[goal.line - 1].partition("#")[0].strip()
            untried.append(Untried(goal.line, goal.passed, said, test.text if test else ""))
    count = len(found.goals) - len(proposals.impossible)
    return Measured(count, count - len(untried), tuple(untried))
