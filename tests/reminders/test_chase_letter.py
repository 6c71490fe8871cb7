"""The letter of a chase: what the office says, about what, who says it, and where to answer."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.accounts.models import Account
from tracker.core.database import db, transaction
from tracker.core.text import clean_line
from tracker.mail.letter import Nothing, wire_size
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind
from tracker.organizations.models import ContentLevel, Organization
from tracker.reminders.chase_rules import Reach
from tracker.reminders.chases import Wanted, chase, look_at
from tracker.tasks.models import Review, StatusUpdate
from tracker.tasks.status import ReviewDecision, SelfRating, State

from .reading import addresses, opened, set_on, words

WORDS = "Đề nghị báo cáo trước 16 giờ ngày 15/05.\nCần số liệu của từng thôn."
CONTACT = "đ/c Hoa, Văn phòng, số nội bộ 101, vanphong@xasong.example"


@pytest.fixture
def chased(session, cast, books, write):
    """Chase these tasks as Hoa; answers the letter that somebody gets, and the mail it came from."""

    def send(*tasks, name="binh", text=WORDS, reach=Reach.LEAD):
        wanted = Wanted(task_ids=tuple(task.id for task in tasks), reach=reach, text=text)
        seal = look_at(db.session(), wanted, actor=cast.hoa, day=TODAY).seal
        chase(wanted, form_key="one form", seal=seal, actor=cast.hoa, now=NOW)
        (mail,) = books.mails(account_id=cast.people[name].id, kind=MailKind.CHASE)
        return write(mail, now=NOW)

    return send


@pytest.fixture
def pressed(make, report, cast):
    """A task that is late, was helped by another group, and stood worse each time it was told of."""
    set_on(Account, cast.people["hoa"].id, phone="0912 345 678")
    set_on(Organization, cast.home.id, contact=CONTACT)
    task = make.task(
        title="Chi trả bồi thường", due_on=date(2026, 5, 7), due_text="trước ngày 8/5/2026", supporting=["b"],
        state=State.IN_PROGRESS,
    )  # fmt: skip
    report(task, "họp dân", on=date(2026, 4, 14), self_rating=SelfRating.ON_TRACK)
    report(task, "đo đạc", on=date(2026, 4, 21), self_rating=SelfRating.DIFFICULT)
    report(task, "còn 12 hộ", on=date(2026, 5, 5), self_rating=SelfRating.AT_RISK)
    return task


def both(letter, *sentences):
    plain, rich = clean_line(letter.text), words(letter.html)
    for sentence in sentences:
        assert sentence in plain, sentence
        assert sentence in rich, sentence


def test_it_says_everything_a_group_needs(pressed, chased, cast):
    letter = chased(pressed)
    assert letter.subject == f"[Đảng ủy xã Sông] Đôn đốc: {pressed.code}"
    both(
        letter,
        "Kính gửi đồng chí Trần Thị Bình, Tổ công tác Bắc Sông,",
        "Văn phòng đôn đốc 1 việc.",
        "Đề nghị báo cáo trước 16 giờ ngày 15/05. Cần số liệu của từng thôn.",
        "Đ/c Đỗ Thị Hoa, điện thoại 0912 345 678",
        f"{pressed.code}. Chi trả bồi thường",
        "“Đẩy mạnh việc thứ 1”",
        "Thông báo kết luận số 1-TB/ĐU ngày 03/4/2026, Thường trực Đảng ủy",
        "Hạn thứ Năm 07/05/2026 (“trước ngày 8/5/2026”).",
        "Cập nhật cuối 05/05: Khó đạt đúng hạn. còn 12 hộ.",
        "Trước đó: 21/04 Có khó khăn, vẫn đạt; 14/04 Đúng tiến độ.",
        "Chủ trì: Tổ công tác Bắc Sông. Phối hợp: Phòng Tài chính.",
        "Đồng chí nhận thư này vì Văn phòng đôn đốc việc đơn vị của đồng chí được giao.",
        f"Đầu mối: {CONTACT}.",
        "Không trả lời thư này bằng nội dung mật.",
    )
    assert "QUÁ HẠN 3 NGÀY LÀM VIỆC" in letter.text
    assert letter.reply_to == "vanphong@xasong.example"
    assert letter.list_unsubscribe is None
    assert wire_size(letter) < 20_000


def test_the_sentence_stands_first_and_the_words_before_the_tasks(pressed, chased):
    plain = clean_line(chased(pressed).text)
    order = ["Văn phòng đôn đốc", "Đề nghị báo cáo", "Đ/c Đỗ Thị Hoa", "Chi trả", "Đồng chí nhận thư này vì"]
    places = [plain.index(each) for each in order]
    assert places == sorted(places)


def test_its_links_lead_to_the_form_the_difficulty_and_the_task(pressed, chased, cast):
    letter = chased(pressed)
    form = f"http://localhost/l/{cast.people['binh'].id}-{pressed.id}"
    wanted = {form, f"{form}#difficulty", f"http://localhost/tasks/{pressed.id}", "http://localhost/me"}
    assert {opened(each) for each in addresses(letter)} == wanted
    labels = re.findall(r"^   (\S[^:\n]*): +(http\S+)$", letter.text, re.MULTILINE)
    assert [label for label, _address in labels] == ["Cập nhật", "Báo khó khăn", "Xem nhiệm vụ"]
    assert {address for _label, address in labels} <= addresses(letter)


def test_the_link_of_a_difficulty_stands_on_the_form(pressed, chased, pages):
    letter = chased(pressed)
    (href,) = [each for each in addresses(letter) if each.endswith("#difficulty")]
    html = pages.of(None).get(href.removeprefix("http://localhost").partition("#")[0]).html
    assert 'id="difficulty"' in html


def test_without_a_telephone_the_name_stands_alone(pressed, chased, cast):
    set_on(Account, cast.people["hoa"].id, phone="")
    plain = clean_line(chased(pressed).text)
    assert "Đ/c Đỗ Thị Hoa " in plain
    assert "điện thoại" not in plain


def test_a_returned_task_asks_to_be_mended(make, chased):
    task = make.task(state=State.RETURNED, returned_on=date(2026, 5, 8), due_on=date(2026, 6, 1))
    letter = chased(task)
    assert "BỊ TRẢ LẠI 08/05/2026" in letter.text
    assert re.search(r"Sửa và gửi lại: +http", letter.text)


def test_what_was_finished_meanwhile_is_left_out(make, chased, books, write, change_task):
    first, second = make.task(due_on=TODAY), make.task(due_on=TODAY, title="Còn nguyên")
    chased(first, second)
    mails = books.mails(kind=MailKind.CHASE)
    change_task(first, state=State.COMPLETED)
    letter = write(mails[0], now=NOW)
    assert letter.subject == f"[Đảng ủy xã Sông] Đôn đốc: {second.code}"
    assert first.title not in letter.text
    change_task(second, state=State.COMPLETED)
    assert isinstance(write(mails[0], now=NOW), Nothing)


def test_each_level_tells_its_part(pressed, chased, cast, books, write):
    chased(pressed)
    (mail,) = books.mails(account_id=cast.people["binh"].id, kind=MailKind.CHASE)
    told = {}
    for level in ContentLevel:
        set_on(Organization, cast.home.id, content_level=level)
        letter = write(mail, now=NOW)
        told[level] = f"{letter.subject}\n{clean_line(letter.text)}\n{words(letter.html)}"
    secret = ("Đề nghị báo cáo", "Đỗ Thị Hoa, điện thoại", "còn 12 hộ", "Đẩy mạnh việc", "1-TB/ĐU", "trước ngày 8/5")
    assert all(each in told[ContentLevel.FULL] for each in secret)
    assert not any(each in told[ContentLevel.TITLE] for each in secret)
    assert "Chi trả bồi thường" in told[ContentLevel.TITLE]
    assert "07/05/2026" in told[ContentLevel.TITLE]
    code = told[ContentLevel.CODE]
    assert not any(each in code for each in (*secret, "Chi trả", "Bắc Sông", "Tài chính", "Hạn ", "Quá hạn", "Đôn đốc"))
    assert f"1. {pressed.code}" in code


def test_an_english_reader_gets_it_in_english(pressed, chased, cast):
    set_on(Account, cast.people["binh"].id, locale="en")
    letter = chased(pressed)
    assert '<html lang="en">' in letter.html
    assert "telephone 0912 345 678" in clean_line(letter.text)
    assert "Report a difficulty" in words(letter.html)
    assert "Thursday 07/05/2026" in clean_line(letter.text)


MARKED = "Kế hoạch diễn tập 7391 (Tối mật)"


def test_words_that_bear_a_mark_from_before_are_not_quoted(pressed, chased, cast, books, write):
    chased(pressed)
    (mail,) = books.mails(account_id=cast.people["binh"].id, kind=MailKind.CHASE)
    with transaction() as session:
        for line in session.get_one(OutgoingMail, mail.id).lines:
            line.detail = {**line.detail, "text": f"Khẩn\nMật\n{MARKED}"}
    letter = write(mail, now=NOW)
    assert "7391" not in letter.text + letter.html
    assert "Chi trả bồi thường" in letter.text


@pytest.mark.parametrize("where", ["title", "due_text", "quotation", "number", "done_text", "reason"])
def test_a_task_that_bears_a_mark_from_before_is_told_by_its_code(pressed, make, chased, cast, report, where):
    mark(pressed, where, cast)
    other = make.task(title="Việc thường", due_on=TODAY)
    letter = chased(pressed, other)
    whole = f"{letter.subject}\n{letter.text}\n{letter.html}"
    assert "7391" not in whole
    assert "Chi trả" not in whole
    assert f"{pressed.code}\n" in letter.text
    assert f"http://localhost/tasks/{pressed.id}" in addresses(letter)
    assert "Việc thường" in letter.text


def mark(task, where, cast) -> None:
    """Put a mark straight into the table."""
    tables = {
        "title": "UPDATE task SET title = :marked WHERE id = :id",
        "due_text": "UPDATE task SET due_text = :marked WHERE id = :id",
        "quotation": "UPDATE directive SET quotation = :marked "
        "WHERE id = (SELECT directive_id FROM task WHERE id = :id)",
        "number": "UPDATE source_document SET number = :marked",
        "done_text": "UPDATE status_update SET done_text = :marked WHERE task_id = :id",
    }
    with transaction() as session:
        if where == "reason":
            update = session.scalars(sa.select(sa.func.max(StatusUpdate.id))).one()
            session.add(
                Review(
                    organization_id=task.organization_id,
                    task_id=task.id,
                    status_update_id=update,
                    reviewer_id=cast.people["hoa"].id,
                    decision=ReviewDecision.RETURNED,
                    reason="đủ chữ",
                    created_at=NOW,
                )
            )
            session.flush()
            session.execute(sa.text("UPDATE review SET reason = :marked"), {"marked": MARKED})
        else:
            session.execute(sa.text(tables[where]), {"marked": MARKED, "id": task.id})
