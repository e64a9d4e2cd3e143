"""Pages of the brand's own making: themes with their versions, pictures and licences, and when which page is shown."""

from __future__ import annotations

from engine.storage.models.columns import BrandOwned, big, body, short


class OwnThemeRow(BrandOwned):
    """A theme that a brand has made."""

    title_en = short(120)
    title_zh = short(120)
    created_us = big()
    created_by = short(120)

    class Meta:
        """Table."""

        table = "own_theme"
        indexes = (("brand",),)


class OwnThemeVersionRow(BrandOwned):
    """An immutable version of such a theme; `hash` is of its design."""

    theme_id = big()
    number = big()
    hash = short(64)
    design = body()
    saved_us = big()
    saved_by = short(120)

    class Meta:
        """Table."""

        table = "own_theme_version"
        unique_together = (("brand", "theme_id", "number"),)


class LicenceRow(BrandOwned):
    """What a licensor grants. `territory` and `excepted` are JSON lists of regions."""

    title_en = short(120)
    title_zh = short(120)
    licensor = short(120)
    territory = body()
    excepted = body()
    unknown_shown = big()
    recorded_us = big()
    recorded_by = short(120)

    class Meta:
        """Table."""

        table = "licence"
        indexes = (("brand",),)


class LicenceSpanRow(BrandOwned):
    """A term of a licence: the first, and each extension."""

    licence_id = big()
    starts_us = big()
    ends_us = big()
    evidence = short(254)
    recorded_us = big()
    recorded_by = short(120)

    class Meta:
        """Table."""

        table = "licence_span"
        indexes = (("brand", "licence_id"),)


class PictureRow(BrandOwned):
    """A picture, re-encoded when it came in. `hash` is of the file that was brought."""

    name_en = short(120)
    name_zh = short(120)
    licence_id = big(null=True)
    hash = short(64)
    width = big()
    height = big()
    recorded_us = big()
    recorded_by = short(120)

    class Meta:
        """Table."""

        table = "picture"
        indexes = (("brand",),)


class PictureFileRow(BrandOwned):
    """One rendition of a picture; `data` is in base 64, `size` are its bytes."""

    picture_id = big()
    media_type = short(32)
    size = big()
    data = body()

    class Meta:
        """Table."""

        table = "picture_file"
        unique_together = (("brand", "picture_id", "media_type"),)


class PictureApprovalRow(BrandOwned):
    """The licensor approves a picture (`approved`), or no longer does (`withdrawn`): the newest counts."""

    picture_id = big()
    kind = short(16)
    approver = short(120)
    evidence = short(254)
    recorded_us = big()
    recorded_by = short(120)

    class Meta:
        """Table."""

        table = "picture_approval"
        indexes = (("brand", "picture_id"),)


class PagePlanRow(BrandOwned):
    """From `starts_us` on a campaign shows a version of a theme; NULL: the page of its text."""

    campaign_id = big()
    version_id = big(null=True)
    starts_us = big()
    recorded_us = big()
    recorded_by = short(120)
    called_off_us = big(null=True)

    class Meta:
        """Table."""

        table = "page_plan"
        indexes = (("brand", "campaign_id"),)


class PageViewRow(BrandOwned):
    """How many pages with pictures under a licence were shown on a day; each process counts in a part of its own."""

    licence_id = big()
    day = big()
    part = big()
    views = big()

    class Meta:
        """Table."""

        table = "page_view"
        unique_together = (("brand", "licence_id", "day", "part"),)
