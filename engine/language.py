"""The campaign language as studio, API and command line use it: with the vocabulary of the loaded plugins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import dsl
from dsl.analysis.cost import Costs, costs
from dsl.analysis.survey import survey
from dsl.completion import complete
from dsl.difference import Comparison, compare
from dsl.lexicon import lexicon
from dsl.reference import LineKind, WordGroup, line_kinds, word_groups
from dsl.service import Document, Units
from dsl.sharing import NO_SHARED, shared_names
from dsl.simulation import Progress
from dsl.testing import Measured, measure, propose, run_forecasts
from dsl.values import Label
from dsl.vocabulary import Vocabulary
from engine.campaigns.proving import Disclosed, Place, Proof, Told, prove
from engine.codes.alphabet import canonical
from engine.errors import Invalid
from engine.outcomes import Problem
from engine.simulating import Asked, Simulation, pricing, simulate_text
from engine.spi.rewards import RewardType

#: How long the forecasts of a text may take while somebody waits.
SECONDS: Final = 5.0
NO_REWARDS: Final[Mapping[str, RewardType]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand from `start` to `end` (UTF-16 units): what is shown, what is inserted, one sentence about it."""

    label: str
    insert: str
    detail: Label
    start: int
    end: int


class Language:
    """Checks, formats and tests texts. No waiting, no database."""

    def __init__(self, vocabulary: Vocabulary, rewards: Mapping[str, RewardType] = NO_REWARDS) -> None:
        self.vocabulary = vocabulary
        self._rewards = rewards

    def problems(self, text: str, shared: Mapping[str, str] = NO_SHARED) -> tuple[Problem, ...]:
        """Every finding in the order of the text; offsets in UTF-16 code units, as editors count.

        `shared` are the texts that a campaign may use, by name; a finding in one says so.
        """
        units = {name: Units(one) for name, one in {**shared, "": text}.items()}
        found = dsl.check(text, self.vocabulary, shared=shared).diagnostics
        return tuple(_problem(one, units[one.where]) for one in found)

    def uses(self, text: str) -> tuple[str, ...]:
        """The names of the shared texts that a text uses and does not hold itself."""
        return tuple(shared_names(text))

    def resolved(self, text: str, shared: Mapping[str, str]) -> str:
        """The text with the shared texts that it uses behind it: it stands alone."""
        return dsl.resolve(text, shared).text

    def document(self, text: str, shared: Mapping[str, str] = NO_SHARED) -> Document:
        """A text to ask many things about: hover, names, outline, fixes. Its offsets count characters."""
        return Document(text, self.vocabulary, shared)

    def line_kinds(self) -> tuple[LineKind, ...]:
        """Every kind of line, with samples in both languages."""
        return line_kinds(lexicon(self.vocabulary))

    def words(self) -> tuple[WordGroup, ...]:
        """Every word that may be used, with its help."""
        return word_groups(lexicon(self.vocabulary))

    def compile(self, text: str) -> dsl.Program | None:
        """The program of a text without errors."""
        campaign = dsl.check(text, self.vocabulary).campaign
        return None if campaign is None else dsl.compile_campaign(campaign)

    def compile_published(self, text: str) -> dsl.Program | str:
        """The program of a published text, or the first error when its words are not installed any more."""
        checked = dsl.check(text, self.vocabulary, everybody=False)  # publication has looked at everybody
        if checked.campaign is None:
            return next(
                (d.message.en for d in checked.diagnostics if d.severity == "error"), "it cannot be read"
            )
        return dsl.compile_campaign(checked.campaign)

    def costs(self, text: str) -> Costs | None:
        """What a text without errors costs: each event, each branch, in all."""
        campaign = dsl.check(text, self.vocabulary).campaign
        return None if campaign is None else costs(survey(campaign, self.vocabulary))

    def format(self, text: str, lang: str | None = None) -> str:
        """The text in canonical form, in its own language or another; comments stay."""
        return dsl.format_text(text, self.vocabulary, lang)

    def test(self, text: str) -> tuple[dsl.TestResult, ...]:
        """The results of the text's own tests; none for a text with errors."""
        program = self.compile(text)
        return () if program is None else dsl.run_tests(program, self.vocabulary)

    def forecast(self, text: str, seconds: float | None = SECONDS) -> tuple[dsl.TestResult, ...]:
        """The results of the text's forecasts, which may take so many seconds all together; None: any time."""
        program = self.compile(text)
        if program is None:
            return ()
        return run_forecasts(program.campaign, self.vocabulary, pricing(self._rewards), seconds)

    def measure(self, text: str, lang: str | None = None) -> Measured | None:
        """How much of a text its tests try, with a test for each line not tried; None for a text with errors."""
        program = self.compile(text)
        return None if program is None else measure(program, text, self.vocabulary, lang)

    def propose_tests(self, text: str, lang: str | None = None) -> tuple[str, ...]:
        """Tests for what the text's own do not try and for both sides of each bound, ready to be added to it."""
        program = self.compile(text)
        if program is None:
            return ()
        return tuple(one.text for one in propose(program, text, self.vocabulary, lang).tests)

    def compare(self, old: str, new: str) -> Comparison | None:
        """What changes from one text to another; None when one of them has errors."""
        before, after = (dsl.check(text, self.vocabulary).campaign for text in (old, new))
        return compare(before, after, self.vocabulary) if before and after else None

    def verify(
        self,
        version: Disclosed,
        code: str | None = None,
        *,
        place: int | None = None,
        first: Disclosed | None = None,
        event: Told | None = None,
    ) -> Proof:
        """Check a disclosed version and tell the draws of a printed code or of an event. Raises `Invalid`.

        What a deal gave it follows from its `place` among the printed codes, from 1, and the campaign's `first`
        version (this one if left out).
        """
        known = None if code is None else canonical(code)
        if code is not None and known is None:
            raise Invalid("code", Label(f"`{code}` is not a code", f"“{code}”不是码"))
        try:
            bytes.fromhex(version.secret)
        except ValueError:
            raise Invalid("secret", Label("a secret is written in hex", "密钥应为十六进制")) from None
        if place is not None and place < 1:
            raise Invalid("place", Label("places of codes count from 1", "码的序号从 1 开始"))
        found = None if place is None else Place(place, bytes.fromhex((first or version).secret))
        return prove(version, event or known, dsl.check(version.text, self.vocabulary).campaign, found)

    def simulate(self, text: str, asked: Asked, progress: Progress | None = None) -> Simulation | None:
        """Run a text's campaign over a population; None for a text with errors. Raises `Invalid`."""
        campaign = dsl.check(text, self.vocabulary).campaign
        return None if campaign is None else simulate_text(text, campaign, asked, self._rewards, progress)

    def report(self, text: str, name: str, lang: str = "en", shared: Mapping[str, str] = NO_SHARED) -> str:
        """All findings as text for a terminal."""
        found = dsl.check(text, self.vocabulary, shared=shared).diagnostics
        return dsl.render(found, text, name, lang, shared)

    def completions(
        self, text: str, offset_utf16: int, lang: str | None = None, shared: Mapping[str, str] = NO_SHARED
    ) -> tuple[Completion, ...]:
        """What may come at an offset, as the grammar knows it, in the text's own language or another."""
        units = Units(text)
        offers = complete(text, units.back(offset_utf16), self.vocabulary, lang, shared)
        return tuple(
            Completion(offer.text, offer.text, offer.detail, units.of(offer.start), units.of(offer.end))
            for offer in offers
        )


def _problem(found: dsl.Diagnostic, units: Units) -> Problem:
    return Problem(
        code=found.code,
        severity=found.severity,
        message=found.message,
        help=found.help,
        line=found.span.line,
        column=found.span.column,
        start=units.of(found.span.start),
        end=units.of(found.span.end),
        replacement=found.suggestion,
        where=found.where,
    )
