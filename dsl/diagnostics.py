"""What the language has to say about a text: problems with their place, words in two languages, and help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsl.nodes import Span
from dsl.values import NO_WORDS, Label

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. An error keeps the campaign from running; a warning does not.

    `suggestion` is the text that could stand in place of `span`, None where there is no such text.
    """

    code: str
    severity: Severity
    span: Span
    message: Label
    help: Label = NO_WORDS
    suggestion: str | None = None
