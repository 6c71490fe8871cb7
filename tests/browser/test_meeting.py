"""A meeting in a real browser: the keys, writing while the figures are fetched anew, the screen of the room."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.browser.conftest import MORNING
from tests.browser.product import at
from tests.browser.sights import INSPECTOR, OFFICE
from tests.browser.visitor import DESK, PHONE, Visitor
from tracker.demo.accounts import PASSWORD

MEETING = "/meeting/2026-Q4"
HALVES = ("Giao đoàn công tác hoàn thành ", "trước ngày 20/01/2027.")
FEWEST_GROUPS = 12
OFTEN = "document.body.dataset.refresh = '1'"


def place(visitor) -> tuple[int, int]:
    return tuple(int(each) for each in visitor.page.locator("#steps b").inner_text().split("/"))


def refreshed(visitor) -> None:
    """Wait until the figures were fetched anew: what the script put in bears no mark of ours."""
    visitor.page.evaluate("document.getElementById('figures').dataset.seen = '1'")
    visitor.page.locator("#figures:not([data-seen])").wait_for()


def with_more_groups(product) -> None:
    """Enough groups for a long meeting, each with a copy of a task that is overdue."""
    with closing(sqlite3.connect(product.folder / "tracker.sqlite3")) as line, line:
        line.row_factory = sqlite3.Row
        task = dict(
            line.execute(
                "SELECT task.* FROM task JOIN organization ON organization.id = task.organization_id"
                " JOIN account ON account.organization_id = organization.id WHERE account.email = ?"
                " AND quarter = '2026-Q4' AND due_on < '2026-11-20' AND state = 'in_progress' LIMIT 1",
                (OFFICE,),
            ).fetchone()
        )
        group = dict(line.execute("SELECT * FROM working_group WHERE id = ?", (task["lead_group_id"],)).fetchone())
        for n in range(FEWEST_GROUPS):
            more = {**group, "id": None, "name": f"Đoàn công tác số {n:02}", "position": 100 + n}
            lead = copy_into(line, "working_group", more)
            copy_into(line, "task", {**task, "id": None, "part": 50 + n, "code": f"90.{n}", "lead_group_id": lead})


def copy_into(line, table: str, row: dict) -> int:
    names, places = ", ".join(row), ", ".join("?" for _ in row)
    return line.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values())).lastrowid


def press(visitor, key: str, step: str) -> bool:
    """Press an arrow and wait for the screen it leads to; False where it leads nowhere."""
    target = visitor.page.locator("#steps").get_attribute(step)
    visitor.page.keyboard.press(key)
    if target:
        visitor.page.wait_for_url(visitor.url + target)
    return bool(target)


@pytest.mark.timeout(200)
def test_the_keys_step_through_all_groups_and_back(browser, website, record_property):
    with_more_groups(website)
    visitor = Visitor(browser, website.url)
    try:
        visitor.sign_in(INSPECTOR, PASSWORD)
        visitor.go("/board/2026-Q4")
        visitor.page.get_by_role("link", name="Vào chế độ họp").click()
        first, groups = place(visitor)
        begin, names = visitor.page.url, [visitor.page.locator("h1").inner_text()]
        assert first == 1
        while press(visitor, "ArrowRight", "data-on"):
            names.append(visitor.page.locator("h1").inner_text())
        assert place(visitor) == (groups, groups)
        assert len(dict.fromkeys(names)) == groups >= FEWEST_GROUPS
        record_property("house", f"groups={groups} screens={len(names)}")
        while press(visitor, "ArrowLeft", "data-back"):
            pass
        assert visitor.page.url == begin
        assert visitor.page.locator("nav.tabbar, header.bar, .nav2").count() == 0
        assert visitor.page.get_by_role("link", name="Ghi kết luận").count() == 0
        visitor.examine()
        assert visitor.faults.all == []
    finally:
        visitor.close()


@pytest.mark.timeout(200)
def test_a_conclusion_is_typed_while_two_refreshes_pass(browser, website):
    visitor = Visitor(browser, website.url)
    try:
        visitor.sign_in(OFFICE, PASSWORD)
        visitor.go(MEETING)
        visitor.page.get_by_role("link", name="Ghi kết luận").click()
        box = visitor.page.locator("textarea")
        visitor.page.locator("textarea:focus").wait_for()
        visitor.page.evaluate(OFTEN)
        visitor.page.keyboard.type(HALVES[0])
        refreshed(visitor)
        visitor.page.keyboard.press("ArrowLeft")
        visitor.page.keyboard.press("ArrowRight")
        refreshed(visitor)
        visitor.page.keyboard.type(HALVES[1])
        assert box.input_value() == "".join(HALVES)
        visitor.examine()
        visitor.page.get_by_role("button", name="Lưu kết luận").dblclick()
        visitor.page.wait_for_url(re.compile(r"noted="))
        assert visitor.page.locator(".noted li").count() == 1
        assert "".join(HALVES) in visitor.page.locator(".noted").inner_text()
        assert visitor.faults.all == []
    finally:
        visitor.close()


@pytest.mark.timeout(200)
def test_what_is_typed_outlives_a_page_left_and_a_sign_in_that_ended(browser, website):
    visitor = Visitor(browser, website.url)
    try:
        visitor.sign_in(OFFICE, PASSWORD)
        visitor.go(f"{MEETING}/1?write=1")
        visitor.page.locator("textarea").fill("".join(HALVES))
        visitor.go("/board/2026-Q4")
        visitor.go(f"{MEETING}/1?write=1")
        assert visitor.page.locator("textarea").input_value() == "".join(HALVES)
        visitor.context.clear_cookies()
        visitor.page.get_by_role("button", name="Lưu kết luận").click()
        assert "Phiên làm việc đã kết thúc" in visitor.page.locator("h1").inner_text()
        assert visitor.page.locator("textarea").input_value() == "".join(HALVES)
        visitor.examine()
        other = visitor.context.new_page()
        other.goto(f"{website.url}/sign-in")
        other.locator("#email").fill(OFFICE)
        other.locator("#password").fill(PASSWORD)
        other.get_by_role("button", name="Đăng nhập", exact=True).click()
        for _press in range(2):  # the first meets a token of the sign-in that ended
            visitor.page.get_by_role("button", name="Lưu kết luận").click()
            if visitor.page.locator(".noted").count():
                break
        assert "".join(HALVES) in visitor.page.locator(".noted").inner_text()
    finally:
        visitor.close()


@pytest.mark.timeout(200)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_screen_of_the_room_dies_at_its_time(browser, website, size):
    office, room = Visitor(browser, website.url), Visitor(browser, website.url, size=size)
    try:
        office.sign_in(OFFICE, PASSWORD)
        office.go(f"{MEETING}/room")
        office.page.get_by_label("2 giờ").check()
        office.page.get_by_role("button", name="Tạo liên kết").click()
        room.go(office.page.locator("#room-address").inner_text())
        name = room.page.locator("h1").inner_text()
        room.examine()
        room.page.keyboard.press("PageDown")
        room.page.wait_for_url(re.compile(r"/room/[\w-]+/\d"))
        assert room.faults.all == []
        website.stop()
        website.start(at(2026, 11, 25, MORNING.hour + 2, 1))
        room.page.evaluate(OFTEN)
        room.page.get_by_role("heading", name="Liên kết đã hết hiệu lực").wait_for()
        assert name not in room.page.locator("body").inner_text()
        room.faults.console.clear()  # the browser notes the 410 and the moment without a server
        room.examine()
        assert room.faults.all == []
    finally:
        office.close()
        room.close()


@pytest.mark.timeout(120)
def test_without_a_script_links_step_and_a_conclusion_is_kept(browser, website):
    visitor = Visitor(browser, website.url, javascript=False)
    try:
        visitor.sign_in(OFFICE, PASSWORD)
        visitor.go(MEETING)
        visitor.page.get_by_role("link", name="Đoàn sau").click()
        assert place(visitor)[0] == 2
        visitor.page.get_by_role("link", name="Ghi kết luận").click()
        visitor.page.locator("textarea").fill("".join(HALVES))
        visitor.page.get_by_role("button", name="Lưu kết luận").click()
        assert "".join(HALVES) in visitor.page.locator(".noted").inner_text()
    finally:
        visitor.close()
