"""Where and when people scan when nothing else is said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Inhabitants of the provinces in millions, seventh national census of China, 2020.
PROVINCES: Final = {
    "CN-GD": 126, "CN-SD": 102, "CN-HA": 99, "CN-JS": 85, "CN-SC": 84, "CN-HE": 75, "CN-HN": 66, "CN-ZJ": 65,
    "CN-AH": 61, "CN-HB": 58, "CN-GX": 50, "CN-YN": 47, "CN-JX": 45, "CN-LN": 43, "CN-FJ": 42, "CN-SN": 40,
    "CN-GZ": 39, "CN-SX": 35, "CN-CQ": 32, "CN-HL": 32, "CN-XJ": 26, "CN-GS": 25, "CN-SH": 25, "CN-JL": 24,
    "CN-NM": 24, "CN-BJ": 22, "CN-TJ": 14, "CN-HI": 10, "CN-NX": 7, "CN-QH": 6, "CN-XZ": 4,
}  # fmt: skip

#: Share of a day's scans in each hour, of 1,000: a small top at noon, a high one in the evening.
HOURS: Final = (8, 4, 2, 2, 2, 4, 12, 24, 36, 44, 52, 66, 78, 62, 46, 44, 48, 62, 84, 98, 92, 72, 40, 18)


def usual_regions(named: Iterable[str]) -> dict[str, float]:
    """Weights of regions for a campaign that names some.

    China's provinces by inhabitants; a region named within one takes half of it, shared among those named.
    Where a campaign names regions elsewhere, those that it names weigh the same.
    """
    wanted = sorted(set(named))
    if not all(f"{region}-".startswith("CN-") for region in wanted):
        return dict.fromkeys(wanted, 1.0)
    weights: dict[str, float] = {region: float(people) for region, people in PROVINCES.items()}
    for province, people in PROVINCES.items():
        within = [region for region in wanted if region.startswith(f"{province}-")]
        for region in within:
            weights[region] = people / 2 / len(within)
            weights[province] = people / 2
    return weights
