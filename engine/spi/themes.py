"""Themes: the look and the words of the scan page, without scripts and without rules.

The page's skeleton is fixed. A theme gives two palettes, a style sheet, pictures and words; it is the same
campaign with the same rewards under every theme. Files in the theme's package:

* `style.css` (optional): rules for the classes in `SKELETON_CLASSES`, coloured by the palette's properties
* `words.toml` (optional): `[welcome.en]`, `[welcome.zh]` ... for each state, over the neutral words
* `pictures/*.svg|png|webp|jpg|avif`: `hero` is shown on top, `hero-dark` in its place on dark screens, and a
  picture named like a state (`won`, `nothing` ...) inside the card of that state; `preview` in the studio.
  `hero` is shown 3 wide to 2 high with the card over its lower tenth, the others square
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from dsl.values import Label
from engine.spi.palette import Palette

#: What a scan page can have to say.
STATES: Final = (
    "welcome",  # the code is good: accept the terms and claim
    "invited",  # opened through a friend's share link
    "won",  # the claim gave something; also shown again to the same consumer
    "nothing",  # the claim is valid and gave nothing
    "already",  # this consumer has claimed this code
    "taken",  # somebody else has claimed this code
    "refused",  # the campaign's rules refuse this claim, with words of their own
    "limit",  # a limit per person is reached
    "spent",  # budget or stock is used up
    "not_genuine",
    "not_active",
    "withdrawn",
    "not_started",
    "paused",
    "ended",
    "no_campaign",
    "error",  # our trouble: the code is not used up
)

#: The words of a state. `headline` and `lead` are in each; `button` only where there is something to do.
WORD_KEYS: Final = ("headline", "lead", "button")

#: Classes of the skeleton, the only ones a style sheet may dress: `<body class="scan" data-state="won">`.
SKELETON_CLASSES: Final = frozenset(
    {
        *("scan", "top", "brand", "hero", "card", "scene", "headline", "lead", "form", "button", "outline"),
        *("fine", "prizes", "prize", "packet", "ticket", "row", "figure", "detail", "terms"),
    }
)

_MEDIA_TYPES: Final = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "avif": "image/avif",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes as they lie in the package."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Theme:
    """One look. `package` is the importable package in which its files lie.

    `code` names it in the language (`page theme_plain`); `label.zh` is its Chinese spelling there.
    """

    code: str
    label: Label
    help: Label
    package: str
    light: Palette
    dark: Palette

    def style(self) -> str:
        """The style sheet: both palettes as custom properties, then the theme's own rules."""
        return (
            f":root{{color-scheme:light dark;{self.light.css()}}}\n"
            f"@media (prefers-color-scheme:dark){{:root{{{self.dark.css()}}}}}\n{self.rules()}"
        )

    def rules(self) -> str:
        """The theme's own rules without the palettes; empty when it has none."""
        return _text(files(self.package) / "style.css")

    def pictures(self) -> tuple[str, ...]:
        """The names of its pictures with their endings, sorted: `hero.svg`."""
        folder = files(self.package) / "pictures"
        if not folder.is_dir():
            return ()
        return tuple(sorted(entry.name for entry in folder.iterdir() if _media_type(entry.name)))

    def picture(self, name: str) -> Picture | None:
        """The picture named with (`hero.svg`) or without (`hero`) its ending; None when there is none."""
        for known in self.pictures():
            if name in (known, known.rpartition(".")[0]):
                data = (files(self.package) / "pictures" / known).read_bytes()
                return Picture(known, _media_type(known) or "", data)
        return None

    def words(self, state: str, locale: str) -> Mapping[str, str]:
        """`headline`, `lead` and, where there is something to do, `button` of a state.

        Neutral words stand in where the theme has none of its own.

        Raises KeyError for a state that is not in `STATES`.
        """
        language = "zh" if locale.startswith("zh") else "en"
        return _neutral_words()[state][language] | own_words(self.package).get(state, {}).get(language, {})


@lru_cache(maxsize=1)
def _neutral_words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files("engine.spi") / "neutral_words.toml").read_text("utf-8"))


@lru_cache
def own_words(package: str) -> dict[str, dict[str, dict[str, str]]]:
    """A theme's own words by state and language; empty when it has none."""
    return tomllib.loads(_text(files(package) / "words.toml"))


def _text(file: Traversable) -> str:
    return file.read_text("utf-8") if file.is_file() else ""


def _media_type(name: str) -> str | None:
    return _MEDIA_TYPES.get(name.rpartition(".")[2])
