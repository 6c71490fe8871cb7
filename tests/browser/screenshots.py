"""Pictures of every page at 1366 and 390 px, from a clean demo on a fixed morning."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, MORNING, QUIET
from tests.browser.product import ROOT, Product
from tests.browser.sights import SIGHTS, look
from tests.browser.visitor import DESK, PHONE, Visitor
from tracker.demo.accounts import PASSWORD

TARGET = ROOT / "docs" / "screenshots"
SIZES = {1366: DESK, 390: PHONE}


def main() -> int:
    """Take them all; answers the exit status."""
    if CHROMIUM is None:
        print("No Chromium on this machine: apt-get install chromium fonts-noto-core", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        product = Product(Path(folder) / "data")
        product.start(MORNING)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--no-sandbox"])
        try:
            for width, size in SIZES.items():
                take(browser, product.url, width, size)
        finally:
            browser.close()
            product.stop()
    return 0


def take(browser, url: str, width: int, size: dict) -> None:
    visitors: dict = {}
    for sight in SIGHTS:
        if sight.who not in visitors:
            visitors[sight.who] = Visitor(browser, url, size=size)
            if sight.who:
                visitors[sight.who].sign_in(sight.who, PASSWORD)
        look(visitors[sight.who], sight)
        path = TARGET / f"{sight.name}-{width}.png"
        picture(visitors[sight.who].page, size).save(path, optimize=True)
        print(path.relative_to(ROOT))
    for each in visitors.values():
        each.close()


def picture(page, size: dict) -> Image.Image:
    """The whole page in one window, so that the bar at its foot stands at the foot; few colours keep it small."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    shot = Image.open(io.BytesIO(page.screenshot()))
    page.set_viewport_size(size)
    return shot.convert("RGB").quantize(colors=128, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main())
