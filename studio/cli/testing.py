"""`test`: the tests that campaign files carry, how much of the rules they try, and tests to add."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction

from engine.api import Label, Language, Measured, TestResult, load_language
from studio.cli import costing
from studio.cli.opening import PLUGINS
from studio.cli.stopping import CANNOT, FOUND, GOOD, Cannot
from studio.cli.texts import Commands, add_files, problem_as_json, read_files, whole
from studio.cli.watching import watch

_EPILOG = """\
examples:
  bottlecap test summer.cap
  bottlecap test campaigns/*.cap --coverage --threshold 80
  bottlecap test summer.cap --watch
  bottlecap test summer.cap --propose >> summer.cap      adds a test for each rule that none tries
"""


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    test = commands.add_parser(
        "test",
        help="run the tests that campaign files carry",
        description="Run the tests that campaign files carry, tell why failing ones fail, and measure\n"
        "what they try: each line that can apply, and each condition and phase that can\nbe passed over.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_files(test)
    test.add_argument("--coverage", action="store_true", help="tell also which lines no test tries")
    test.add_argument(
        "--threshold",
        type=_percent,
        metavar="P",
        help="end with 1 unless the tests of each file try so many percent (means --coverage)",
    )
    test.add_argument(
        "--propose",
        action="store_true",
        help="print tests for what none tries and for both sides of each bound, and nothing else",
    )
    test.add_argument("--json", action="store_true", help="as JSON, for programs")
    test.add_argument(
        "--watch", action="store_true", help="run them again whenever a file changes, until stopped (Ctrl-C)"
    )
    test.add_argument(
        "--lang", choices=("en", "zh"), help="language; by default English, tests as their text"
    )
    test.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Tell the results; 1 when a test fails, a file cannot be understood or too little is tried."""
    language = load_language(PLUGINS)
    if given.watch:
        return watch(given.files, lambda: _once(language, given))
    return _as_json(language, given) if given.json else _once(language, given)


def _once(language: Language, given: argparse.Namespace) -> int:
    found = [
        _Tested(language, name, whole(language, name, text), given) for name, text in read_files(given.files)
    ]
    for one in found:
        for line in one.proposed() if given.propose else one.told(given.lang or "en"):
            print(line)
    for one in found:
        if not one.sound and given.propose:
            print(one.report(given.lang or "en"), file=sys.stderr)
    return GOOD if all(one.good for one in found) else FOUND


def _as_json(language: Language, given: argparse.Namespace) -> int:
    """Every file in one answer, also one that cannot be read or understood: a program reads nothing else."""
    files, ends = list[dict[str, object]](), [GOOD]
    for name in given.files:
        try:
            ((_, text),) = read_files([name])
            one = _Tested(language, name, whole(language, name, text), given)
        except Cannot as error:
            files.append(
                {"name": name, "understood": False, "error": str(error), "problems": [], "tests": []}
            )
            ends.append(CANNOT)
            continue
        files.append(one.as_json())
        ends.append(GOOD if one.good else FOUND)
    print(json.dumps({"files": files}, ensure_ascii=False, indent=2))
    return max(ends)


class _Tested:
    """One file with its results."""

    def __init__(self, language: Language, name: str, text: str, given: argparse.Namespace) -> None:
        self._language, self.name, self.text = language, name, text
        self.problems = language.problems(text)
        self.sound = not any(problem.severity == "error" for problem in self.problems)
        self.results: tuple[TestResult, ...] = ()
        if self.sound:
            self.results = (*language.test(text), *language.forecast(text, None))
        self._threshold: Fraction | None = given.threshold
        measures = self.sound and (given.coverage or given.threshold is not None)
        self._measured: Measured | None = language.measure(text, given.lang) if measures else None
        self._proposed = language.propose_tests(text, given.lang) if self.sound and given.propose else ()

    @property
    def good(self) -> bool:
        """Understood, every test passed, enough tried."""
        return self.sound and all(result.passed for result in self.results) and self._enough

    @property
    def _enough(self) -> bool:
        return self._measured is None or self._threshold is None or self._measured.share >= self._threshold

    def report(self, lang: str) -> str:
        """What is wrong with the file."""
        return self._language.report(self.text, self.name, lang)

    def proposed(self) -> Iterator[str]:
        """The tests to add, each after an empty line."""
        for test in self._proposed:
            yield ""
            yield test.rstrip("\n")

    def told(self, lang: str) -> Iterator[str]:
        """Line by line."""
        if not self.sound:
            yield self.report(lang)
            return
        for result in self.results:
            if result.passed:
                yield f"ok    {self.name}:{result.line}: {result.name}"
            else:
                yield f"FAIL  {self.name}:{result.line}: {result.name}: {result.message[lang]}"
            yield from (f"      - {reason[lang]}" for reason in result.because)
        if not self.results:
            yield f"      {self.name}: {Label('this file has no tests', '这个文件没有测试')[lang]}"
        if self._measured is not None:
            yield from self._coverage(self._measured, lang)

    def _coverage(self, measured: Measured, lang: str) -> Iterator[str]:
        share = f"{float(measured.share * 100):.1f}%"
        words = Label(
            f"tests try {share} of the rules ({measured.reached} of {measured.goals})",
            f"测试覆盖规则的 {share}（{measured.reached} / {measured.goals}）",
        )
        yield f"{'ok   ' if self._enough else 'FAIL '} {self.name}: {words[lang]}"
        shown: set[str] = set()
        for one in measured.untried:
            what = (
                Label("is never tried", "没有测试")
                if not one.passed
                else Label("is never passed over", "没有不符合的测试")
            )
            yield f"      {self.name}:{one.line}: `{one.words}` {what[lang]}"
            if one.test and one.test not in shown:
                shown.add(one.test)
                yield from ("        " + line for line in ["", *one.test.splitlines(), ""])

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        found: dict[str, object] = {
            "name": self.name,
            "understood": self.sound,
            "problems": [problem_as_json(problem) for problem in self.problems],
            "tests": [
                {
                    "name": result.name,
                    "line": result.line,
                    "passed": result.passed,
                    "message": costing.both(result.message),
                    "because": [costing.both(reason) for reason in result.because],
                }
                for result in self.results
            ],
        }
        if self._measured is not None:
            untried = [asdict(one) for one in self._measured.untried]
            counts = {"goals": self._measured.goals, "reached": self._measured.reached}
            found["coverage"] = {**counts, "untried": untried, "enough": self._enough}
        if self._proposed:
            found["proposed"] = list(self._proposed)
        return found


def _percent(text: str) -> Fraction:
    try:
        share = Fraction(text.removesuffix("%")) / 100
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"`{text}` is not a percentage from 0 to 100")
    return share
