"""How callers name a person: by the brand's own reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.api import ConsumerKey, Label
from studio.api.operation import Param
from studio.api.records import Maybe, Record
from studio.api.schemas import Schema, Text

#: Characters that need no escaping in a path, so that a reference is one path segment.
REFERENCE: Final = Text(
    128,
    pattern=r"[A-Za-z0-9._~:@-]+",
    like=Label("a reference of letters, digits and . _ ~ : @ -", "由字母、数字和 . _ ~ : @ - 组成的用户标识"),
    example="member-20931",
)


def key_of(reference: str) -> ConsumerKey:
    """The person with this reference, within the brand of the call."""
    return ConsumerKey("ref", reference)


CONSUMER: Final = Record(
    "Consumer",
    lambda ref: key_of(ref),
    {"ref": REFERENCE},
    Label("A person, named by your own stable reference.", "用户，以贵方自己的固定标识表示。"),
)


@dataclass(frozen=True, slots=True)
class OfConsumer:
    """A path that names one person."""

    ref: str

    @property
    def who(self) -> ConsumerKey:
        """The person."""
        return key_of(self.ref)


REFERENCE_PARAM: Final = Param(REFERENCE, Label("Your own reference of the person.", "贵方对该用户的标识。"))
_MAYBE_REFERENCE: Schema[str | None] = Maybe(REFERENCE)
OPTIONAL_CONSUMER: Final = Param(
    _MAYBE_REFERENCE,
    Label(
        "Whose view of the page is wanted; left out, nobody in particular.",
        "以哪位用户的视角查看；不填则不针对任何人。",
    ),
)
