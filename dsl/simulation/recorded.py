"""A brand's recorded scans as the population: CSV with a heading, a JSON array, or JSON lines.

`at` (ISO 8601; without an offset, in the campaign's zone) and `consumer` are needed. `gtin`, `code_kind` and
`batch` say what was scanned; every other column is a fact by its full name. `consumer.claims`,
`consumer.last_claim` and `consumer.points` of a consumer's first scan tell how they came; from there on the
simulation keeps them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from dsl.campaign import Campaign
from dsl.columns.facts import Column, Words, column_of
from dsl.instants import micros
from dsl.simulation.making import column_of_batches, hours_of, numbers_of
from dsl.simulation.population import History, Population, PopulationError
from dsl.simulation.running import evolves
from dsl.simulation.spec import kinds_read, value_of

Row = Mapping[str, str]
_GTIN_DIGITS: Final = 14


def read_population(campaign: Campaign, text: str) -> Population:
    """Recorded scans, put in order of time; those outside the campaign's run are left out.

    Raises PopulationError.
    """
    zone = ZoneInfo(campaign.zone)
    scans = [(_instant(row, number, zone), row) for number, row in enumerate(_rows(text), 1)]
    scans = sorted(
        (scan for scan in scans if campaign.starts <= scan[0] < campaign.ends), key=lambda one: one[0]
    )
    if not scans:
        raise PopulationError("no scan lies in the time of the campaign", "没有一次扫码落在活动时间之内")
    rows = [row for _, row in scans]
    people: dict[str, int] = {}
    consumers = np.array([people.setdefault(_needed(row, "consumer"), len(people)) for row in rows])
    at = np.array([micros(one) for one, _ in scans], np.int64)
    triggers = _triggers(campaign, rows)
    columns = _columns(campaign, rows)
    for name in kinds_read(campaign):
        if name.startswith("experiment."):
            columns[name] = numbers_of(name, consumers)
    if "scan.hour" in kinds_read(campaign):
        columns["scan.hour"] = hours_of(at, campaign.zone)
    if "code.batch" not in columns:
        columns["code.batch"] = _batches(rows) or column_of_batches(campaign, triggers)
    return Population(at, consumers, triggers, _before(rows, consumers, len(people)), columns)


def is_recorded(text: str) -> bool:
    """Whether a text holds recorded scans, and not the description of a population."""
    first = text.lstrip("\ufeff \t\r\n").split("\n", 1)[0]
    if first.startswith("{"):
        return '"at"' in first and '"consumer"' in first
    return first.startswith("[") or {"at", "consumer"} <= {name.strip() for name in first.split(",")}


def _rows(text: str) -> list[dict[str, str]]:
    begin = text.lstrip("\ufeff \t\r\n")[:1]
    try:
        if begin == "[":
            found = json.loads(text)
        elif begin == "{":
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            found = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    except (ValueError, RecursionError, csv.Error) as error:
        raise PopulationError(f"the scans cannot be read: {error}", f"扫码记录无法读取：{error}") from error
    if not all(isinstance(row, dict) for row in found):
        raise PopulationError("each scan must be an object", "每次扫码应为一个 JSON 对象")
    return [{str(name): _told(value) for name, value in row.items() if value is not None} for row in found]


def _told(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value).strip()


def _needed(row: Row, name: str) -> str:
    if not row.get(name):
        raise PopulationError(f"a scan has no `{name}`", f"有一次扫码缺少 `{name}`")
    return row[name]


def _instant(row: Row, number: int, zone: ZoneInfo) -> datetime:
    told = _needed(row, "at")
    try:
        found = datetime.fromisoformat(told)
    except ValueError as error:
        raise PopulationError(
            f"scan {number}: `{told}` is no time", f"第 {number} 次扫码：`{told}` 不是时间"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _triggers(campaign: Campaign, rows: list[dict[str, str]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    known: dict[tuple[str | None, ...], int] = {}
    found = np.empty(len(rows), np.int64)
    for place, row in enumerate(rows):
        gtin, kind, batch = row.get("gtin"), row.get("code_kind"), row.get("batch") or row.get("code.batch")
        if (gtin, kind, batch) not in known:
            full = gtin.rjust(_GTIN_DIGITS, "0") if gtin else None
            index = campaign.trigger_for("scan", gtin=full, code_kind=kind or None, batch=batch or None)
            known[gtin, kind, batch] = -1 if index is None else index
        found[place] = known[gtin, kind, batch]
    return found


def _batches(rows: list[dict[str, str]]) -> Words | None:
    if not any(row.get("batch") for row in rows):
        return None
    column = column_of([row.get("batch") or None for row in rows])
    return column if isinstance(column, Words) else None


def _columns(campaign: Campaign, rows: list[dict[str, str]]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for name, kind in kinds_read(campaign).items():
        if evolves(name) or not any(row.get(name) for row in rows):
            continue
        known = {told: value_of(name, kind, told) for told in {row.get(name, "") for row in rows}}
        columns[name] = column_of([known[row.get(name, "")] for row in rows])
    return columns


def _before(
    rows: list[dict[str, str]], consumers: np.ndarray[tuple[int], np.dtype[np.int64]], people: int
) -> History:
    history = History.new(people)
    _, first = np.unique(consumers, return_index=True)
    for person, place in enumerate(first.tolist()):
        row = rows[place]
        for name, into in (("consumer.claims", history.claims), ("consumer.points", history.points)):
            count = value_of(name, "count", row.get(name, ""))
            into[person] = count if isinstance(count, int) else 0
        last = value_of("consumer.last_claim", "instant", row.get("consumer.last_claim", ""))
        if isinstance(last, datetime):
            if last.tzinfo is None:
                raise PopulationError(
                    "`consumer.last_claim` needs an offset, as in 2026-10-01T09:00+08:00",
                    "`consumer.last_claim` 需要带时区，例如 2026-10-01T09:00+08:00",
                )
            history.last_claim[person] = micros(last)
            history.claims[person] = max(int(history.claims[person]), 1)
    return history
