"""The values of this room that callers meet."""

from engine.insights.behind import Behind, Scanned
from engine.insights.figures import DIMENSIONS, Asked, Figures, Report, share
from engine.insights.kept_door import KeptReport
from engine.insights.shadow import Differs, ShadowResult
from engine.insights.shadow_door import ShadowRun
from engine.insights.table import csv_of
from engine.regions import NAMES as REGIONS

__all__ = [
    "DIMENSIONS",
    "REGIONS",
    "Asked",
    "Behind",
    "Differs",
    "Figures",
    "KeptReport",
    "Report",
    "Scanned",
    "ShadowResult",
    "ShadowRun",
    "csv_of",
    "share",
]
