"""Own themes, pictures under licence, and which page a campaign shows when: apart from its rules, which none of it changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dsl.values import Label
from dsl.zones import local_date
from engine.campaigns.live import BrandState, LiveCampaign
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.ids import new_id
from engine.pages import schedule
from engine.pages.licence_door import LicenceDoor
from engine.pages.own_theme import PREFIX, Design, OwnTheme, faults
from engine.pages.page_book import PageBook
from engine.pages.typed import titled
from engine.pages.views import Change, NotPlanned, PictureFile, PictureGone, PlanView, ThemeVersion
from engine.storage.database import Collision
from engine.storage.page_store import PageStore

#: A picture under a licence may be kept by browsers for so long, and never beyond the licence.
_KEEP = timedelta(hours=1)
#: Renditions kept in memory, of at most 90 kB each.
_FILES_MAX = 64
_GONE = Label("This picture is no longer available.", "该图片已下架。")


class PageDoor:
    """What the brand's pages look like; `licences` is the door of those."""

    def __init__(self, core: Core, store: PageStore) -> None:
        self._core = core
        self._store = store
        self.licences = LicenceDoor(core, store)
        self._files: OrderedDict[tuple[int, str], bytes] = OrderedDict()

    @property
    def shown_themes(self) -> Mapping[str, OwnTheme]:
        """The own themes of every schedule that this process has read, by code: what pages name is among them."""
        return self._core.brands.own_themes

    # ── themes ──

    async def themes(self, brand: str) -> tuple[ThemeVersion, ...]:
        """Every version of the brand's own themes, the newest first."""
        rows = await self._store.versions(brand, self._core.catalog.themes)
        return tuple(
            ThemeVersion(theme, from_micros(row["saved_us"]), row["saved_by"])
            for theme, row in reversed(rows)
        )

    async def theme(self, brand: str, version_id: int) -> ThemeVersion:
        """One version. Raises `NotFound`."""
        for one in await self.themes(brand):
            if one.theme.id == version_id:
                return one
        raise NotFound("there is no such version of a theme")

    async def create(self, brand: str, title: Label, design: Design, by: str) -> OwnTheme:
        """A theme of the brand's own, with its first version. Raises `Invalid`."""
        named = titled("title", title)
        self._check(design)
        theme_id, now_us = new_id(), to_micros(self._core.clock.now())
        made = {"id": theme_id, "brand": brand, "title_en": named.en, "title_zh": named.zh, "created_us": now_us, "created_by": by}  # fmt: skip
        version = self._version(brand, theme_id, 1, design, by, now_us)
        _, version_id = await self._store.add_all(
            [("own_theme", made), ("own_theme_version", version)], revise=False
        )
        return (await self.theme(brand, version_id)).theme

    async def save(self, brand: str, theme_id: int, after: int, design: Design, by: str) -> OwnTheme:
        """The next version after the one that was changed. Raises `NotFound`; `Invalid` also when somebody was faster."""
        known = [one.theme for one in await self.themes(brand) if one.theme.theme_id == theme_id]
        if not known:
            raise NotFound("there is no such theme")
        self._check(design)
        faster = Invalid(
            "version",
            Label(
                "somebody has saved another version meanwhile: look at it first",
                "有人刚刚保存了新版本，请先查看",
            ),
        )
        if known[0].number != after:
            raise faster
        if known[0].design.hash == design.hash:
            return known[0]
        values = self._version(brand, theme_id, after + 1, design, by, to_micros(self._core.clock.now()))
        try:
            version_id = await self._store.add("own_theme_version", values, revise=False)
        except Collision:
            raise faster from None
        return (await self.theme(brand, version_id)).theme

    def _check(self, design: Design) -> None:
        if design.base not in self._core.catalog.themes:
            raise Invalid("base", Label(f"there is no theme `{design.base}`", f"没有主题“{design.base}”"))
        for field, words in faults(design)[:1]:
            raise Invalid(field, words)

    @staticmethod
    def _version(
        brand: str, theme_id: int, number: int, design: Design, by: str, now_us: int
    ) -> dict[str, object]:
        return {
            "brand": brand, "theme_id": theme_id, "number": number, "hash": design.hash, "design": design.text(),
            "saved_us": now_us, "saved_by": by,
        }  # fmt: skip

    # ── schedules ──

    async def plan(
        self,
        brand: str,
        campaign_id: int,
        version_id: int | None,
        starts: datetime | None,
        by: str,
        *,
        neutral_follows: bool = False,
    ) -> PlanView | NotPlanned:
        """Show a version from an instant on, or from now; None: the page of the text. Raises `NotFound`.

        `neutral_follows`: where a licence ends before the campaign, the neutral page is to follow. Rules, budgets and drafts
        are not touched.
        """
        state, campaign = await self._campaign(brand, campaign_id)
        now = self._core.clock.now()
        from_ = max(starts or now, now)
        theme = (await self.theme(brand, version_id)).theme if version_id is not None else None
        program = campaign.version_at(from_).program
        if theme is not None and program is not None:
            book = await self._store.book(brand, self._core.catalog.themes)
            reasons = book.objections(
                theme, from_, program.campaign.ends, neutral_follows=neutral_follows, zone=state.zone
            )
            if reasons:
                return NotPlanned(reasons)
        values = {
            "brand": brand, "campaign_id": campaign_id, "version_id": version_id, "starts_us": to_micros(from_),
            "recorded_us": to_micros(now), "recorded_by": by,
        }  # fmt: skip
        plan_id = await self._store.add("page_plan", values)
        return PlanView(plan_id, theme, from_, by, from_ > now)

    async def call_off(self, brand: str, plan_id: int) -> bool:
        """Take back a plan that has not begun; whether there was one."""
        return await self._store.call_off(brand, plan_id, to_micros(self._core.clock.now()))

    async def plans(self, brand: str, campaign_id: int) -> tuple[PlanView, ...]:
        """A campaign's schedule, in order of time."""
        now = self._core.clock.now()
        book = await self._book(brand)
        rows = {row["id"]: row for row in await self._store.rows("page_plan", brand)}
        return tuple(
            PlanView(one.id, one.theme, one.starts, rows[one.id]["recorded_by"], one.starts > now)
            for one in book.plans
            if one.campaign_id == campaign_id
        )

    async def changes(self, brand: str, campaign_id: int) -> tuple[Change, ...]:
        """What people see now and what the page will become by itself until the campaign's end. Raises `NotFound`."""
        state, campaign = await self._campaign(brand, campaign_id)
        now = self._core.clock.now()
        program = campaign.version_at(now).program
        ends = program.campaign.ends if program else now
        return schedule.changes(state.pages, campaign_id, now, max(ends, now + timedelta(microseconds=1)))

    async def _campaign(self, brand: str, campaign_id: int) -> tuple[BrandState, LiveCampaign]:
        state = await self._core.brand(brand)
        campaign = state.campaign(campaign_id)
        if campaign is None:
            raise NotFound("there is no published campaign of this number")
        return state, campaign

    async def _book(self, brand: str) -> PageBook:
        return (await self._core.brand(brand)).pages

    # ── showing ──

    async def note_view(self, brand: str, code: str) -> None:
        """Count a page that was shown in an own theme, for the licences of its pictures."""
        theme = self.shown_themes.get(code) if code.startswith(PREFIX) else None
        if theme is None:
            return
        state = await self._core.brand(brand)
        licences = tuple(one.id for one in state.pages.licences_of(theme))
        if licences:
            day = int(local_date(self._core.clock.now(), state.zone).strftime("%Y%m%d"))
            await self._store.count_views(brand, licences, day)

    async def picture(
        self, brand: str, picture_id: int, accepted: Sequence[str], region: str | None
    ) -> PictureFile | PictureGone:
        """A picture by its own address, in the smallest of the forms that are accepted. Raises `NotFound`.

        One whose licence has not begun, or that is not approved, is as little known as one that does not exist.
        """
        book, now = await self._book(brand), self._core.clock.now()
        picture = book.pictures.get(picture_id)
        if picture is None:
            raise NotFound("there is no such picture")
        licence = book.licences.get(picture.licence_id or 0)
        if not book.may_show(picture, now, region):
            if (
                licence
                and any(span.starts <= now for span in licence.spans)
                and (picture.approved or licence.ended(now))
            ):
                return PictureGone(_GONE)
            raise NotFound("there is no such picture yet")
        media_type = min(
            (kind for kind in picture.sizes if kind in accepted),
            key=lambda kind: picture.sizes[kind],
            default="image/jpeg" if "image/jpeg" in picture.sizes else next(iter(picture.sizes)),
        )
        data = await self._file(brand, picture_id, media_type)
        if licence is None:
            return PictureFile(media_type, data, None, everywhere=True)
        until = licence.until(now)
        left = (until - now if until else _KEEP).total_seconds()
        return PictureFile(media_type, data, int(min(left, _KEEP.total_seconds())), everywhere=False)

    async def _file(self, brand: str, picture_id: int, media_type: str) -> bytes:
        """A rendition, which never changes: those asked for last are kept in memory, for a campaign's phones all want the same."""
        key = (picture_id, media_type)
        if key in self._files:
            self._files.move_to_end(key)
            return self._files[key]
        data = await self._store.file(brand, picture_id, media_type)
        assert data is not None, "a picture's files stay with it"
        self._files[key] = data
        if len(self._files) > _FILES_MAX:
            self._files.popitem(last=False)
        return data

    async def rendition(self, brand: str, picture_id: int, media_type: str) -> bytes:
        """A picture for the brand's own people, licence or not. Raises `NotFound`."""
        data = await self._store.file(brand, picture_id, media_type)
        if data is None:
            raise NotFound("there is no such picture")
        return data

    async def book(self, brand: str) -> PageBook:
        """Pictures, licences and plans as of now. Raises `NotFound` for the brand."""
        await self._core.brand(brand)
        return await self._store.book(brand, self._core.catalog.themes)
