"""Columns that most tables share. `id`s are made in the application; every row carries its brand."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

BRAND_LENGTH = 32


def big(*, null: bool = False) -> Any:
    """A 63-bit whole number: an id, minor units, or microseconds since the epoch."""
    return fields.BigIntField(null=True) if null else fields.BigIntField()


def short(length: int, *, null: bool = False) -> Any:
    """A text of at most so many characters."""
    return fields.CharField(max_length=length, null=True) if null else fields.CharField(max_length=length)


def body(*, null: bool = False) -> Any:
    """A text of any length: campaign texts and JSON."""
    return fields.TextField(null=null)


class BrandOwned(Model):
    """A row of one brand."""

    id = fields.BigIntField(primary_key=True, generated=False)
    brand = fields.CharField(max_length=BRAND_LENGTH)

    class Meta:
        """Shared columns only."""

        abstract = True
