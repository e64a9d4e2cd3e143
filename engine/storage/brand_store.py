"""Brings brands into memory and keeps them fresh: each publication, pause and range change raises a revision."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from dsl.program import Program
from dsl.values import Label
from engine.alliances.agreement import Alliance
from engine.campaigns.live import Brands, BrandState, Event, LiveCampaign, Version
from engine.campaigns.trade_settings import USUAL, TradeSettings
from engine.clock import from_micros
from engine.codes.batch import Batch
from engine.codes.link_book import LinkBook
from engine.codes.links import LinkBlock, unpack
from engine.codes.range_book import RangeBook
from engine.codes.ranges import RangeChange
from engine.events.declaring import EventDeclaration
from engine.pages.own_theme import OwnTheme
from engine.spi.themes import Theme
from engine.storage.alliance_rows import alliance_of
from engine.storage.database import Row
from engine.storage.page_reading import read_book


class Reader(Protocol):
    """Either a transaction or the database itself."""

    async def fetch(self, sql: str, args: list[object] = ...) -> list[Row]:
        """All rows of a query."""
        ...


#: Text and the brand's own events to program, or the words that are missing.
Compile = Callable[[str, tuple[EventDeclaration, ...]], Program | str]


def draw_secret(installation_secret: bytes, version_id: int, version_hash: str) -> bytes:
    """The secret of a version's draws: HMAC-SHA256 of its id and hash under the installation's secret.

    It stands in no table, so whoever reads the database cannot foresee a draw.
    """
    return hmac.digest(installation_secret, f"draws|{version_id}|{version_hash}".encode(), hashlib.sha256)


def campaign_key(installation_secret: bytes, campaign_id: int) -> bytes:
    """What is a campaign's own through all its versions: HMAC-SHA256 of its id under the installation's secret."""
    return hmac.digest(installation_secret, f"experiments|{campaign_id}".encode(), hashlib.sha256)


class BrandStore:
    """Brands in memory. Programs are compiled once for each version."""

    def __init__(
        self, compile_text: Compile, installation_secret: bytes, themes: Mapping[str, Theme] | None = None
    ) -> None:
        self._compile = compile_text
        self._secret = installation_secret
        self._themes = themes or {}
        #: The brands' own themes that some schedule names, by code; a version never changes.
        self.own_themes: dict[str, OwnTheme] = {}
        self._brands: Brands = {}
        self._programs: dict[int, Program | str] = {}
        self._books: dict[str, RangeBook] = {}
        self._link_books: dict[str, LinkBook] = {}

    def known(self, slug: str, revision: int) -> BrandState | None:
        """The brand as of a revision, if that is the one in memory."""
        brand = self._brands.get(slug)
        return brand if brand and brand.revision == revision else None

    async def load(self, reader: Reader, slugs: Iterable[str]) -> Brands:
        """The brands as of now. A slug that does not exist is absent."""
        wanted = sorted({slug for slug in slugs if slug.isprintable()})
        if not wanted:
            return {}
        marks = ", ".join(f"${place}" for place in range(1, len(wanted) + 1))
        rows = await reader.fetch(f"SELECT * FROM brand WHERE slug IN ({marks})", list(wanted))
        found: Brands = {}
        for row in rows:
            known = self._brands.get(row["slug"])
            if known is None or known.revision != row["revision"]:
                known = await self._read(reader, row)
                self._brands[row["slug"]] = known
            found[row["slug"]] = (
                known  # not what is in memory by now: a slower reader may have put an older one
            )
        return found

    async def _read(self, reader: Reader, brand: Row) -> BrandState:
        slug = brand["slug"]
        versions = await reader.fetch(
            "SELECT * FROM campaign_version WHERE brand = $1 ORDER BY campaign_id, number", [slug]
        )
        events = await reader.fetch("SELECT * FROM campaign_event WHERE brand = $1 ORDER BY id", [slug])
        campaigns = await reader.fetch("SELECT id, slug FROM campaign WHERE brand = $1 ORDER BY id", [slug])
        ranges = await self._ranges(reader, slug)
        links = await self._links(reader, slug)
        alliances = await self._alliances(reader, slug)
        products = await reader.fetch("SELECT * FROM product WHERE brand = $1", [slug])
        batches = await reader.fetch("SELECT * FROM batch WHERE brand = $1 ORDER BY key_id, base", [slug])
        dealers = await reader.fetch("SELECT code, id FROM dealer WHERE brand = $1", [slug])
        pages = await read_book(reader, slug, self._themes)
        self.own_themes.update({plan.theme.code: plan.theme for plan in pages.plans if plan.theme})
        declared = await self._events(reader, slug)
        shadows = await reader.fetch(
            "SELECT campaign_id, reads FROM shadow WHERE brand = $1 AND stopped_us IS NULL", [slug]
        )
        live = []
        for row in campaigns:
            own = tuple(self._version(v, declared) for v in versions if v["campaign_id"] == row["id"])
            happened = tuple(
                Event(e["kind"], from_micros(e["at_us"])) for e in events if e["campaign_id"] == row["id"]
            )
            if own:
                live.append(
                    LiveCampaign(row["id"], row["slug"], own, happened, campaign_key(self._secret, row["id"]))
                )
        return BrandState(
            slug=slug,
            name=Label(brand["name_en"], brand["name_zh"]),
            zone=brand["zone"],
            currency=brand["currency"],
            revision=brand["revision"],
            campaigns=tuple(live),
            ranges=ranges,
            alliances={alliance.name: alliance for alliance in alliances},
            batches=tuple(batch_of(row) for row in batches),
            links=links,
            trade=trade_of(brand),
            pages=pages,
            events=declared,
            products={row["gtin"]: Label(row["name_en"], row["name_zh"]) for row in products},
            dealers={row["code"]: row["id"] for row in dealers},
            shadowed={row["campaign_id"]: frozenset(json.loads(row["reads"])) for row in shadows},
        )

    async def _alliances(self, reader: Reader, slug: str) -> list[Alliance]:
        """Those in which the brand issues, with all versions of what was agreed."""
        agreed = await reader.fetch(
            "SELECT * FROM agreement WHERE brand = $1 ORDER BY alliance_id, number", [slug]
        )
        rows = await reader.fetch("SELECT * FROM alliance WHERE brand = $1 ORDER BY id", [slug])
        return [alliance_of(row, [one for one in agreed if one["alliance_id"] == row["id"]]) for row in rows]

    async def _ranges(self, reader: Reader, slug: str) -> RangeBook:
        """The brand's one book, with what was recorded since it was last read.

        Recording locks the brand, so revisions become visible in their order and none is missed. Of two who
        read at once each records only what lies beyond the book's revision by then.
        """
        book = self._books.setdefault(slug, RangeBook())
        rows = await reader.fetch(
            "SELECT * FROM code_range WHERE brand = $1 AND revision > $2 ORDER BY revision, recorded_us, id",
            [slug, book.revision],
        )
        book.record(range_change(row) for row in rows if row["revision"] > book.revision)
        book.revision = max([book.revision, *(row["revision"] for row in rows)])
        return book

    async def _links(self, reader: Reader, slug: str) -> LinkBook:
        """The brand's one book of what is packed in what, kept up like that of its ranges."""
        book = self._link_books.setdefault(slug, LinkBook())
        rows = await reader.fetch(
            "SELECT * FROM code_link WHERE brand = $1 AND revision > $2 ORDER BY revision, id",
            [slug, book.revision],
        )
        book.record(link_block(row) for row in rows if row["revision"] > book.revision)
        book.revision = max([book.revision, *(row["revision"] for row in rows)])
        return book

    async def _events(self, reader: Reader, slug: str) -> tuple[EventDeclaration, ...]:
        """The newest state of each event that the brand has declared."""
        rows = await reader.fetch(
            "SELECT name, declared FROM brand_event WHERE brand = $1 ORDER BY name, number", [slug]
        )
        newest = {row["name"]: row["declared"] for row in rows}
        return tuple(EventDeclaration.restored(text) for text in newest.values() if text is not None)

    def _version(self, row: Row, events: tuple[EventDeclaration, ...]) -> Version:
        if isinstance(self._programs.get(row["id"], ""), str):  # words that were missing may have come
            self._programs[row["id"]] = self._compile(row["text"], events)
        program = self._programs[row["id"]]
        return Version(
            id=row["id"],
            campaign_id=row["campaign_id"],
            number=row["number"],
            hash=row["hash"],
            secret=draw_secret(self._secret, row["id"], row["hash"]),
            published_at=from_micros(row["published_us"]),
            program=None if isinstance(program, str) else program,
            blocked_by=program if isinstance(program, str) else "",
            vocabulary=row["vocabulary"],
        )


def batch_of(row: Row) -> Batch:
    """A row of `batch` as the value that decisions read."""
    return Batch(
        row["id"], row["brand"], row["key_id"], row["base"], row["size"], row["gtin"], row["kind"], row["name"],
        from_micros(row["created_us"]),
    )  # fmt: skip


def range_change(row: Row) -> RangeChange:
    """A row of `code_range` as the value that decisions read."""
    return RangeChange(
        batch_id=row["batch_id"],
        first=row["first_serial"],
        last=row["last_serial"],
        aspect=row["aspect"],
        value=row["value"],
        effective_at=from_micros(row["effective_us"]),
        recorded_at=from_micros(row["recorded_us"]),
        by=row["recorded_by"],
    )


def trade_of(row: Row) -> TradeSettings:
    """What a brand has settled with its trade; what is NULL is as usual."""
    return TradeSettings(
        row["clerk_minutes"] or USUAL.clerk_minutes,
        row["clerk_claims"],
        row["diversion_claims"] or USUAL.diversion_claims,
        row["diversion_days"] or USUAL.diversion_days,
        row["grade_a_percent"] or USUAL.grade_a_percent,
        row["grade_b_percent"] or USUAL.grade_b_percent,
        row["grade_claims"] or USUAL.grade_claims,
    )


def link_block(row: Row) -> LinkBlock:
    """A row of `code_link` as the value that decisions read."""
    return LinkBlock(row["batch_id"], unpack(row["packed"]), row["recorded_us"], row["recorded_by"])
