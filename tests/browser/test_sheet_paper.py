"""The sheet of a group on paper, as a browser prints it: upright, and on two sides for a group that has much to do."""

import re
import sqlite3
from contextlib import closing

from tests.browser.sights import STANDING
from tests.browser.visitor import Visitor
from tracker.demo.accounts import PASSWORD

BOARD = "/board/2026-Q4"
MOST_SIDES = 2
TASKS = 10
PAGE = re.compile(rb"/Type\s*/Page\b")
UPRIGHT = re.compile(rb"/MediaBox\s*\[\s*0 0 59[45](?:\.\d+)? 84[12]")
LONG = "Đã họp với các xã, rà soát từng hộ, thống nhất cách làm và phân công người theo dõi từng thôn. " * 4


def with_much_to_do(folder, group_id: int) -> int:
    """As many tasks as a group of a quarter leads, each with two long updates; answers how many there are."""
    with closing(sqlite3.connect(folder / "tracker.sqlite3")) as line, line:
        line.row_factory = sqlite3.Row
        task = dict(
            line.execute("SELECT * FROM task WHERE lead_group_id = ? AND quarter = '2026-Q4'", (group_id,)).fetchone()
        )
        said = dict(line.execute("SELECT * FROM status_update WHERE task_id = ?", (task["id"],)).fetchone())
        for n in range(TASKS):
            copy = copied(line, "task", {**task, "part": 50 + n, "code": f"90.{n}", "title": LONG[:110]})
            for _twice in range(2):
                copied(line, "status_update", {**said, "task_id": copy, "form_key": None, "done_text": LONG})
        found = line.execute("SELECT count(*) FROM task WHERE lead_group_id = ? AND quarter = '2026-Q4'", (group_id,))
        return found.fetchone()[0]


def copied(line, table: str, row: dict) -> int:
    row = {name: value for name, value in row.items() if name != "id"}
    places = ", ".join("?" for _ in row)
    return line.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values())).lastrowid


def printed(visitor) -> bytes:
    return visitor.page.pdf(prefer_css_page_size=True)


def test_a_sheet_of_a_group_with_much_to_do_takes_two_sides(browser, website):
    visitor = Visitor(browser, website.url)
    try:
        visitor.sign_in(STANDING, PASSWORD)
        visitor.go(BOARD)
        sheets = [each.get_attribute("href") for each in visitor.page.locator("a[href*='/groups/']").all()]
        assert len(sheets) > 6
        for sheet in sheets:
            visitor.go(sheet)
            assert len(PAGE.findall(printed(visitor))) <= MOST_SIDES
        group_id = int(sheets[0].rpartition("/")[2])
        tasks = with_much_to_do(website.folder, group_id)
        visitor.go(sheets[0])
        assert visitor.page.locator("table.work tbody tr").count() == tasks > TASKS
        paper = printed(visitor)
        assert len(PAGE.findall(paper)) == MOST_SIDES
        assert UPRIGHT.search(paper)
    finally:
        visitor.close()


def test_paper_shows_no_menus_and_nothing_is_cut_off_at_its_edge(browser, shared_product):
    visitor = Visitor(browser, shared_product.url, size={"width": 692, "height": 1028})
    try:
        visitor.sign_in(STANDING, PASSWORD)
        visitor.go(BOARD)
        visitor.go(visitor.page.locator("a[href*='/groups/']").nth(2).get_attribute("href"))
        visitor.page.emulate_media(media="print")
        for menu in (".bar", ".nav2", ".tabbar", ".crumbs", ".head .act"):
            assert not visitor.page.locator(menu).first.is_visible(), menu
        assert visitor.page.locator("table.work thead").is_visible()
        assert visitor.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    finally:
        visitor.close()
