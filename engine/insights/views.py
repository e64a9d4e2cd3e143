"""The values of this room that callers meet."""

from engine.insights.behind import Behind, Scanned
from engine.insights.figures import DIMENSIONS, Asked, Figures, Report, share
from engine.regions import NAMES as REGIONS

__all__ = ["DIMENSIONS", "REGIONS", "Asked", "Behind", "Figures", "Report", "Scanned", "share"]
