"""Licences, their pictures and approvals, and the licensor's report."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dsl.values import Label
from dsl.zones import local_date
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.pages.licence import Licence, place_of
from engine.pages.typed import titled
from engine.pages.views import Approval, DayViews, LicenceView, PictureView, SpanView
from engine.storage.page_store import PageStore

_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})*")
_NOTE_MAX = 250
_NAME_MAX = 120


class LicenceDoor:
    """What the brand may show of what belongs to others."""

    def __init__(self, core: Core, store: PageStore) -> None:
        self._core = core
        self._store = store

    async def add(
        self,
        brand: str,
        title: Label,
        licensor: str,
        territory: Sequence[str],
        excepted: Sequence[str],
        starts: datetime,
        ends: datetime,
        evidence: str,
        by: str,
        *,
        unknown_shown: bool = True,
    ) -> int:
        """Record a licence with its first term; its id. Raises `Invalid` with the field."""
        named = titled("title", title)
        regions, without = _regions("territory", territory), _regions("excepted", excepted)
        if not regions:
            raise Invalid(
                "territory", Label("name at least one region, such as CN", "请至少填写一个地区，例如 CN")
            )
        _check_term(starts, ends)
        now_us = to_micros(self._core.clock.now())
        licence = {
            "brand": brand, "title_en": named.en, "title_zh": named.zh, "licensor": _text("licensor", licensor, _NAME_MAX),
            "territory": json.dumps(regions), "excepted": json.dumps(without), "unknown_shown": int(unknown_shown),
            "recorded_us": now_us, "recorded_by": by,
        }  # fmt: skip
        note = _text("evidence", evidence, _NOTE_MAX)
        licence_id = await self._store.add("licence", licence)
        await self._store.add("licence_span", self._span(brand, licence_id, starts, ends, note, by))
        return licence_id

    async def extend(
        self, brand: str, licence_id: int, starts: datetime, ends: datetime, evidence: str, by: str
    ) -> None:
        """A further term. It lets nothing be shown before it starts. Raises `Invalid`, `NotFound`."""
        await self._licence(brand, licence_id)
        _check_term(starts, ends)
        note = _text("evidence", evidence, _NOTE_MAX)
        await self._store.add("licence_span", self._span(brand, licence_id, starts, ends, note, by))

    def _span(
        self, brand: str, licence_id: int, starts: datetime, ends: datetime, evidence: str, by: str
    ) -> dict[str, object]:
        return {
            "brand": brand, "licence_id": licence_id, "starts_us": to_micros(starts), "ends_us": to_micros(ends),
            "evidence": evidence, "recorded_us": to_micros(self._core.clock.now()), "recorded_by": by,
        }  # fmt: skip

    async def add_picture(
        self,
        brand: str,
        name: Label,
        files: Mapping[str, bytes],
        size: tuple[int, int],
        hash_: str,
        licence_id: int | None,
        by: str,
    ) -> int:
        """Keep a picture by its renditions, which must be safe to show; its id. Raises `Invalid`, `NotFound`."""
        named = titled("name", name)
        if licence_id is not None:
            await self._licence(brand, licence_id)
        picture = {
            "brand": brand, "name_en": named.en, "name_zh": named.zh, "licence_id": licence_id, "hash": hash_,
            "width": size[0], "height": size[1], "recorded_us": to_micros(self._core.clock.now()), "recorded_by": by,
        }  # fmt: skip
        picture_id = await self._store.add("picture", picture, revise=False)
        kept = [
            ("picture_file", {"brand": brand, "picture_id": picture_id, "media_type": kind, "size": len(data), "data": base64.b64encode(data).decode()})
            for kind, data in files.items()
        ]  # fmt: skip
        await self._store.add_all(kept)
        return picture_id

    async def approve(self, brand: str, picture_id: int, approver: str, evidence: str, by: str) -> None:
        """The licensor agrees to a picture. Raises `Invalid`, `NotFound`."""
        await self._say(brand, picture_id, "approved", approver, evidence, by)

    async def withdraw(self, brand: str, picture_id: int, approver: str, evidence: str, by: str) -> None:
        """The licensor no longer agrees: pages with the picture are neutral from now on. Raises `Invalid`, `NotFound`."""
        await self._say(brand, picture_id, "withdrawn", approver, evidence, by)

    async def _say(
        self, brand: str, picture_id: int, kind: str, approver: str, evidence: str, by: str
    ) -> None:
        book = await self._store.book(brand, self._core.catalog.themes)
        if picture_id not in book.pictures:
            raise NotFound("there is no such picture")
        said = {
            "brand": brand, "picture_id": picture_id, "kind": kind, "approver": _text("approver", approver, _NAME_MAX),
            "evidence": _text("evidence", evidence, _NOTE_MAX), "recorded_us": to_micros(self._core.clock.now()),
            "recorded_by": by,
        }  # fmt: skip
        await self._store.add("picture_approval", said)

    async def all(self, brand: str) -> tuple[LicenceView, ...]:
        """The brand's licences, the newest first."""
        now = self._core.clock.now()
        book = await self._store.book(brand, self._core.catalog.themes)
        licences = await self._store.licences(brand)
        spans = await self._store.rows("licence_span", brand, "starts_us, id")
        said = await self._store.rows("picture_approval", brand)
        return tuple(
            LicenceView(
                one,
                "running" if one.runs(now) else "ended" if one.ended(now) else "coming",
                tuple(
                    SpanView(
                        from_micros(row["starts_us"]), from_micros(row["ends_us"]), row["evidence"],
                        from_micros(row["recorded_us"]), row["recorded_by"],
                    )
                    for row in spans if row["licence_id"] == one.id
                ),
                tuple(
                    PictureView(picture, tuple(_approval(row) for row in said if row["picture_id"] == picture.id))
                    for picture in book.pictures.values() if picture.licence_id == one.id
                ),
            )
            for one in sorted(licences.values(), key=lambda licence: -licence.id)
        )  # fmt: skip

    async def one(self, brand: str, licence_id: int) -> LicenceView:
        """A licence. Raises `NotFound`."""
        found = next((one for one in await self.all(brand) if one.licence.id == licence_id), None)
        if found is None:
            raise NotFound("there is no such licence")
        return found

    async def report(self, brand: str, licence_id: int) -> tuple[DayViews, ...]:
        """For the licensor: how many pages with pictures under the licence were shown, on each day since it first ran. Raises `NotFound`."""
        licence = await self._licence(brand, licence_id)
        zone, now = (await self._core.brand(brand)).zone, self._core.clock.now()
        seen = {row["day"]: int(row["views"]) for row in await self._store.views(brand, licence_id)}
        first = local_date(min(span.starts for span in licence.spans), zone)
        last = local_date(min(now, max(span.ends for span in licence.spans)), zone)
        days = (first + timedelta(days=after) for after in range((last - first).days + 1))
        return tuple(DayViews(day, seen.get(int(day.strftime("%Y%m%d")), 0)) for day in days)

    async def _licence(self, brand: str, licence_id: int) -> Licence:
        found = (await self._store.licences(brand)).get(licence_id)
        if found is None:
            raise NotFound("there is no such licence")
        return found


def _approval(row: Mapping[str, object]) -> Approval:
    at = row["recorded_us"]
    assert isinstance(at, int)
    return Approval(str(row["kind"]), str(row["approver"]), str(row["evidence"]), from_micros(at), str(row["recorded_by"]))  # fmt: skip


def _regions(field: str, regions: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(place_of(one) for one in regions if one.strip()))
    if not all(_REGION.fullmatch(one) for one in found):
        raise Invalid(field, Label("use regions such as CN or CN-HK", "请使用形如 CN、CN-HK 的地区代码"))
    return found


def _check_term(starts: datetime, ends: datetime) -> None:
    if not starts < ends:
        raise Invalid("ends", Label("the end must come after the start", "结束时间要晚于开始时间"))


def _text(field: str, text: str, most: int) -> str:
    plain = text.strip()
    if not plain or len(plain) > most:
        raise Invalid(field, Label(f"write up to {most} characters", f"请填写，最多 {most} 个字"))
    return plain
