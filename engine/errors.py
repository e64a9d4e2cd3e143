"""Errors that callers may meet. Expected refusals are no errors: they are values in `engine.outcomes`."""

from __future__ import annotations

from dsl.values import Label


class EngineError(Exception):
    """The base of the engine's errors."""


class NotFound(EngineError):  # noqa: N818 - reads as what it says
    """There is no such thing in this brand."""


class Invalid(EngineError):  # noqa: N818 - reads as what it says
    """An input that cannot be used: which field, and how to mend it."""

    def __init__(self, field: str, message: Label) -> None:
        super().__init__(f"{field}: {message.en}")
        self.field = field
        self.message = message


class Unstorable(Invalid):
    """A text with a NUL in it, which no keyboard types and PostgreSQL does not keep."""

    def __init__(self) -> None:
        words = "a text holds a character that cannot be kept: leave it out"
        super().__init__("", Label(words, "文本中含有无法保存的字符，请去掉后再试"))


class Busy(EngineError):  # noqa: N818 - reads as what it says
    """Too much is waiting; nothing was done. Try again in a moment."""


class Unavailable(EngineError):  # noqa: N818 - reads as what it says
    """The database cannot be reached or cannot write; what was not answered may or may not have been done."""


class KeyReused(EngineError):  # noqa: N818 - reads as what it says
    """An Idempotency-Key came again with other content."""
