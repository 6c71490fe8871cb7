"""Pictures of every page from a clean demo on a fixed morning, of every kind of mail, of troubles.

A page is taken at 1366, 1920 and 390 px, and once more at 1366 as a printer without colours would show it.

Names behind the command take only the pictures whose names begin with one of them.
"""

import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, MORNING, NEXT_MORNING, QUIET
from tests.browser.letters import write_letters
from tests.browser.product import ROOT, Product, copy_of
from tests.browser.sights import ADMINISTRATOR, OFFICE, SIGHTS, Sight, look
from tests.browser.troubles import REFUSAL, alone, with_refusing_server
from tests.browser.visitor import DESK, PHONE, WIDE, Visitor
from tracker.demo.accounts import PASSWORD
from tracker.mail.letter import Letter

TARGET = ROOT / "docs" / "screenshots"
SIZES = {1366: DESK, 1920: WIDE, 390: PHONE}
MAIL_SIZES = {1366: DESK, 390: PHONE}
SILENT = (Sight("status-silent", ADMINISTRATOR, "/status?still=1"), Sight("band-silent", OFFICE, "/review"))
REFUSED = (Sight("status-refused", ADMINISTRATOR, "/status?still=1"),)
MAIL = "mail-"
TERMINAL = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>%s</title>
<body style="margin:0;background:#fff">
<pre style="margin:0;padding:16px;width:80ch;white-space:pre-wrap;overflow-wrap:anywhere;color:#1d2125;
font:15px/1.35 'Noto Sans Mono','Liberation Mono',monospace">%s</pre></body></html>"""


def main(names: Sequence[str]) -> int:
    """Take them; answers the exit status."""
    if CHROMIUM is None:
        print("No Chromium on this machine: apt-get install chromium fonts-noto-core", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    wanted = tuple(names) or ("",)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--no-sandbox"])
        try:
            take_pages(browser, Path(folder), wanted)
            if MAIL.startswith(wanted) or any(name.startswith(MAIL) for name in names):
                take_letters(browser, Path(folder) / "letters", wanted)
        finally:
            browser.close()
    return 0


def take_pages(browser, folder: Path, wanted: tuple[str, ...]) -> None:
    """The pages of a demo as it runs; then without its scheduler, and with a mail server that takes nothing."""
    sights, silent, refused = (chosen(group, wanted) for group in (SIGHTS, SILENT, REFUSED))
    if not (sights or silent or refused):
        return
    product = Product(folder / "data")
    product.start(MORNING)
    try:
        take_all(browser, product.url, sights)
    finally:
        product.stop()
    if silent:
        with alone(copy_of(product.folder, folder / "silent"), MORNING) as url:
            take_all(browser, url, silent)
    if refused:
        with with_refusing_server(copy_of(product.folder, folder / "refused"), NEXT_MORNING) as url:
            take_all(browser, url, refused, wait_for=REFUSAL)


def chosen(sights: Sequence[Sight], wanted: tuple[str, ...]) -> list[Sight]:
    return [sight for sight in sights if sight.name.startswith(wanted)]


def take_all(browser, url: str, sights: Sequence[Sight], *, wait_for: str = "") -> None:
    for width, size in SIZES.items():
        take(browser, url, sights, width, size, wait_for)


def take(browser, url: str, sights: Sequence[Sight], width: int, size: dict, wait_for: str) -> None:
    visitors: dict = {}
    for sight in sights:
        if sight.who not in visitors:
            visitors[sight.who] = Visitor(browser, url, size=size)
            if sight.who:
                visitors[sight.who].sign_in(sight.who, PASSWORD)
        look(visitors[sight.who], sight)
        if wait_for:
            visitors[sight.who].wait_for(wait_for)
        shot = picture(visitors[sight.who].page, size, sight.part)
        save(few_colours(shot), f"{sight.name}-{width}")
        if size is DESK:
            save(shot.convert("L").quantize(colors=64), f"{sight.name}-grey")
        if size is DESK and sight.paper:
            save(few_colours(printed(visitors[sight.who].page, sight.paper, size)), f"{sight.name}-paper")
    for each in visitors.values():
        each.close()


def take_letters(browser, folder: Path, wanted: tuple[str, ...]) -> None:
    """Each kind of mail as a mail program without pictures shows it, and its text in a terminal of 80 columns."""
    for name, letter in write_letters(folder).items():
        if not name.startswith(wanted):
            continue
        for width, size in MAIL_SIZES.items():
            save(of_document(browser, letter.html, size), f"{name}-{width}")
        save(of_document(browser, in_terminal(letter), {"width": 760, "height": 400}), f"{name}-text")


def of_document(browser, html: str, size: dict) -> Image.Image:
    """A document that may ask nobody for anything."""
    context = browser.new_context(viewport=size, java_script_enabled=False, offline=True)
    try:
        page = context.new_page()
        page.set_content(html)
        return few_colours(as_image(page.screenshot(full_page=True)))
    finally:
        context.close()


def in_terminal(letter: Letter) -> str:
    said = f"{letter.subject}\n\n{letter.text}"
    return TERMINAL % tuple(each.replace("&", "&amp;").replace("<", "&lt;") for each in (letter.subject, said))


def picture(page, size: dict, part: str = "") -> Image.Image:
    """The whole page in one window, so that the bar at its foot stands at the foot; or one part of it."""
    if part:
        return as_image(page.locator(part).screenshot())
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    shot = page.screenshot()
    page.set_viewport_size(size)
    return as_image(shot)


def printed(page, width: int, size: dict) -> Image.Image:
    """The page as it goes to the printer, in one piece."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": size["height"]})
    shot = page.screenshot(full_page=True)
    page.emulate_media(media="screen")
    page.set_viewport_size(size)
    return as_image(shot)


def as_image(shot: bytes) -> Image.Image:
    return Image.open(io.BytesIO(shot)).convert("RGB")


def few_colours(image: Image.Image) -> Image.Image:
    """Few colours keep a picture small."""
    return image.quantize(colors=128, dither=Image.Dither.NONE)


def save(image: Image.Image, name: str) -> None:
    path = TARGET / f"{name}.png"
    image.save(path, optimize=True)
    print(path.relative_to(ROOT), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
