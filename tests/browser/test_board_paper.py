"""Board, calendar of deadlines and pace on paper: A4 across, nothing cut off at its edge, no row between two sides."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.browser.sights import ACROSS, PROVINCE, STANDING
from tests.browser.test_sheet_paper import PAGE, copied, printed
from tests.browser.visitor import Visitor
from tracker.demo.accounts import PASSWORD

LANDSCAPE = re.compile(rb"/MediaBox\s*\[\s*0 0 84[12](?:\.\d+)? 59[45]")
BOARD = "/board/2026-Q4"
TASKS, GROUPS = 500, 40
MOST_SIDES = {BOARD: 3, f"{BOARD}?by=field": 1, f"{BOARD}?view=cards": 2, f"{BOARD}/deadlines": 1, f"{BOARD}/pace": 2}
WHOLE = ".tb tbody tr, .tb tfoot tr, .attn > li, li.k, .courses > article"
CUT = f"""[...document.querySelectorAll('{WHOLE}')]
    .filter(each => each.getClientRects().length && getComputedStyle(each).breakInside !== 'avoid')
    .map(each => each.closest('section, table, ul, div').className + ' ' + each.tagName)"""
TOO_WIDE = """[...document.querySelectorAll('main *')]
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter(each => !each.closest('.visually-hidden, svg'))
    .map(each => each.tagName + '.' + each.className)"""


def with_500_tasks(folder) -> None:
    """A committee with many groups and tasks: what there is, copied."""
    with closing(sqlite3.connect(folder / "tracker.sqlite3")) as line, line:
        line.row_factory = sqlite3.Row
        (home,) = line.execute("SELECT organization_id FROM account WHERE email = ?", (STANDING,)).fetchone()
        wanted = "SELECT * FROM task WHERE organization_id = ? AND quarter = '2026-Q4' ORDER BY id"
        tasks = [dict(row) for row in line.execute(wanted, (home,))]
        group = dict(line.execute("SELECT * FROM working_group WHERE id = ?", (tasks[0]["lead_group_id"],)).fetchone())
        names = ({"name": f"Đoàn công tác xã Phú Lâm số {n}", "short_name": f"Phú Lâm {n}"} for n in range(GROUPS))
        groups = [copied(line, "working_group", {**group, **name, "position": 50}) for name in names]
        for n in range(TASKS - len(tasks)):
            task = tasks[n % len(tasks)]
            more = {"part": 100 + n, "code": f"{100 + n}", "lead_group_id": groups[n % GROUPS]}
            copied(line, "task", {**task, **more})


@pytest.mark.timeout(180)
def test_500_tasks_are_printed_whole_on_few_sides(browser, product):
    with_500_tasks(product.folder)
    visitor = Visitor(browser, product.url, size={"width": ACROSS, "height": 680})
    try:
        visitor.sign_in(STANDING, PASSWORD)
        for path, sides in MOST_SIDES.items():
            visitor.go(path)
            paper = printed(visitor)
            assert len(PAGE.findall(paper)) <= sides, path
            assert LANDSCAPE.search(paper), path
            looked_at(visitor, path)
        visitor.go(BOARD)
        assert f"{TASKS} nhiệm vụ" in visitor.page.locator("main").inner_text()
        assert visitor.page.locator("table.matrix tbody tr").count() > GROUPS
    finally:
        visitor.close()


@pytest.mark.parametrize(
    ("who", "path"),
    [(PROVINCE, BOARD), (PROVINCE, f"{BOARD}/pace"), (STANDING, f"{BOARD}/updates"), (STANDING, BOARD)],
)
def test_nothing_is_cut_off_on_paper(browser, shared_product, who, path):
    visitor = Visitor(browser, shared_product.url, size={"width": ACROSS, "height": 680})
    try:
        visitor.sign_in(who, PASSWORD)
        visitor.go(path)
        looked_at(visitor, path)
        assert len(PAGE.findall(printed(visitor))) == 1, path
    finally:
        visitor.close()


def looked_at(visitor, path: str) -> None:
    """The page as it goes to the printer: no menus, all of it between the margins, every row in one piece."""
    visitor.page.emulate_media(media="print")
    for menu in (".bar", ".nav2", ".tabbar", ".crumbs", ".head .act"):
        assert not visitor.page.locator(menu).first.is_visible(), f"{path}: {menu}"
    assert visitor.page.evaluate(TOO_WIDE) == [], path
    assert visitor.page.evaluate(CUT) == [], path
    for head in visitor.page.locator(".tb thead").all():
        assert head.evaluate("each => getComputedStyle(each).display") == "table-header-group", path
    visitor.page.emulate_media(media="null")
