"""The whole loop in a real browser, from a clean demo, with and without JavaScript.

A clerk pastes three directives; the member opens the reminder that really arrived by mail, on a phone, and reports
completion with a number and a photo; the clerk returns it, the member sends it again, the clerk confirms. The
standing committee's board moves by exactly one at each step and the audit page shows every step.
"""

import io
import re

import pytest
from PIL import Image

from tests.browser.conftest import NEXT_MORNING
from tests.browser.visitor import PHONE, Visitor
from tracker.demo.accounts import PASSWORD

OFFICE, STANDING = "vanphong@kyanh.example", "thuongtruc@kyanh.example"
MEMBER, INSPECTOR = "thanhvien@kyanh.example", "kiemtra@kyanh.example"
LEAD, SUPPORT = "Tổ chi trả bồi thường", "Phòng Tài chính"
TITLE = "Hoàn tất gieo cấy vụ đông xuân, đạt đủ diện tích đã giao"
# The first falls due three working days after the next morning, which is a rung of the ladder.
LINES = f"""1. {TITLE} | {LEAD} | 01/12/2026
2. Ban hành kế hoạch chống rét cho cây trồng, vật nuôi | {LEAD} | 15/12/2026
3. Giải quyết dứt điểm đơn thư còn lại của công dân | {LEAD} | không giao hạn"""
SILENT = {"done": 0, "late": 0, "term": 0, "over": 0, "nodl": 0, "total": 0, "wait": 0, "mute": 0}


@pytest.mark.timeout(200)
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_directive_goes_from_the_conclusion_to_the_board_and_back(browser, product, javascript):
    with Stage(browser, product, javascript=javascript) as stage:
        office, standing = stage.enter(OFFICE), stage.enter(STANDING)
        board = Board(standing)

        paste_three_lines(office)
        board.moved({"term": 2, "nodl": 1, "total": 3})

        product.stop()
        product.start(NEXT_MORNING)
        mail = product.wait_for_mail(MEMBER, containing="CÒN 3 NGÀY LÀM VIỆC")
        link = update_link(mail.text)
        member = stage.new(size=PHONE)
        member.go(link)
        says(member, "chưa đăng nhập")
        member.page.get_by_role("link", name="Đăng nhập để xem cả việc").click()
        member.sign_in(MEMBER, PASSWORD)
        assert member.page.url.endswith("/update"), "signing in leads on to the form"
        office, standing = stage.enter(OFFICE), stage.enter(STANDING)
        board = Board(standing)

        report(member, "Đã gieo cấy xong toàn bộ diện tích.")
        board.moved({"wait": 1})

        task = review_of(office)
        give_back(office, "Đề nghị ghi rõ diện tích của từng xã.")
        board.moved({"wait": -1})

        member.go(link)
        says(member, "Đề nghị ghi rõ diện tích")
        report(member, "Xã Kỳ Xuân 2.100 ha, các xã còn lại 3.366,32 ha.")
        board.moved({"wait": 1})

        office.go(task)
        office.page.get_by_role("button", name="Xác nhận hoàn thành").click()
        board.moved({"wait": -1, "term": -1, "done": 1})

        standing.go(task)
        page = standing.page.locator("main")
        assert "5.466,32" in page.inner_text()
        assert "Hoàn thành đúng hạn" in page.inner_text()
        assert page.get_by_role("link", name=re.compile("anh-dong-ruong.*jpg")).count() == 2
        inspector = stage.enter(INSPECTOR)
        the_audit_shows_every_step(inspector)
        assert stage.faults() == []


class Stage:
    """The people of the journey; every page they come to last is examined where scripts may run."""

    def __init__(self, browser, product, *, javascript) -> None:
        self.browser, self.product, self.javascript = browser, product, javascript
        self.people: list[Visitor] = []

    def __enter__(self):
        return self

    def __exit__(self, *_error) -> None:
        for each in self.people:
            each.close()

    def new(self, **kwargs) -> Visitor:
        visitor = Visitor(self.browser, self.product.url, javascript=self.javascript, **kwargs)
        self.people.append(visitor)
        return visitor

    def enter(self, email) -> Visitor:
        visitor = self.new()
        visitor.sign_in(email, PASSWORD)
        return visitor

    def faults(self) -> list[str]:
        return [fault for each in self.people for fault in each.faults.all]


class Board:
    """What the standing committee sees: the four tiles and the row of the lead group, and how they move."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.before = self.read()

    def read(self) -> dict[str, dict[str, int]]:
        self.visitor.go("/board/2026-Q4")
        page = self.visitor.page
        tiles = page.locator(".two a")
        keys = ("done", "late", "term", "over")
        shown = {key: int(tiles.nth(n).locator("b").inner_text()) for n, key in enumerate(keys)}
        row = page.locator("table tbody tr", has=page.get_by_role("rowheader", name=LEAD))
        foot = page.locator("table tfoot tr")
        return {"tiles": shown, "row": numbers(row), "total": numbers(foot)}

    def moved(self, change: dict[str, int]) -> None:
        """Everything moved by exactly this and by nothing else."""
        now = self.read()
        for part in ("row", "total"):
            moved = {key: now[part][key] - self.before[part][key] for key in now[part]}
            assert moved == {**SILENT, **change}, f"{part}: {moved}"
        tiles = {key: now["tiles"][key] - self.before["tiles"][key] for key in now["tiles"]}
        assert tiles == {key: change.get(key, 0) for key in tiles}
        self.before = now


def says(visitor: Visitor, words: str) -> None:
    text = visitor.page.locator("main").inner_text()
    assert words in text, f"{visitor.page.url} says: {text[:1500]}"


def numbers(row) -> dict[str, int]:
    cells = [int(re.match(r"\d+", text.strip())[0]) for text in row.locator("td").all_inner_texts()[:8]]
    return dict(zip(("done", "late", "term", "over", "nodl", "total", "wait", "mute"), cells, strict=True))


def paste_three_lines(office: Visitor) -> None:
    page = office.page
    office.go("/documents?quarter=2026-Q4")
    page.locator("main table tbody a").first.click()
    page.get_by_role("link", name="Dán nhiều dòng").click()
    page.locator("textarea[name=lines]").fill(LINES)
    office.examine()
    page.get_by_role("button", name="Xem thành từng nhiệm vụ").click()
    first = page.locator("fieldset.q").first
    assert first.locator("select[name$=lead] option:checked").inner_text() == LEAD
    first.locator("select[name$=kind]").select_option(label="Đạt chỉ tiêu số")
    first.locator("input[name$=unit]").fill("ha")
    first.locator("details summary", has_text="Đơn vị phối hợp").click()
    first.get_by_label(re.compile(SUPPORT)).first.check()
    office.examine()
    page.get_by_role("button", name="Giao 3 nhiệm vụ").click()
    office.examine()
    says(office, "Đã giao 3 nhiệm vụ cho 1 đơn vị.")


def update_link(text: str) -> str:
    """The link of the task in the plain text part."""
    start = text.index(TITLE[:20])
    return re.search(r"http://127\.0\.0\.1:\d+/l/[\w.-]+", text[start:])[0]


def report(member: Visitor, words: str) -> None:
    """Report completion on the phone, with a number in Vietnamese writing and a photo."""
    page = member.page
    page.get_by_label("Đã hoàn thành, đề nghị xác nhận").check()
    page.locator("input[name^=value_]").first.fill("5.466,32")
    page.locator("textarea[name=done_text]").fill(words)
    page.locator("input[type=file]").set_input_files(
        {"name": "anh-dong-ruong.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    member.examine()
    page.get_by_role("button", name=re.compile("Gửi cập nhật|Gửi lại")).click()
    says(member, "Đã gửi cập nhật số")
    member.examine()


def photo() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 140, 60)).save(picture, "JPEG")
    return picture.getvalue()


def review_of(office: Visitor) -> str:
    """From the queue to the task that was reported; answers its address."""
    page = office.page
    office.go("/review")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(re.compile(r"/tasks/\d+"))
    return page.url


def give_back(office: Visitor, reason: str) -> None:
    page = office.page
    office.examine()
    page.locator("#review textarea[name=reason]").fill(reason)
    page.get_by_role("button", name="Trả lại", exact=True).click()
    says(office, "Đã trả lại kèm lý do.")


def the_audit_shows_every_step(inspector: Visitor) -> None:
    inspector.go("/audit")
    inspector.examine()
    text = inspector.page.locator("main").inner_text()
    for step in ("Giao nhiệm vụ", "Báo hoàn thành", "Trả lại", "Xác nhận hoàn thành"):
        assert step in text, step
    assert "Đề nghị ghi rõ diện tích của từng xã." in text
