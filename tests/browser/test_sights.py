"""Every page in a real browser: readable by everybody, no sideways scroll, nothing from elsewhere, no complaint."""

import pytest

from tests.browser.sights import SIGHTS, look
from tests.browser.visitor import DESK, PHONE, Visitor
from tracker.demo.accounts import PASSWORD

EXPECTED = "Failed to load resource: the server responded with a status of 4"


@pytest.mark.timeout(240)
def test_every_page_is_without_fault(browser, shared_product):
    """On a desk and on a phone: axe 0 serious or critical, no sideways scroll at 360 px, no console error, no violation
    of the policy, no other host.
    """
    visitors: dict = {}
    try:
        for sight in SIGHTS:
            if sight.who not in visitors:
                visitors[sight.who] = Visitor(browser, shared_product.url)
                if sight.who:
                    visitors[sight.who].sign_in(sight.who, PASSWORD)
            look(visitors[sight.who], sight)
            visitors[sight.who].examine(DESK, PHONE)
        faults = [fault for each in visitors.values() for fault in each.faults.all if EXPECTED not in fault]
        assert not faults, "\n".join(faults)
    finally:
        for each in visitors.values():
            each.close()


@pytest.mark.timeout(120)
def test_a_page_can_be_read_in_english(browser, shared_product):
    visitor = Visitor(browser, shared_product.url)
    try:
        visitor.sign_in("thuongtruc@huongkhe.example", PASSWORD)
        visitor.page.locator("details.menu summary").click()
        visitor.page.get_by_role("button", name="English").click()
        visitor.go("/board/2026-Q4")
        assert "Progress board" in visitor.page.locator("h1").inner_text()
        assert visitor.page.locator("html").get_attribute("lang") == "en"
    finally:
        visitor.close()
