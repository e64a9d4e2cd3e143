"""Throughput against latency, drawn: how long the middle press and the slowest of a hundred take at each rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Final

from tests.benchmarks.serving.stage import Round

FILE: Final = Path(__file__).parents[3] / "docs" / "serving.svg"
_WIDE, _HIGH = 800, 500
_LEFT, _TOP, _RIGHT, _BOTTOM = 92, 120, 32, 60
_LETTERS: Final = 'font-family="system-ui, sans-serif" font-size="13"'
_COLOURS: Final = {"bottlecap": "#0b6e4f", "raw": "#b4530a", "naive": "#5b5f97"}
_NAMES: Final = {
    "bottlecap": "Bottlecap",
    "raw": "one hand-written transaction a claim",
    "naive": "the usual ORM handler",
}


def draw(curves: Mapping[str, Sequence[Round]], file: Path = FILE) -> Path:
    """Write the picture: claims a second from left to right, milliseconds upwards in powers of ten."""
    rounds = [turn for turns in curves.values() for turn in turns]
    most = _rounded(max(turn.rate for turn in rounds))
    low = 10 ** math.floor(math.log10(min(turn.p50_ms for turn in rounds)))
    high = 10 ** math.ceil(math.log10(max(turn.p99_ms for turn in rounds)))

    def place(rate: float, milliseconds: float) -> tuple[float, float]:
        across = _LEFT + rate / most * (_WIDE - _LEFT - _RIGHT)
        part = math.log10(milliseconds / low) / math.log10(high / low)
        return across, _HIGH - _BOTTOM - part * (_HIGH - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" {_LETTERS}>',
        "<title>Claims a second over HTTP against the time of a claim</title>",
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15" font-weight="600">Time of a claim over HTTP, durable before it is answered</text>',
        f'<text x="{_WIDE - _RIGHT}" y="{_HIGH - 14}" text-anchor="end" fill="#666">{datetime.now(UTC):%Y-%m-%d}, {cpu_count()} shared cores</text>',
        *_grid(place, most, low, high),
        *(line for name, turns in curves.items() for line in _curve(place, name, turns)),
        *_legend(curves),
        "</svg>\n",
    ]
    file.write_text("\n".join(parts), "utf-8")
    return file


def _rounded(most: float) -> float:
    step = 10 ** math.floor(math.log10(most))
    return math.ceil(most / step) * step


def _grid(place: object, most: float, low: float, high: float) -> list[str]:
    assert callable(place)
    lines = []
    for part in range(5):
        x, floor = place(most * part / 4, low)
        lines.append(
            f'<text x="{x:.0f}" y="{floor + 20:.0f}" text-anchor="middle" fill="#444">{most * part / 4:,.0f}</text>'
        )
    milliseconds = low
    while milliseconds <= high:
        x, y = place(0, milliseconds)
        lines.append(f'<path d="M{x:.0f} {y:.1f}H{_WIDE - _RIGHT}" stroke="#ddd"/>')
        lines.append(
            f'<text x="{x - 8:.0f}" y="{y + 4:.0f}" text-anchor="end" fill="#444">{milliseconds:,g} ms</text>'
        )
        milliseconds *= 10
    lines.append(
        f'<text x="{_WIDE / 2:.0f}" y="{_HIGH - 14}" text-anchor="middle" fill="#444">claims a second</text>'
    )
    return lines  # fmt: skip


def _curve(place: object, name: str, turns: Sequence[Round]) -> list[str]:
    assert callable(place)
    lines = []
    for field, dashes in (("p50_ms", ""), ("p99_ms", ' stroke-dasharray="5 4"')):
        points = [place(turn.rate, getattr(turn, field)) for turn in turns]
        path = " ".join(f"{'L' if number else 'M'}{x:.1f} {y:.1f}" for number, (x, y) in enumerate(points))
        lines.append(f'<path d="{path}" fill="none" stroke="{_COLOURS[name]}" stroke-width="2"{dashes}/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_COLOURS[name]}"/>' for x, y in points]
    return lines


def _legend(names: Mapping[str, object]) -> list[str]:
    lines, y = [], 48
    for name in names:
        lines.append(f'<path d="M{_LEFT} {y - 4}h24" stroke="{_COLOURS[name]}" stroke-width="3"/>')
        lines.append(f'<text x="{_LEFT + 32}" y="{y}">{_NAMES[name]}</text>')
        y += 20
    told = "whole line: the middle press (p50); dashed: the slowest of a hundred (p99)"
    lines.append(f'<text x="{_WIDE - _RIGHT}" y="48" text-anchor="end" fill="#666">{told}</text>')
    lines.append(
        f'<text x="{_WIDE - _RIGHT}" y="68" text-anchor="end" fill="#666">1 to 256 pressing at a time</text>'
    )
    return lines
