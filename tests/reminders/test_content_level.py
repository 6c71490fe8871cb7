"""How much a mail tells: everything, title and deadline, or nothing but codes and links."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.tasks.acts import report_done
from tracker.core.database import transaction
from tracker.groups.models import Group
from tracker.mail.models import Occurrence
from tracker.mail.status import MailKind, OccurrenceKind
from tracker.organizations.models import ContentLevel, Organization
from tracker.tasks.direction_actions import direct
from tracker.tasks.models import Task
from tracker.tasks.review_actions import send_back
from tracker.tasks.status import State

from .conftest import MORNING

TITLE, UNIT, REASON, DIRECTION, SAID = "Chimdaudan", "Donvican", "Lydokhongduoclo ra", "Ykienkin", "Noidungbaocao"
CANARIES = (TITLE, UNIT, REASON, DIRECTION, SAID, "Làm việc")


@pytest.fixture
def level(cast):
    """Set how much the mails of the committee tell; its groups and tasks carry words that must not leak."""

    def choose(wanted):
        with transaction() as session:
            home = Organization.id == cast.home.id
            session.execute(sa.update(Organization).where(home).values(content_level=wanted))
            for group in session.scalars(sa.select(Group)):
                group.name = f"{UNIT} {group.id}"
                group.short_name = f"{UNIT}{group.id}"
            session.execute(sa.update(Task).values(title=TITLE))

    return choose


@pytest.fixture
def full(make, cast):
    """Something of every kind for everybody."""
    for days in (-20, -12, -1, 0, 1, 3):
        make.task(lead="a", supporting=["b"], due_on=TODAY + timedelta(days=days), in_charge="binh")
    back = make.task(lead="a", due_on=TODAY, in_charge="binh")
    report_done(back, cast.an, now=MORNING - timedelta(hours=2), done_text=SAID)
    send_back(back.id, 2, REASON, actor=cast.hoa, now=MORNING - timedelta(hours=1))
    waits = make.task(lead="a", due_on=TODAY, in_charge="binh")
    report_done(waits, cast.an, now=MORNING - timedelta(days=1), done_text=SAID)
    direct(back.id, DIRECTION, actor=cast.tam, now=MORNING - timedelta(hours=1))
    return back


def letters(books, write):
    books.open()
    return [write(mail) for mail in books.mails() if mail.kind in {MailKind.DIGEST, MailKind.NOTICE}]


def whole(letter):
    return f"{letter.subject}\n{letter.text}\n{letter.html}"


def test_code_and_link_only_tells_nothing_else(full, level, books, write):
    level(ContentLevel.CODE)
    found = [each for each in letters(books, write) if hasattr(each, "subject")]
    assert len(found) >= 4
    for letter in found:
        assert [word for word in CANARIES if word in whole(letter)] == []
        assert "/l/" in letter.text or "/tasks/" in letter.text or "/review" in letter.text
    assert any(full.code in letter.text for letter in found)


def test_title_only_keeps_reasons_and_reports_at_home(full, level, books, write):
    level(ContentLevel.TITLE)
    found = [each for each in letters(books, write) if hasattr(each, "subject")]
    assert any(TITLE in letter.text for letter in found)
    for letter in found:
        assert [word for word in (REASON, DIRECTION, SAID) if word in whole(letter)] == []


def test_everything_tells_everything(full, level, books, write):
    level(ContentLevel.FULL)
    found = [each for each in letters(books, write) if hasattr(each, "subject")]
    text = "\n".join(whole(letter) for letter in found)
    assert [word for word in CANARIES[:4] if word not in text] == []


def test_a_moved_deadline_too(make, level, write, news):
    mail = news(OccurrenceKind.DEADLINE, make.task(due_on=TODAY), reason=REASON, by="Đỗ Thị Hoa", old="2026-05-01")
    level(ContentLevel.CODE)
    letter = write(mail)
    assert [word for word in CANARIES if word in whole(letter)] == []


MARKED = "Kế hoạch diễn tập 7391 (Tối mật)"


def marked_before(task):
    """A title from before it was refused, put straight into the table."""
    with transaction() as session:
        session.execute(sa.update(Task).where(Task.id == task.id).values(title=MARKED))


def test_a_marked_task_is_told_by_its_code_alone_in_every_digest(full, make, books, write):
    marked = make.task(title="Việc cũ", due_on=TODAY, in_charge="binh")
    watched = make.task(lead="a", due_on=TODAY - timedelta(days=40), last_update_on=TODAY - timedelta(days=40))
    for task in (marked, watched):
        marked_before(task)
    found = [each for each in letters(books, write) if hasattr(each, "subject")]
    about = [letter for letter in found if re.search(rf"\b{marked.code}\b|\b{watched.code}\b", letter.text)]
    assert len(about) >= 2
    assert not [letter.subject for letter in found if "7391" in whole(letter)]
    assert any(f"/tasks/{marked.id}" in letter.text for letter in about)


@pytest.mark.parametrize("kind", [OccurrenceKind.ASSIGNED, OccurrenceKind.CONFIRMED, OccurrenceKind.DEADLINE])
def test_a_marked_task_is_told_by_its_code_alone_in_every_notice(make, news, write, kind):
    state = State.COMPLETED if kind is OccurrenceKind.CONFIRMED else State.NOT_STARTED
    task = make.task(due_on=TODAY, in_charge="binh", state=state)
    mail = news(kind, task, reason="Theo đề nghị", by="Đỗ Thị Hoa")
    marked_before(task)
    letter = write(mail)
    assert "7391" not in whole(letter)
    assert f"/tasks/{task.id}" in letter.text


def test_a_direction_that_bears_a_mark_is_not_quoted(make, cast, books, write):
    task = make.task(due_on=TODAY, title="Việc thường", in_charge="binh")
    direct(task.id, "Khẩn trương báo cáo", actor=cast.tam, now=MORNING)
    with transaction() as session:
        for line in session.scalars(sa.select(Occurrence)):
            line.detail = {**line.detail, "text": "Ba điểm\nMật\n7391"}
    mails = books.mails(kind=MailKind.NOTICE)
    assert mails
    for mail in mails:
        letter = write(mail)
        assert "7391" not in whole(letter)
        assert task.code in letter.text
