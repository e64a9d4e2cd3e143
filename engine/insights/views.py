"""The values of this room that callers meet."""

from engine.insights.figures import DIMENSIONS, Asked, Figures, Report, share

__all__ = ["DIMENSIONS", "Asked", "Figures", "Report", "share"]
