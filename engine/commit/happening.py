"""What may be counted of a person's past: what commands ask for, the loader counts, and the world goes on counting."""

from __future__ import annotations

from typing import Final

#: `claim`, `redemption`, `referral`, or `told:NAME` of a brand's own event.
Happening = str
#: How the last one begins.
TOLD: Final = "told:"
