"""Sheets of QR symbols for a short run or a proof: an A4 grid as vector PDF, at true size.

Large runs go to the printer as text. All symbols of a sheet share version and mask; the first of every page
is read back from its modules before the sheet is given out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from studio.codes.pdf import PackedPage, Page, document, text_width_mm
from studio.codes.refusals import PictureRefused
from studio.codes.symbols import (
    MODULE_MM,
    QUIET_ZONE,
    ErrorLevel,
    Recipe,
    make_symbol,
    module_refusal,
    proved_symbol,
    recipe_for,
)

SYMBOLS_MAX: Final = 2_000
CAPTION_SYMBOLS_MAX: Final = 40

_A4_MM: Final = (210.0, 297.0)
_MARGIN_MM: Final = 10.0
_FOOT_MM: Final = 5.0
_GAP_MM: Final = 2.0
_CAPTION_SIZE_MM: Final = 2.2
_CAPTION_ROOM_MM: Final = 3.0


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One symbol to print: what it says, and the code that people can read below it (may be empty)."""

    text: str
    caption: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished sheet and what to tell about it. Sides are in millimetres, the quiet zone included."""

    pdf: bytes
    recipe: Recipe
    module_mm: float
    side_mm: float
    per_page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Grid:
    side_mm: float
    cell_mm: tuple[float, float]
    columns: int
    rows: int

    @property
    def per_page(self) -> int:
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Lower left corner of a cell, counted along rows from the upper left."""
        row, column = divmod(place, self.columns)
        left = _MARGIN_MM + column * (self.cell_mm[0] + _GAP_MM)
        top = _A4_MM[1] - _MARGIN_MM - row * (self.cell_mm[1] + _GAP_MM)
        return left, top - self.cell_mm[1]


@dataclass(frozen=True, slots=True)
class Plan:
    """How symbols go on pages; with it, pages can be made in any order and in any process."""

    recipe: Recipe
    grid: _Grid
    module_mm: float
    pages: int

    def items_of(self, items: Sequence[SheetItem], number: int) -> Sequence[SheetItem]:
        """What stands on page `number`, counted from 1."""
        return items[(number - 1) * self.grid.per_page : number * self.grid.per_page]


def plan_sheet(
    items: Sequence[SheetItem],
    error: ErrorLevel = "M",
    module_mm: float = MODULE_MM,
    most: int = SYMBOLS_MAX,
) -> Plan | PictureRefused:
    """The version, mask and grid that all symbols share; `most` is how many there may be."""
    refusal = _wish_refusal(items, most) or module_refusal(module_mm)
    if refusal is not None:
        return refusal
    recipe = recipe_for([item.text for item in items], error)
    if isinstance(recipe, PictureRefused):
        return recipe
    grid = _grid(recipe, module_mm, max(len(item.caption) for item in items))
    if grid.per_page < 1:
        return _too_large(grid)
    return Plan(recipe, grid, module_mm, -(-len(items) // grid.per_page))


def sheet_page(plan: Plan, items: Sequence[SheetItem], number: int) -> PackedPage:
    """Page `number` with its own items."""
    recipe, grid = plan.recipe, plan.grid
    page = _page(items, recipe, grid, plan.module_mm)
    foot = f"QR {recipe.version}-{recipe.error} | X {plan.module_mm:g} mm | {grid.side_mm:.1f} mm"
    page.text(_MARGIN_MM, _MARGIN_MM, _CAPTION_SIZE_MM, f"{foot} | {number}/{plan.pages}")
    return page.packed()


def sheet_pdf(
    items: Sequence[SheetItem], title: str, error: ErrorLevel = "M", module_mm: float = MODULE_MM
) -> Sheet | PictureRefused:
    """The symbols in order, row by row, at `module_mm` a module. `title` names the file in a reader."""
    plan = plan_sheet(items, error, module_mm)
    if isinstance(plan, PictureRefused):
        return plan
    pages = [sheet_page(plan, plan.items_of(items, number), number) for number in range(1, plan.pages + 1)]
    grid = plan.grid
    return Sheet(document(pages, title), plan.recipe, module_mm, grid.side_mm, grid.per_page, len(pages))


def _page(items: Sequence[SheetItem], recipe: Recipe, grid: _Grid, module_mm: float) -> Page:
    page = Page(*_A4_MM)
    for place, item in enumerate(items):
        symbol = make_symbol(item.text, recipe) if place else proved_symbol(item.text, recipe)
        left, bottom = grid.corner(place)
        inset = (grid.cell_mm[0] - grid.side_mm) / 2 + QUIET_ZONE * module_mm
        base = bottom + _CAPTION_ROOM_MM + QUIET_ZONE * module_mm
        page.cells(left + inset, base, module_mm, _runs(symbol.matrix))
        indent = (grid.cell_mm[0] - text_width_mm(item.caption, _CAPTION_SIZE_MM)) / 2
        if item.caption:
            page.text(left + indent, bottom, _CAPTION_SIZE_MM, item.caption)
    return page


def _runs(matrix: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """Stretches of dark modules, each (column, row from below, length)."""
    for row, modules in enumerate(reversed(matrix)):
        start = None
        for column, dark in enumerate((*modules, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield start, row, column - start
                start = None


def _grid(recipe: Recipe, module_mm: float, caption_symbols: int) -> _Grid:
    side = recipe.side_mm(module_mm)
    width = max(side, text_width_mm("0" * caption_symbols, _CAPTION_SIZE_MM))
    height = side + _CAPTION_ROOM_MM
    columns = int((_A4_MM[0] - 2 * _MARGIN_MM + _GAP_MM) // (width + _GAP_MM))
    rows = int((_A4_MM[1] - 2 * _MARGIN_MM - _FOOT_MM + _GAP_MM) // (height + _GAP_MM))
    return _Grid(side, (width, height), columns, rows)


def _wish_refusal(items: Sequence[SheetItem], most: int) -> PictureRefused | None:
    if not items:
        return PictureRefused("empty", "Choose at least one code.", "请至少选择一个码。")
    if len(items) > most:
        return PictureRefused(
            "too_many",
            f"A sheet holds up to {most:,} codes. For more, export the text file for the printer.",
            f"一次最多生成 {most:,} 个二维码。数量更多时，请导出文本文件交给印刷厂。",
        )
    for item in items:
        caption = item.caption
        if len(caption) > CAPTION_SYMBOLS_MAX or not caption.isascii() or not caption.isprintable():
            return PictureRefused(
                "caption",
                f"A caption has at most {CAPTION_SYMBOLS_MAX} plain letters, digits and signs.",
                f"码下文字最多 {CAPTION_SYMBOLS_MAX} 个英文字母、数字或常用符号。",
            )
    return None


def _too_large(grid: _Grid) -> PictureRefused:
    return PictureRefused(
        "too_large",
        f"At this module size a symbol is {grid.side_mm:.0f} mm wide and does not fit on A4.",
        f"按此模块边长，二维码宽 {grid.side_mm:.0f} 毫米，A4 纸放不下。",
    )
