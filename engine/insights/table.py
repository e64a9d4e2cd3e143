"""A report as a table that spreadsheets open."""

from __future__ import annotations

import csv
import io
from typing import Final

from dsl.values import Label
from engine.insights.figures import Report

HEADS: Final = {
    "campaign": Label("Campaign", "活动"),
    "version": Label("Version", "版本"),
    "region": Label("Region", "地区"),
    "outlet": Label("Outlet", "门店"),
    "batch": Label("Batch", "批次"),
    "day": Label("Day", "日期"),
}
TOTAL: Final = Label("Total", "合计")
NOT_KNOWN: Final = Label("not known", "未知")
_COUNTS: Final = ("exposures", "scans", "claims", "redemptions", "again", "seen_bought")
_MONEY: Final = ("cost", "baskets", "margin")


def csv_of(report: Report, locale: str) -> str:
    """One line for each line of the report and one for the whole, amounts in minor units, return in per cent.

    It begins with a byte order mark, or spreadsheets garble Chinese; a name that could be taken for a formula begins with
    an apostrophe.
    """
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(
        [HEADS[report.asked.by][locale], *_COUNTS, *(f"{name}_minor" for name in _MONEY), "currency", "roi"]
    )
    for one in (*report.lines, report.total):
        name = TOTAL[locale] if one is report.total else one.name[locale] or one.key or NOT_KNOWN[locale]
        amounts = [getattr(one, column) for column in _MONEY]
        sign = "-" if one.roi is not None and one.roi < 0 else ""
        writer.writerow(
            [
                f"'{name}" if name[:1] in "=+-@" else name,
                *(getattr(one, column) for column in _COUNTS),
                *("" if amount is None else amount.minor for amount in amounts),
                one.cost.currency,
                "" if one.roi is None else f"{sign}{abs(one.roi) // 10}.{abs(one.roi) % 10}",
            ]
        )
    return "\ufeff" + told.getvalue()
