"""What a scan page weighs under a theme, against the budget that phones on slow lines leave it."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from studio.public.looks import Look

#: The first window of a new connection carries about 14 kB: the page with its style and words must fit into it.
PAGE_BYTES: Final = 14_000
#: The picture on top, as it goes over the line.
HERO_BYTES: Final = 40_000
#: Everything that the heaviest state loads.
TOTAL_BYTES: Final = 100_000
#: Places that a scan page does not show.
_ELSEWHERE: Final = frozenset({"preview", "coupon", "share"})


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes as they go over the line: the page compressed, the heavier hero, the heaviest picture of a state, and all of it."""

    page: int
    hero: int
    scene: int

    @property
    def total(self) -> int:
        """The heaviest state, all told."""
        return self.page + self.hero + self.scene

    @property
    def light(self) -> bool:
        """Whether each part keeps to its budget."""
        return self.page <= PAGE_BYTES and self.hero <= HERO_BYTES and self.total <= TOTAL_BYTES


def sizes_of(look: Look) -> dict[str, int]:
    """The bytes of an installed theme's pictures as they go over the line, by their places."""
    return {
        name.rpartition(".")[0]: len(asset.gzipped or asset.content)
        for (_, name), asset in look.files.items()
    }


def weigh(sizes: Mapping[str, int], page: str) -> Weight:
    """The weight of a look by its pictures' sizes, with one of its pages as HTML."""
    heroes = [size for name, size in sizes.items() if name.startswith("hero")]
    scenes = [size for name, size in sizes.items() if not name.startswith("hero") and name not in _ELSEWHERE]
    return Weight(len(gzip.compress(page.encode(), 6)), max(heroes, default=0), max(scenes, default=0))
