"""Themes: readable colours, no scripts and no foreign addresses, small pictures, words for every state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as Xml

from engine.spi.conformance.naming import naming_problems
from engine.spi.palette import CONTRAST_PAIRS, Palette, contrast
from engine.spi.themes import SKELETON_CLASSES, STATES, WORD_KEYS, Picture, Theme, own_words

#: Largest sizes in bytes, so that a page stays quick on a slow phone.
STYLE_BYTES_MAX: Final = 8_192
PICTURE_BYTES_MAX: Final = 40_960

#: Longest texts, in characters.
WORD_LENGTHS_MAX: Final = {"headline": 60, "lead": 160, "button": 30}

_PICTURE_NAMES: Final = frozenset({"hero", "hero-dark", "preview", *STATES})
_FORBIDDEN_STYLE: Final = ("<", "@import", "url(", "expression(", "javascript:", "@font-face")
_CLASS: Final = re.compile(r"\.([A-Za-z][\w-]*)")
_FORBIDDEN_SVG: Final = frozenset({"script", "foreignObject", "iframe", "audio", "video", "handler"})
_INNER_ADDRESS: Final = re.compile(r"#|data:image/(png|jpeg|webp);")


def theme_problems(theme: Theme) -> Iterator[str]:
    """What is wrong with a theme and the files in its package."""
    yield from naming_problems(theme)
    for name, palette in (("light", theme.light), ("dark", theme.dark)):
        yield from _contrast_problems(name, palette)
    yield from _style_problems(theme.style())
    yield from _word_problems(theme)
    for picture_name in theme.pictures():
        picture = theme.picture(picture_name)
        assert picture is not None
        yield from _picture_problems(picture)


def _contrast_problems(name: str, palette: Palette) -> Iterator[str]:
    for text, ground, least in CONTRAST_PAIRS:
        found = contrast(getattr(palette, text), getattr(palette, ground))
        if found < least:
            yield f"in the {name} palette `{text}` on `{ground}` has contrast {found:.2f}, needs {least}"


def _style_problems(style: str) -> Iterator[str]:
    if len(style.encode()) > STYLE_BYTES_MAX:
        yield f"style.css makes {len(style.encode()):,} bytes, at most {STYLE_BYTES_MAX:,}"
    for forbidden in _FORBIDDEN_STYLE:
        if forbidden in style.lower():
            yield f"style.css must not contain `{forbidden}`"
    for name in sorted(set(_CLASS.findall(style)) - SKELETON_CLASSES):
        yield f"style.css dresses `.{name}`, which is not in SKELETON_CLASSES"


def _word_problems(theme: Theme) -> Iterator[str]:
    for state, languages in own_words(theme.package).items():
        if state not in STATES:
            yield f"words.toml speaks of a state `{state}` that does not exist"
        if set(languages) != {"en", "zh"}:
            yield f"words.toml must say `{state}` in en and in zh"
        keys = [set(words) for words in languages.values()]
        if any(known != keys[0] or not known <= set(WORD_KEYS) for known in keys):
            yield f"words.toml must have the same of {', '.join(WORD_KEYS)} for `{state}` in both languages"
    for state in STATES:
        for locale in ("en", "zh-CN"):
            for key, text in theme.words(state, locale).items():
                if not text.strip() or len(text) > WORD_LENGTHS_MAX.get(key, 0):
                    most = WORD_LENGTHS_MAX.get(key)
                    yield f"the {key} of `{state}` in {locale} must have 1 to {most} characters"


def _picture_problems(picture: Picture) -> Iterator[str]:
    if picture.name.rpartition(".")[0] not in _PICTURE_NAMES:
        yield f"picture `{picture.name}` is never shown; name it hero, hero-dark, preview or like a state"
    if len(picture.data) > PICTURE_BYTES_MAX:
        yield f"picture `{picture.name}` has {len(picture.data):,} bytes, at most {PICTURE_BYTES_MAX:,}"
    if picture.media_type == "image/svg+xml":
        yield from (f"picture `{picture.name}` {problem}" for problem in _svg_problems(picture.data))


def _svg_problems(data: bytes) -> Iterator[str]:
    if b"<!" in data.replace(b"<!--", b""):
        yield "must not have a document type or entities"
        return
    try:
        root = Xml.fromstring(data)
    except Xml.ParseError as error:
        yield f"is not well-formed: {error}"
        return
    if not root.get("viewBox"):
        yield "needs a viewBox, so that it scales"
    for element in root.iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag in _FORBIDDEN_SVG:
            yield f"must not contain <{tag}>"
        if tag == "style" and any(bad in (element.text or "").lower() for bad in _FORBIDDEN_STYLE):
            yield "must not reach outside in its <style>"
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2]
            if plain.lower().startswith("on"):
                yield f"must not have the attribute `{plain}`"
            if plain == "href" and not _INNER_ADDRESS.match(value):
                yield f"must not refer to `{value}`"
            if "url(" in value and not re.fullmatch(r"url\(#[\w-]+\)", value):
                yield f"must not refer to `{value}`"
