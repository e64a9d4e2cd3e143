"""Names of coupons, prizes and tiers: they go into addresses, files and books."""

from __future__ import annotations

import re
from typing import Final

ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
