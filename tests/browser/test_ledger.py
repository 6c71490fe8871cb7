"""The reminders of a task beside it: nothing that is written or answered pushes the result out of sight."""

import pytest

from tests.browser.sights import OFFICE
from tests.browser.visitor import DESK, PHONE, Visitor
from tracker.demo.accounts import PASSWORD

LONG = "https://dichvucong.example/" + "thutuchanhchinhkhongcodaucach" * 4


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_a_long_address_in_a_chase_leaves_the_result_in_sight(browser, website, size):
    office = Visitor(browser, website.url, size=size)
    office.sign_in(OFFICE, PASSWORD)
    office.go("/tasks?state=over")
    office.page.locator("main tbody a >> nth=0").click()
    task = office.page.url
    office.page.locator("a[href*='/reminders/chase'] >> nth=0").click()
    office.page.locator("#text").fill(f"Đề nghị đọc {LONG} rồi báo cáo.")
    office.page.get_by_role("button", name="Xem trước").click()
    office.page.locator("button[value=send]").click()
    office.go(task)
    office.examine()
    panel, ledger = office.page.locator("#reminders"), office.page.locator("#reminders table >> nth=0")
    assert LONG[:40] in ledger.inner_text().replace("\n", "")
    box, inside = panel.bounding_box(), ledger.bounding_box()
    assert inside["x"] + inside["width"] <= box["x"] + box["width"]
    assert office.faults.all == []
    office.close()
