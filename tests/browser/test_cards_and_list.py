"""Cards, the list and the page of deadlines in a real browser: by keyboard, by touch, by dragging, and on paper."""

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from tests.browser.sights import HEAD, OFFICE, STANDING
from tests.browser.test_meeting import copy_into
from tests.browser.visitor import DESK, PHONE, Visitor
from tracker.demo.accounts import PASSWORD

LIST = "/tasks?quarter=2026-Q4"
CARDS = "/board/2026-Q4?view=cards"
DEADLINES = "/board/2026-Q4/deadlines"
MANY = 500
STATES = ("not_started", "in_progress", "awaiting_confirmation", "returned", "completed")
FOCUSED = "document.activeElement"


@pytest.fixture
def visit(browser):
    """Open the product as somebody; closed at the end of the test."""
    opened = []

    def opening(product, who, **how):
        visitor = Visitor(browser, product.url, **how)
        opened.append(visitor)
        visitor.sign_in(who, PASSWORD)
        return visitor

    yield opening
    for each in opened:
        each.close()


def with_many_tasks(product, n=MANY):
    """As many tasks in every state, on every day of the quarter."""
    with closing(sqlite3.connect(product.folder / "tracker.sqlite3")) as line, line:
        line.row_factory = sqlite3.Row
        task = dict(
            line.execute(
                "SELECT task.* FROM task JOIN account ON account.organization_id = task.organization_id"
                " WHERE account.email = ? AND quarter = '2026-Q4' AND due_on IS NOT NULL LIMIT 1",
                (OFFICE,),
            ).fetchone()
        )
        for each in range(n):
            due = date(2026, 10, 1) + timedelta(days=each % 92)
            facts = {"part": 100 + each, "code": f"{20 + each // 9}.{each % 9 + 1}", "due_on": due.isoformat()}
            copy_into(line, "task", {**task, **facts, "id": None, "state": STATES[each % 5]})


def focused_row(page) -> int:
    """Which row of the list has the focus; -1 if none has."""
    return page.evaluate(f"[...document.querySelectorAll('a[data-row]')].indexOf({FOCUSED})")


@pytest.mark.timeout(120)
def test_the_list_is_walked_by_keys_and_is_one_stop_of_the_tab_key(visit, shared_product):
    visitor = visit(shared_product, STANDING)
    visitor.go(LIST)
    page, rows = visitor.page, visitor.page.locator("a[data-row]")
    last = rows.count() - 1
    page.keyboard.press("j")
    walked = [focused_row(page)]
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowDown", "Home", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        walked.append(focused_row(page))
    assert walked == [0, 1, 2, 1, last, last, 0, 0, 1]
    assert page.locator("a[data-row][tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert focused_row(page) == -1
    page.keyboard.press("Shift+Tab")
    assert focused_row(page) == 1
    href = rows.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")
    assert visitor.faults.all == []


@pytest.mark.timeout(120)
def test_a_question_mark_names_the_keys_but_not_where_one_types(visit, shared_product):
    visitor = visit(shared_product, STANDING)
    visitor.go(LIST)
    keys = visitor.page.locator("#keys")
    assert not keys.is_visible()
    visitor.page.keyboard.press("?")
    assert keys.is_visible()
    visitor.examine()
    visitor.page.keyboard.press("?")
    assert not keys.is_visible()
    visitor.page.locator("#q").focus()
    visitor.page.keyboard.type("?")
    assert not keys.is_visible()
    assert visitor.page.locator("#q").input_value() == "?"
    region = visitor.page.locator("[role=region][aria-describedby=keys]")
    assert region.get_attribute("aria-label") == "Danh sách nhiệm vụ"
    assert visitor.faults.all == []


@pytest.mark.timeout(120)
def test_the_menu_of_a_card_opens_by_key_and_gives_the_focus_back(visit, shared_product):
    visitor = visit(shared_product, OFFICE)
    visitor.go(CARDS)
    page = visitor.page
    card = page.locator("[data-column=term] li.k").first
    summary = card.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert card.get_by_role("link", name="Đổi hạn").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.textContent") == "Mở nhiệm vụ"
    visitor.examine()
    page.keyboard.press("Escape")
    assert not card.get_by_role("link", name="Đổi hạn").is_visible()
    assert summary.evaluate(f"it => it === {FOCUSED}")
    page.keyboard.press("Enter")
    card.get_by_role("link", name="Đổi hạn").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tasks/\d+/deadline$"))
    assert visitor.faults.all == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_the_menu_of_a_card_opens_by_touch_with_and_without_a_script(visit, shared_product, javascript):
    visitor = visit(shared_product, OFFICE, size=PHONE, javascript=javascript)
    visitor.go(CARDS)
    card = visitor.page.locator("[data-column=wait] li.k").first
    box = card.locator("summary").bounding_box()
    assert min(box["width"], box["height"]) >= 43.5
    card.locator("summary").tap()
    link = card.get_by_role("link", name="Trả lại")
    assert link.bounding_box()["height"] >= 43.5
    visitor.examine()
    link.tap()
    visitor.page.wait_for_url(re.compile(r"/tasks/\d+#reason$"))
    assert visitor.page.locator("#reason").is_visible()
    assert visitor.faults.all == []


@pytest.mark.timeout(120)
def test_a_card_that_is_dragged_opens_the_form_and_changes_nothing(visit, shared_product):
    visitor = visit(shared_product, OFFICE)
    visitor.go(CARDS)
    page = visitor.page
    card = page.locator("[data-column=wait] li.k").first
    href = card.locator("a.t").get_attribute("href")
    card.drag_to(page.locator("[data-column=none] h2"))
    assert page.locator("#card-said").inner_text() == "Việc này không chuyển sang cột đó được."
    assert page.url.endswith(CARDS)
    for column, place in (("done", "review"), ("back", "reason")):
        card.drag_to(page.locator(f"[data-column={column}] h2"))
        page.wait_for_url(f"**{href}#{place}")
        assert page.locator(f"#{place}").is_visible()
        visitor.go(CARDS)
        assert page.locator(f"[data-column=wait] a.t[href='{href}']").count() == 1
    assert visitor.faults.all == []


@pytest.mark.timeout(200)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_five_hundred_tasks_stay_readable(visit, website, size):
    with_many_tasks(website)
    visitor = visit(website, STANDING, size=size)
    visitor.go(CARDS)
    assert visitor.page.locator("li.k").count() == 50
    visitor.examine()
    more = visitor.page.get_by_role("link", name=re.compile(r"^Xem cả \d+ việc$"))
    for place in range(more.count()):
        n = int(re.search(r"\d+", more.nth(place).inner_text())[0])
        assert n > MANY // 5 - 1
        listed = visitor.context.new_page()
        listed.goto(visitor.url + more.nth(place).get_attribute("href"))
        assert listed.locator("h1").inner_text() == f"{n} nhiệm vụ"
        assert listed.locator("a[data-row]").count() == 50
        listed.close()
    assert more.count() == len(STATES)
    visitor.go(DEADLINES)
    visitor.examine()
    assert visitor.faults.all == []


@pytest.mark.timeout(200)
def test_the_deadlines_are_printed_on_one_sheet(visit, website, record_property):
    visitor = visit(website, STANDING)
    for many in (0, MANY):
        if many:
            with_many_tasks(website, many)
        visitor.go(DEADLINES)
        sheet = visitor.page.pdf(prefer_css_page_size=True)
        pages = re.findall(rb"/Type\s*/Page\b", sheet)
        record_property("house", f"{many} tasks more: pages={len(pages)}")
        assert len(pages) == 1
        width, height = (float(each) for each in re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", sheet).groups())
        assert (round(width), round(height)) == (842, 595)  # A4 across, in points


@pytest.mark.timeout(120)
def test_on_a_phone_the_deadlines_are_a_list_of_weeks(visit, shared_product):
    visitor = visit(shared_product, STANDING, size=PHONE)
    visitor.go(DEADLINES)
    shown = visitor.page.locator(".cal td:visible")
    assert 0 < shown.count() < 30
    first = visitor.page.locator(".cal td:visible ul a").first
    assert first.bounding_box()["height"] >= 43.5
    assert first.locator(".rest").is_visible()
    visitor.examine()
    first.tap()
    visitor.page.wait_for_url(re.compile(r"/tasks/\d+$"))
    assert visitor.faults.all == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_filter_is_kept_renamed_removed_and_taken_back(visit, website, javascript):
    visitor = visit(website, HEAD, javascript=javascript)
    page = visitor.page
    visitor.go(f"{LIST}&state=over")
    page.get_by_role("link", name="Lưu bộ lọc").click()
    page.get_by_label("Tên bộ lọc").fill("Việc gấp")
    visitor.examine()
    page.get_by_role("button", name="Lưu bộ lọc").click()
    assert page.locator(".seg a[aria-current]").all_inner_texts()[-1] == "Việc gấp"
    visitor.examine()
    page.get_by_role("link", name="Bộ lọc đã lưu").click()
    page.get_by_role("link", name="Đổi tên Việc gấp").click()
    page.get_by_label("Tên bộ lọc").fill("Việc rất gấp")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("button", name="Xóa Việc rất gấp").click()
    visitor.examine()
    page.get_by_role("button", name="Khôi phục Việc rất gấp").click()
    page.get_by_role("link", name="Việc rất gấp", exact=True).click()
    assert "state=over" in page.url
    assert visitor.faults.all == []
