"""A theme that a brand has made: a theme that is installed, and what the brand has changed of it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from dsl.values import Label
from engine.spi.palette import CONTRAST_PAIRS, Palette, contrast
from engine.spi.themes import STATES, WORD_KEYS, Theme

#: Marks the codes of such themes: an installed theme's code is a word of the language, which has no dash.
PREFIX: Final = "own-"
#: Where pictures go: on top of the page, into the card of a state, on the coupons of a wallet, on the card of a shared link.
SLOTS: Final = ("hero", "hero-dark", "won", "nothing", "error", "coupon", "share")
#: Longest texts, in characters.
WORD_LENGTHS_MAX: Final = {"headline": 60, "lead": 160, "button": 30}
LANGUAGES: Final = ("en", "zh")

#: What may be chosen of the layout, and the rules that each choice adds to the style sheet.
OPTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "corners": {
        "theme": "",
        "soft": ".scan > .card{border-radius:1rem}.button{border-radius:.75rem}",
        "round": ".scan > .card{border-radius:2rem}.button{border-radius:9rem}",
        "square": ".scan > .card,.button,.packet,.ticket{border-radius:0}",
    },
    "headings": {
        "theme": "",
        "plain": ".headline{font-family:inherit}",
        "book": '.headline{font-family:"Songti SC","STSong","Noto Serif CJK SC","Noto Serif SC",Georgia,serif;font-weight:700}',
    },
    "align": {
        "theme": "",
        "left": ".scan > .card{text-align:left}.scene{margin-left:0}",
        "middle": ".scan > .card{text-align:center}",
    },
}

Words = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Design:
    """What a brand chooses: two palettes, words by state and language over those of the base, a picture's id for a slot, options."""

    base: str
    light: Palette
    dark: Palette
    words: Words = field(default_factory=dict)
    pictures: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The design as JSON, always the same for the same design."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """SHA-256 of its text."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def design_from(text: str) -> Design:
    """A design out of what `Design.text` has written."""
    kept: Any = json.loads(text)
    return Design(
        kept["base"], Palette(**kept["light"]), Palette(**kept["dark"]), kept["words"], kept["pictures"], kept["options"]
    )  # fmt: skip


def design_of(theme: Theme) -> Design:
    """An installed theme to start from."""
    return Design(theme.code, theme.light, theme.dark)


@dataclass(frozen=True, slots=True)
class OwnTheme:
    """One version of a brand's own theme. `id` is the version's; `theme_id` the theme's, `number` counts its versions."""

    id: int
    brand: str
    theme_id: int
    number: int
    label: Label
    help: Label
    design: Design
    base: Theme | None

    @property
    def code(self) -> str:
        """Names exactly this version."""
        return f"{PREFIX}{self.id}"

    def style(self) -> str:
        """Both palettes, the rules of the base, and those of the options chosen."""
        design = self.design
        rules = self.base.rules() if self.base else ""
        chosen = "".join(OPTIONS[name].get(design.options.get(name, "theme"), "") for name in OPTIONS)
        return (
            f":root{{color-scheme:light dark;{design.light.css()}}}\n"
            f"@media (prefers-color-scheme:dark){{:root{{{design.dark.css()}}}}}\n{rules}{chosen}"
        )

    def words(self, state: str, locale: str) -> Mapping[str, str]:
        """The brand's words over those of the base. Raises KeyError for a state that is not in `STATES`."""
        language = "zh" if locale.startswith("zh") else "en"
        below = self.base.words(state, locale) if self.base else {}
        own = self.design.words.get(state, {}).get(language, {})
        return {**below, **{key: text for key, text in own.items() if text and key in below}}


def faults(design: Design) -> tuple[tuple[str, Label], ...]:
    """What keeps a design from being saved, each with the field it is about."""
    return (*_colour_faults("light", design.light), *_colour_faults("dark", design.dark), *_word_faults(design.words), *_other_faults(design))  # fmt: skip


def _colour_faults(scheme: str, palette: Palette) -> tuple[tuple[str, Label], ...]:
    found = []
    for text, ground, least in CONTRAST_PAIRS:
        ratio = contrast(getattr(palette, text), getattr(palette, ground))
        if ratio < least:
            words = Label(
                f"`{text}` on `{ground}` has a contrast of {ratio:.1f}; people need at least {least} to read it",
                f"“{_COLOURS[text]}”在“{_COLOURS[ground]}”上的对比度只有 {ratio:.1f}，至少要 {least} 才看得清",
            )
            found.append((f"{scheme}-{text}", words))
    return tuple(found)


_COLOURS: Final = {
    "paper": "页面底色", "card": "卡片底色", "ink": "正文", "muted": "小字", "accent": "按钮", "on_accent": "按钮文字",
    "prize": "奖品数字",
}  # fmt: skip


def _word_faults(words: Words) -> tuple[tuple[str, Label], ...]:
    found = []
    for state, languages in words.items():
        for language, texts in languages.items():
            for key, text in texts.items():
                most = WORD_LENGTHS_MAX.get(key, 0)
                if (
                    state not in STATES
                    or language not in LANGUAGES
                    or key not in WORD_KEYS
                    or len(text) > most
                ):
                    said = Label(f"at most {most} characters fit here", f"此处最多 {most} 个字")
                    found.append((f"{state}-{language}-{key}", said))
    return tuple(found)


def _other_faults(design: Design) -> tuple[tuple[str, Label], ...]:
    found = []
    for slot in design.pictures:
        if slot not in SLOTS:
            found.append(
                (
                    f"picture-{slot}",
                    Label(f"no page shows a picture at `{slot}`", f"页面没有“{slot}”这个图片位"),
                )
            )
    for name, choice in design.options.items():
        if choice not in OPTIONS.get(name, {}):
            found.append((f"option-{name}", Label("choose one of the layouts", "请从列出的版式中选择")))
    return tuple(found)
