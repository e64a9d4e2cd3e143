"""Takes the README's pictures on the tour: `python -m tests.browser.screenshots` writes docs/screens/*.png."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from tests.browser.rounds import DAYS, Rounds
from tests.browser.tour import Tour
from tests.browser.tour_world import tour_world
from tests.support.chrome import chromium

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screens"
#: Stops of the tour that have a picture, in the order of the README.
SHOWN: Final = (
    "scan", "won", "again", "wallet", "share", "accepted", "till", "redeemed", "owed", "alliance",
    "campaign", "why", "diagnostic", "publish", "home", "recipes", "recipe", "blocks", "simulate", "themes",
    "live", "page", "insights", "outlets", "partners", "settings", "proof", "consumer",
)  # fmt: skip
_COLOURS: Final = 256


def path_of(stop: str) -> Path:
    """Where the picture of a stop is kept."""
    return FOLDER / f"{SHOWN.index(stop) + 1:02}-{stop}.png"


class Camera:
    """Takes one picture of each stop that is shown: the first time somebody is there."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def look(self, page: Page, name: str) -> None:
        """Take the picture, in as few colours as flat pages need."""
        if name not in SHOWN or name in self.taken:
            return
        self.taken.add(name)
        shot = Image.open(io.BytesIO(page.screenshot(caret="hide"))).convert("RGB")
        small = shot.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(path_of(name), optimize=True)


def main() -> None:
    """Walk the tour once, consumers and clerks in Chinese, the studio in English; then the round of the studio after some weeks."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    camera = Camera()
    with tempfile.TemporaryDirectory() as folder, tour_world(Path(folder)) as demo, chromium() as browser:
        Tour(demo, browser, camera.look, street="zh-CN", office="en-GB").walk()
    with (
        tempfile.TemporaryDirectory() as folder,
        tour_world(Path(folder), days=DAYS) as demo,
        chromium() as browser,
    ):
        Rounds(demo, browser, camera.look, "en-GB").walk()
    for stop in SHOWN:
        picture = path_of(stop)
        print(f"{picture.relative_to(FOLDER.parents[1])}  {picture.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
