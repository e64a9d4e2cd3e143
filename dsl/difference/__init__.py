"""What changes from one campaign to another, in words and money, and whether it is in the consumer's favour."""

from dsl.difference.changes import Change, Comparison, CostMove
from dsl.difference.comparing import compare

__all__ = ["Change", "Comparison", "CostMove", "compare"]
