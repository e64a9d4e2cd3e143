"""Batches of item codes. There is no row per printed code."""

from __future__ import annotations

from engine.storage.models.columns import BrandOwned, big, body, short


class ProductRow(BrandOwned):
    """A product by its GTIN-14."""

    gtin = short(14)
    name_en = short(120)
    name_zh = short(120)

    class Meta:
        """Table."""

        table = "product"
        unique_together = (("brand", "gtin"),)


class BatchRow(BrandOwned):
    """A stretch of the code space: `size` codes from index `base` under key `key_id`."""

    name = short(64)
    gtin = short(14)
    kind = short(32)
    key_id = big()
    base = big()
    size = big()
    created_us = big()
    created_by = short(120)

    class Meta:
        """Table."""

        table = "batch"
        unique_together = (("brand", "name"), ("key_id", "base"))


class CodeRangeRow(BrandOwned):
    """A change of serials `first_serial` to `last_serial`, both included, in one aspect. Only ever added.

    `revision` is the brand's revision that recorded it: processes read on from the last one that they know.
    """

    batch_id = big()
    first_serial = big()
    last_serial = big()
    aspect = short(16)
    value = short(64)
    effective_us = big()
    recorded_us = big()
    recorded_by = short(120)
    revision = big(null=True)

    class Meta:
        """Table."""

        table = "code_range"
        indexes = (("brand", "batch_id"), ("brand", "revision"))


class CodeHandoverRow(BrandOwned):
    """Serials `first_serial` to `last_serial`, both included, left the installation in a form. Only ever added."""

    batch_id = big()
    first_serial = big()
    last_serial = big()
    form = short(16)
    taken_us = big()
    taken_by = short(120)

    class Meta:
        """Table."""

        table = "code_handover"
        indexes = (("brand", "batch_id"),)


class CodeLinkRow(BrandOwned):
    """Links of codes of one batch to the units that they are in, packed together (`engine.codes.links`). Only ever added."""

    batch_id = big()
    links = big()
    packed = body()
    recorded_us = big()
    recorded_by = short(120)
    revision = big()

    class Meta:
        """Table."""

        table = "code_link"
        indexes = (("brand", "revision"),)


class CodeProofRow(BrandOwned):
    """A symbol of a batch was drawn as `spec` (JSON) says and read back in `was_read` of `tried` trials."""

    batch_id = big()
    spec = body()
    was_read = big()
    tried = big()
    at_us = big()
    made_by = short(120)

    class Meta:
        """Table."""

        table = "code_proof"
        indexes = (("brand", "batch_id"),)
