"""From the digest on a phone to a sent update without a password: six touches at most, with a script and without."""

import re

import pytest

from tests.browser.conftest import NEXT_MORNING
from tests.browser.visitor import PHONE, Visitor

MEMBER = "thanhvien@canloc.example"
MOST_TOUCHES = 6
SAID = "Đã rà soát xong danh sách, đang chờ thẩm định."


class Hand:
    """Counts what a person touches or types after the link was opened."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page
        self.touches = 0

    def tick(self, label: str) -> None:
        self.touches += 1
        self.page.get_by_label(label).check()

    def write(self, name: str, text: str) -> None:
        self.touches += 1
        self.page.locator(f"[name={name}]").fill(text)

    def press(self, label: str) -> None:
        self.touches += 1
        self.page.get_by_role("button", name=label, exact=True).click()


@pytest.mark.timeout(200)
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_an_update_is_sent_from_the_mail_with_a_code(browser, product, javascript, record_property):
    product.stop()
    product.start(NEXT_MORNING)
    mail = product.wait_for_mail(MEMBER, containing="Hôm nay, thứ Năm 26/11/2026")  # not the one of the day before
    link = re.search(r"http://127\.0\.0\.1:\d+/l/[\w.-]+", mail.text)[0]
    visitor = Visitor(browser, product.url, size=PHONE, javascript=javascript)
    try:
        visitor.go(f"{link}#difficulty")
        assert visitor.page.locator("#difficulty").is_visible(), "the question of difficulties stays folded"
        visitor.go("/sign-in")
        visitor.go(link)
        hand = Hand(visitor)
        assert "chưa đăng nhập" in visitor.page.locator("main").inner_text()
        visitor.examine()
        hand.tick("Đúng tiến độ")
        hand.write("done_text", SAID)
        hand.press("Gửi cập nhật")
        assert "Nhập mã xác nhận" in visitor.page.locator("h1").inner_text()
        visitor.examine()
        letter = product.wait_for_mail(MEMBER, containing="Mã để gửi cập nhật")
        hand.write("digits", re.search(r"\b\d{6}\b", letter.text)[0])
        hand.press("Gửi cập nhật")
        assert "Đã gửi cập nhật số" in visitor.page.locator("h1").inner_text()
        visitor.examine()
        record_property("house", f"touches={hand.touches}")
        assert hand.touches <= MOST_TOUCHES
        leave_early_reminders(visitor, mail.text)
        assert visitor.faults.all == []
    finally:
        visitor.close()


def leave_early_reminders(visitor: Visitor, text: str) -> None:
    """The other link of a digest."""
    visitor.go(re.search(r"http://127\.0\.0\.1:\d+/digests/[\w.-]+", text)[0])
    visitor.examine()
    visitor.page.get_by_role("button", name="Bỏ thư nhắc sớm").click()
    assert "Đã ghi nhận" in visitor.page.locator("main").inner_text()
    visitor.examine()
