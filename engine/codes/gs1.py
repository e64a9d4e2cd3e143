"""GS1 Digital Links: web addresses that name a product, its batch and its serial number.

`https://host/stem/01/{gtin}/22/{variant}/10/{batch}/21/{serial}?17={expiry}`; GS1 Digital Link Standard: URI
Syntax (ISO/IEC 18975). Every fault is a value, `Gs1Error`, that says where and how to mend it. What cannot be
read for certain is refused: unknown identifiers, a false check digit, qualifiers out of order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from engine.codes import gs1_errors as errors
from engine.codes.gs1_ai import AIS, Ai, is_digits
from engine.codes.gs1_errors import Gs1Error, Gs1Refused
from engine.codes.gs1_values import checked

LINK_SYMBOLS_MAX: Final = 2_048

#: The resolver whose addresses are canonical, by the standard.
CANONICAL_ORIGIN: Final = "https://id.gs1.org"

_ORIGIN: Final = re.compile(r"(https?|HTTPS?)://([^/?#]*)")
_HOST: Final = re.compile(r"([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_NOT_IN_A_LINK: Final = re.compile(r"[^!#-;=?-\[\]_a-z~]")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")

Element = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DigitalLink:
    """A checked Digital Link. Made by `parse` and `build` only.

    `origin` is the scheme and host in lower case, or empty; `stem` the path before the key, or empty. An
    element is an application identifier with its plain value. `extras` are parameters that are not GS1's, as
    written.
    """

    origin: str
    stem: str
    key: Element
    qualifiers: tuple[Element, ...] = ()
    attributes: tuple[Element, ...] = ()
    extras: tuple[Element, ...] = ()

    def value(self, ai: str) -> str | None:
        """The plain value of an identifier, None where the link has none."""
        return dict((self.key, *self.qualifiers, *self.attributes)).get(ai)

    @property
    def gtin(self) -> str | None:
        """The product's GTIN in 14 digits, None for a link to something else."""
        return self.key[1] if self.key[0] == "01" else None

    @property
    def serial(self) -> str | None:
        """The serial number (21), None where the link names a product or a batch only."""
        return self.value("21")

    @property
    def path(self) -> str:
        """Key and qualifiers as written in an address."""
        return "".join(f"/{ai}/{quote(value, safe='')}" for ai, value in (self.key, *self.qualifiers))

    def uri(self) -> str:
        """The address as it is printed, with origin, stem and every parameter."""
        written = [f"{ai}={quote(value, safe='')}" for ai, value in self.attributes]
        written += [f"{name}={value}" if value else name for name, value in self.extras]
        return self.origin + self.stem + self.path + ("?" + "&".join(written) if written else "")

    def canonical(self) -> str:
        """The one address of all links to the same thing: GS1's host, attributes sorted, no extras."""
        return DigitalLink(
            CANONICAL_ORIGIN, "", self.key, self.qualifiers, tuple(sorted(self.attributes))
        ).uri()


def parse(text: str) -> DigitalLink | Gs1Error:
    """Reads an address, whole or from its path on. A trailing slash and a fragment are passed over."""
    try:
        return _parse(text)
    except Gs1Refused as refusal:
        return refusal.error


def build(
    elements: Iterable[Element], origin: str = "", stem: str = "", extras: tuple[Element, ...] = ()
) -> DigitalLink | Gs1Error:
    """A link from identifiers and plain values, given in any order; the first that can lead is the key."""
    try:
        return _build(tuple(elements), origin, stem, extras)
    except Gs1Refused as refusal:
        return refusal.error


def canonicalise(text: str) -> str | Gs1Error:
    """The canonical address of what an address names."""
    link = parse(text)
    return link if isinstance(link, Gs1Error) else link.canonical()


def _parse(text: str) -> DigitalLink:
    if len(text) > LINK_SYMBOLS_MAX:
        raise errors.too_long(LINK_SYMBOLS_MAX)
    if stray := _NOT_IN_A_LINK.search(text):
        raise errors.bad_symbol(stray[0])
    origin, rest = _split_origin(text)
    path, _, query = rest.partition("#")[0].partition("?")
    stem, pairs = _split_path(path)
    key, *qualifiers = [_element(ai, _decoded(f"({ai})", raw)) for ai, raw in pairs]
    _check_qualifiers(AIS[key[0]], [ai for ai, _ in qualifiers])
    attributes, extras = _read_query(query, key, {ai for ai, _ in qualifiers})
    return DigitalLink(origin, stem, key, tuple(qualifiers), attributes, extras)


def _split_origin(text: str) -> tuple[str, str]:
    if text.startswith("/"):
        return "", text
    match = _ORIGIN.match(text)
    if match is None:
        raise errors.bad_scheme(text)
    if _HOST.fullmatch(match[2]) is None:
        raise errors.bad_host(match[2])
    return match[0].lower(), text[match.end() :]


def _split_path(path: str) -> tuple[str, list[Element]]:
    """Stem, then key and qualifiers with raw values: pairs are read from the right up to the first key."""
    segments = path.removesuffix("/").split("/")[1:]
    for start in range(len(segments) - 2, -1, -2):
        ai = AIS.get(segments[start])
        if ai is not None and ai.is_key:
            pairs = segments[start:]
            stem = "".join("/" + segment for segment in segments[:start])
            return stem, list(zip(pairs[::2], pairs[1::2], strict=True))
    raise errors.no_key(path)


def _read_query(
    query: str, key: Element, qualifiers: set[str]
) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    attributes: dict[str, str] = {}
    extras: list[Element] = []
    in_path = {ai for chain in AIS[key[0]].qualifiers or () for ai in chain}
    for parameter in filter(None, query.split("&")):
        name, _, raw = parameter.partition("=")
        if not is_digits(name):
            extras.append((name, raw))
            continue
        if name in in_path and name not in qualifiers:
            raise errors.belongs_in_path(name, key[0])
        if name in attributes or name in qualifiers or name == key[0]:
            raise errors.twice(name)
        # A form writes a space as +, an address means +: neither may be guessed here.
        attributes[name] = _element(name, _decoded(f"({name})", raw.replace("+", "%20")))[1]
    return tuple(attributes.items()), tuple(extras)


def _decoded(part: str, raw: str) -> str:
    if _LONE_PERCENT.search(raw):
        raise errors.bad_percent(part, raw)
    return unquote_to_bytes(raw).decode("latin-1")


def _element(code: str, value: str) -> Element:
    ai = AIS.get(code)
    if ai is None:
        raise errors.unknown_ai(code)
    return code, checked(ai, value)


def _check_qualifiers(key: Ai, found: list[str]) -> tuple[str, ...]:
    """The chain that the qualifiers follow. Raises `Gs1Refused` where they follow none."""
    chains = key.qualifiers or ()
    allowed = [ai for chain in chains for ai in chain]
    for place, ai in enumerate(found):
        if ai not in allowed:
            raise errors.not_a_qualifier(ai, key.code, allowed)
        if ai in found[:place]:
            raise errors.twice(ai)
    for chain in chains:
        if set(found) <= set(chain):
            for before, after in pairwise(found):
                if chain.index(before) > chain.index(after):
                    raise errors.wrong_order(after, chain)
            return chain
    if found:
        raise errors.not_together(found)
    return ()


def _build(elements: tuple[Element, ...], origin: str, stem: str, extras: tuple[Element, ...]) -> DigitalLink:
    values: dict[str, str] = {}
    for code, value in elements:
        if code in values:
            raise errors.twice(code)
        values[code] = _element(code, value)[1]
    leading = next((code for code in values if AIS[code].is_key), None)
    if leading is None:
        raise errors.no_key("".join(f"({code})" for code in values))
    chains = AIS[leading].qualifiers or ()
    order = [ai for chain in chains for ai in chain]
    qualifiers = sorted((code for code in values if code in order), key=order.index)
    _check_qualifiers(AIS[leading], qualifiers)
    rest = [code for code in values if code != leading and code not in order]
    link = DigitalLink(
        origin,
        stem,
        (leading, values[leading]),
        tuple((code, values[code]) for code in qualifiers),
        tuple((code, values[code]) for code in rest),
        extras,
    )
    return _parse(link.uri())
