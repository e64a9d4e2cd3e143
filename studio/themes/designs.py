"""A design as the editor's form tells it, and as the form shows it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

from engine.api import STATES, Invalid, Label, Theme, page_views

COLOURS: Final = tuple(one.name for one in fields(page_views.Palette))
LANGUAGES: Final = ("en", "zh")
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_SAYS: Final = Label("Choose a colour such as #0f6b4f.", "请选择颜色，例如 #0f6b4f。")
_PICTURE: Final = Label("Choose one of the pictures.", "请选择列出的图片。")
#: The states that are edited first; the others stand behind a fold.
FIRST_STATES: Final = ("welcome", "won", "nothing")


@dataclass(frozen=True, slots=True)
class WordField:
    """One text of a state in one language: what the brand says, and what the base would say in its place."""

    name: str
    key: str
    language: str
    text: str
    below: str
    most: int


@dataclass(frozen=True, slots=True)
class StateFields:
    """The texts of a state."""

    state: str
    first: bool
    changed: bool
    words: tuple[WordField, ...]


def read_design(form: Mapping[str, str], before: page_views.Design) -> page_views.Design:
    """The design that a form tells; what it does not tell stays as `before`. Raises `Invalid` for what cannot be read."""
    palettes = {
        scheme: page_views.Palette(
            **{
                name: _colour(f"{scheme}-{name}", form.get(f"{scheme}-{name}", getattr(palette, name)))
                for name in COLOURS
            }
        )
        for scheme, palette in (("light", before.light), ("dark", before.dark))
    }
    words: dict[str, dict[str, dict[str, str]]] = {}
    for state in STATES:
        for language in LANGUAGES:
            for key in page_views.WORD_LENGTHS_MAX:
                earlier = before.words.get(state, {}).get(language, {}).get(key, "")
                text = form.get(f"{state}-{language}-{key}", earlier).strip()
                if text:
                    words.setdefault(state, {}).setdefault(language, {})[key] = text
    pictures = {}
    for slot in page_views.SLOTS:
        chosen = form.get(f"picture-{slot}", str(before.pictures.get(slot, "")))
        if chosen:
            if not chosen.isdecimal():
                raise Invalid(f"picture-{slot}", _PICTURE)
            pictures[slot] = int(chosen)
    options = {
        name: form.get(f"option-{name}", before.options.get(name, "theme")) for name in page_views.OPTIONS
    }
    return page_views.Design(before.base, palettes["light"], palettes["dark"], words, pictures, options)


def _colour(field: str, text: str) -> str:
    if not _HEX.fullmatch(text):
        raise Invalid(field, _SAYS)
    return text.lower()


def state_fields(design: page_views.Design, base: Theme | None) -> tuple[StateFields, ...]:
    """The texts of every state, those that are edited first in front."""
    ordered = sorted(STATES, key=lambda state: (state not in FIRST_STATES, STATES.index(state)))
    return tuple(_state(design, base, state) for state in ordered)


def _state(design: page_views.Design, base: Theme | None, state: str) -> StateFields:
    found = []
    for language in LANGUAGES:
        below = base.words(state, language) if base else {}
        own = design.words.get(state, {}).get(language, {})
        for key, most in page_views.WORD_LENGTHS_MAX.items():
            if key in below or key in own:
                name = f"{state}-{language}-{key}"
                found.append(WordField(name, key, language, own.get(key, ""), below.get(key, ""), most))
    return StateFields(state, state in FIRST_STATES, any(one.text for one in found), tuple(found))


def colours(design: page_views.Design) -> dict[str, dict[str, str]]:
    """Both palettes by name."""
    return {"light": asdict(design.light), "dark": asdict(design.dark)}
