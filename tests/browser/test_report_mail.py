"""The report on its way to the standing committee: the office presses a button, the mail arrives, the page says so."""

from tests.browser.sights import OFFICE, STANDING
from tests.browser.visitor import PHONE, Visitor
from tracker.demo.accounts import PASSWORD

REPORT = "/reports/2026-Q4"
SENTENCE = "Quý IV/2026 đến ngày 25/11/2026: 18 việc có hạn"


def test_a_press_of_the_button_brings_the_mail_once_and_the_ledger_says_so(browser, product):
    office, reader = Visitor(browser, product.url), Visitor(browser, product.url, size=PHONE)
    try:
        office.sign_in(OFFICE, PASSWORD)
        office.go(REPORT)
        for said in ("Báo cáo được gửi ngay tới", "không gửi lần nữa"):
            office.page.get_by_role("button", name="Gửi ngay").click()
            assert said in office.page.locator("main").inner_text()
        mail = product.wait_for_mail(STANDING, containing=SENTENCE)
        assert len([each for each in product.mails_to(STANDING) if each.subject == mail.subject]) == 1
        office.wait_for("đã nhận")
        office.examine()
        reader.sign_in(STANDING, PASSWORD)
        reader.go(f"{product.url}{REPORT}")
        assert f"{REPORT}" in mail.text
        assert "Gửi ngay" not in reader.page.locator("main").inner_text()
        reader.examine()
        assert office.faults.all == reader.faults.all == []
    finally:
        office.close()
        reader.close()
