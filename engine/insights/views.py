"""The values of this room that callers meet."""

from engine.insights.behind import Behind, Scanned
from engine.insights.figures import DIMENSIONS, Asked, Figures, Report, share
from engine.insights.kept_door import KeptReport
from engine.insights.table import csv_of
from engine.regions import NAMES as REGIONS

__all__ = [
    "DIMENSIONS",
    "REGIONS",
    "Asked",
    "Behind",
    "Figures",
    "KeptReport",
    "Report",
    "Scanned",
    "csv_of",
    "share",
]
