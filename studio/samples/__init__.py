"""Sample campaigns, one for each strategy, in English and Chinese: to read, to try, to begin from.

Each file begins with a comment that says what the strategy is for, and carries tests that try every rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from engine.api import Label


@dataclass(frozen=True, slots=True)
class Sample:
    """A campaign's text in both languages, and in a sentence what it is for."""

    code: str
    about: Label
    text: Label


def samples() -> tuple[Sample, ...]:
    """Every sample, by its code."""
    folder = files("studio.samples").joinpath("en")
    return tuple(_sample(found.name.removesuffix(".cap")) for found in sorted(folder.iterdir(), key=str))


def sample(code: str) -> Sample | None:
    """The sample of this code, or None."""
    return next((one for one in samples() if one.code == code), None)


def _sample(code: str) -> Sample:
    en, zh = (
        files("studio.samples").joinpath(lang, f"{code}.cap").read_text(encoding="utf-8")
        for lang in ("en", "zh")
    )
    return Sample(code, Label(_about(en), _about(zh)), Label(en, zh))


def _about(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ")
