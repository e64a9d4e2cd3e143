"""Reads a brand's pages as decisions see them: schedules, themes, pictures and licences."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Protocol

from dsl.values import Label
from engine.clock import from_micros
from engine.pages.licence import Licence, Span
from engine.pages.own_theme import OwnTheme, design_from
from engine.pages.page_book import OwnPicture, PageBook, Planned
from engine.spi.themes import Theme
from engine.storage.database import Row

#: Versions with their theme's title.
VERSIONS: Final = (
    "SELECT own_theme_version.*, own_theme.title_en, own_theme.title_zh FROM own_theme_version"
    " JOIN own_theme ON own_theme.id = own_theme_version.theme_id"
)


class Reader(Protocol):
    """Either a transaction or the database itself."""

    async def fetch(self, sql: str, args: list[object] = ...) -> list[Row]:
        """All rows of a query."""
        ...


async def read_book(reader: Reader, brand: str, themes: Mapping[str, Theme]) -> PageBook:
    """A brand's pages as of now. `themes` are the installed ones, on which its own are based."""
    pictures = await reader.fetch("SELECT * FROM picture WHERE brand = $1", [brand])
    plans = await reader.fetch(
        "SELECT * FROM page_plan WHERE brand = $1 AND called_off_us IS NULL ORDER BY starts_us, id", [brand]
    )
    if not pictures and not plans:
        return PageBook()
    versions = await reader.fetch(
        f"{VERSIONS} WHERE own_theme_version.brand = $1 AND own_theme_version.id IN"
        " (SELECT version_id FROM page_plan WHERE brand = $1)",
        [brand],
    )
    found = {row["id"]: theme_of(row, themes) for row in versions}
    return PageBook(
        tuple(
            Planned(
                row["id"], row["campaign_id"], found.get(row["version_id"]), from_micros(row["starts_us"])
            )
            for row in plans
        ),
        await _pictures(reader, brand, pictures),
        await read_licences(reader, brand),
    )


async def _pictures(reader: Reader, brand: str, rows: list[Row]) -> dict[int, OwnPicture]:
    approvals = await reader.fetch(
        "SELECT picture_id, kind FROM picture_approval WHERE brand = $1 ORDER BY id", [brand]
    )
    standing = {row["picture_id"]: row["kind"] == "approved" for row in approvals}
    files = await reader.fetch(
        "SELECT picture_id, media_type, size FROM picture_file WHERE brand = $1", [brand]
    )
    sizes: dict[int, dict[str, int]] = defaultdict(dict)
    for file in files:
        sizes[file["picture_id"]][file["media_type"]] = file["size"]
    return {
        row["id"]: OwnPicture(
            row["id"], Label(row["name_en"], row["name_zh"]), row["licence_id"], standing.get(row["id"], False),
            row["width"], row["height"], sizes[row["id"]],
        )
        for row in rows
    }  # fmt: skip


async def read_licences(reader: Reader, brand: str) -> dict[int, Licence]:
    """A brand's licences by id, with their terms in order of time."""
    rows = await reader.fetch("SELECT * FROM licence WHERE brand = $1 ORDER BY id", [brand])
    spans = await reader.fetch("SELECT * FROM licence_span WHERE brand = $1 ORDER BY starts_us, id", [brand])
    return {
        row["id"]: Licence(
            row["id"], Label(row["title_en"], row["title_zh"]), row["licensor"], tuple(json.loads(row["territory"])),
            tuple(json.loads(row["excepted"])), bool(row["unknown_shown"]),
            tuple(Span(from_micros(one["starts_us"]), from_micros(one["ends_us"])) for one in spans if one["licence_id"] == row["id"]),
        )
        for row in rows
    }  # fmt: skip


def theme_of(row: Row, themes: Mapping[str, Theme]) -> OwnTheme:
    """A version with its theme's title as the value that pages read."""
    design = design_from(row["design"])
    label = Label(row["title_en"], row["title_zh"])
    base = themes.get(design.base)
    help_ = base.help if base else Label("", "")
    return OwnTheme(row["id"], row["brand"], row["theme_id"], row["number"], label, help_, design, base)
