"""Regions nest: `CN` contains `CN-GD`, which contains `CN-GD-SZ`."""

from __future__ import annotations

from typing import Final

#: Answers kept in memory; the codes of all the world's regions are fewer.
_KEPT: Final = 20_000


class RegionAnswers(dict[str | None, bool]):
    """For each region, whether it surely lies in some wanted ones, or surely does not: worked out once.

    Where only a larger region is known, it may lie in a smaller or not, and neither is sure. None is unknown.
    """

    def __init__(self, wanted: tuple[str, ...], inside: bool) -> None:
        super().__init__({None: False})
        self._wanted = wanted
        self._inside = inside

    def __repr__(self) -> str:
        return f"RegionAnswers({self._wanted!r}, {self._inside!r})"

    def __missing__(self, region: str) -> bool:
        if len(self) >= _KEPT:
            self.clear()
            self[None] = False
        lies = any(f"{region}-".startswith(f"{wanted}-") for wanted in self._wanted)
        open_ = not lies and any(f"{wanted}-".startswith(f"{region}-") for wanted in self._wanted)
        self[region] = answer = lies if self._inside else not lies and not open_
        return answer
