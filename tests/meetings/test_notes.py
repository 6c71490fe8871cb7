"""What the secretary types in a meeting: kept once, refused in words, taken over into the next quarter, never lost."""

import re
import threading
from datetime import date

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page, faults
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed, NotFound, Stale
from tracker.core.quarter import Quarter
from tracker.directives.models import Directive
from tracker.meetings import actions
from tracker.meetings.actions import NewNote, write_note
from tracker.meetings.models import MeetingNote
from tracker.meetings.rules import AlreadyNoted
from tracker.tasks.models import Task

Q2 = Quarter(2026, 2)
KEY = "11111111-2222-3333-4444-555555555555"
WORDS = "Giao Tổ công tác Bắc Sông hoàn thành rà soát trước ngày 15/7/2026."


@pytest.fixture
def task(make):
    return make.task(title="Rà soát hộ nghèo", due_on=date(2026, 4, 20), last_update_on=TODAY)


@pytest.fixture
def place(task):
    return f"/meeting/2026-Q2/groups/{task.lead_group_id}/notes"


@pytest.fixture
def note(task, cast):
    new = NewNote(quarter=Q2, group_id=task.lead_group_id, task_id=task.id, text=WORDS)
    return write_note(new, form_key=KEY, actor=cast.hoa, now=NOW)


def notes(session):
    session.rollback()
    return session.scalars(sa.select(MeetingNote).order_by(MeetingNote.id)).all()


def entries(session):
    session.rollback()
    return [each.action for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def refused(answer):
    page = Page(answer.text)
    assert not faults(page), faults(page)
    return page


def test_a_conclusion_is_kept_and_stands_on_the_screen(pages, session, task, place):
    answer = pages.of("hoa").post(place, {"text": WORDS, "task_id": task.id, "form_key": KEY})
    assert answer.headers["Location"] == f"/meeting/2026-Q2/1?noted={task.lead_group_id}"
    [kept] = notes(session)
    assert (kept.text, kept.task_id, kept.quarter, kept.author.full_name) == (WORDS, task.id, "2026-Q2", "Đỗ Thị Hoa")
    assert entries(session) == ["meeting.noted"]
    page = pages.of("tam").get("/meeting/2026-Q2/1")
    assert WORDS in page.text
    assert "Đã ghi kết luận vào dự thảo Quý III/2026." in pages.of("hoa").get("/meeting/2026-Q2/1").text


def test_a_double_click_keeps_it_once(pages, session, place):
    for _press in range(2):
        pages.of("hoa").post(place, {"text": WORDS, "form_key": KEY})
    assert len(notes(session)) == 1
    assert "Việc này đã được ghi nhận trước đó." in pages.of("hoa").get("/meeting/2026-Q2/1").text


def test_two_presses_at_the_same_moment_keep_it_once(app, session, cast, task):
    new = NewNote(quarter=Q2, group_id=task.lead_group_id, task_id=None, text=WORDS)
    said, gate = [], threading.Barrier(2)

    def press():
        with app.app_context():
            gate.wait()
            try:
                write_note(new, form_key=KEY, actor=cast.hoa, now=NOW)
                said.append("kept")
            except AlreadyNoted:
                said.append("already")

    session.rollback()
    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert sorted(said) == ["already", "kept"]
    assert len(notes(session)) == 1
    assert entries(session) == ["meeting.noted"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Ghi nội dung kết luận."),
        ("Kế hoạch diễn tập 7391 (Tối mật)", "hệ thống không nhận tài liệu mật"),
        ("x" * 2001, "Dài 2001 ký tự, tối đa 2000."),
    ],
)
def test_a_refusal_stands_beside_the_field_and_nothing_typed_is_lost(pages, session, place, text, words):
    page = refused(pages.of("hoa").post(place, {"text": text, "form_key": KEY}, status=422))
    assert words in page.text
    assert text in page.text
    assert KEY in page.html
    assert 'http-equiv="refresh"' not in page.html
    assert notes(session) == []


def test_a_task_of_another_group_is_refused(pages, session, make, place):
    other = make.task(lead="b")
    page = refused(pages.of("hoa").post(place, {"text": WORDS, "task_id": other.id}, status=422))
    assert "Chọn một mục có trong danh sách." in page.text
    assert WORDS in page.text
    assert notes(session) == []


def test_a_token_that_grew_old_costs_nothing(pages, session, place):
    visitor = pages.of("hoa")
    visitor.token()
    answer = visitor._ask(visitor.client.post, place, data={"csrf_token": "old", "text": WORDS, "form_key": KEY})
    assert answer.status_code == 422
    page = refused(answer)
    assert WORDS in page.text
    assert "Trang này mở đã lâu" in page.text
    assert notes(session) == []


def test_who_was_signed_out_gets_the_words_back_and_sends_them_after_signing_in(pages, session, task, place):
    stranger = pages.of(None)
    page = refused(stranger.post(place, {"text": WORDS, "task_id": task.id, "form_key": KEY}, status=422))
    assert WORDS in page.text
    assert "Phiên làm việc đã kết thúc" in page.h1[0]
    assert "Tổ công tác Bắc Sông" not in page.text.replace(WORDS, "")
    assert task.title not in page.text
    assert notes(session) == []
    fields = page.forms[0]["fields"]
    sent = {name: fields[name][0]["value"] for name in ("form_key", "task_id")}
    pages.of("hoa").post(page.forms[0]["action"], {"text": WORDS, **sent})
    assert [(each.text, each.task_id) for each in notes(session)] == [(WORDS, task.id)]


def test_a_post_of_another_site_is_refused_before_anything_is_read(pages, session, place):
    pages.of("hoa").post(place, {"text": WORDS}, status=403, headers={"Origin": "http://elsewhere.example"})
    assert notes(session) == []


@pytest.mark.parametrize(("who", "status"), [("tam", 403), ("kien", 403), ("phuc", 403), ("an", 404), ("lan", 404)])
def test_only_the_office_writes(pages, session, place, who, status):
    pages.of(who).post(place, {"text": WORDS}, status=status)
    assert notes(session) == []
    if status == 403 and who != "phuc":
        assert "Ghi kết luận" not in pages.of(who).get("/meeting/2026-Q2/1?write=1").text


@pytest.mark.parametrize(("who", "refusal"), [("tam", NotAllowed), ("lan", NotFound)])
def test_the_action_asks_again(session, cast, task, who, refusal):
    new = NewNote(quarter=Q2, group_id=task.lead_group_id, task_id=None, text=WORDS)
    with pytest.raises(refusal):
        write_note(new, form_key=KEY, actor=getattr(cast, who), now=NOW)


def test_it_can_be_put_right_left_out_and_taken_back(pages, session, note):
    hoa, path = pages.of("hoa"), f"/meeting/notes/{note.id}"
    hoa.post(path, {"version": "1", "text": "Hoàn thành trước 20/7"})
    hoa.post(f"{path}/drop", {"version": "2"})
    assert "Khôi phục" in hoa.get(path).text
    assert "Hoàn thành trước 20/7" not in hoa.get("/meeting/2026-Q2/1").text
    hoa.post(f"{path}/restore")
    assert "Hoàn thành trước 20/7" in hoa.get("/meeting/2026-Q2/1").text
    assert entries(session) == [
        "meeting.noted", "meeting.note_edited", "meeting.note_dropped", "meeting.note_restored",
    ]  # fmt: skip


def test_two_clerks_at_once_lose_nothing(pages, session, note):
    path = f"/meeting/notes/{note.id}"
    pages.of("hung").post(path, {"version": "1", "text": "Bản của Hùng"})
    page = refused(pages.of("hoa").post(path, {"version": "1", "text": "Bản của Hoa"}, status=409))
    assert "Bản của Hoa" in page.text
    assert "Bản hiện có : Bản của Hùng" in page.text or "Bản hiện có: Bản của Hùng" in page.text
    pages.of("hoa").post(path, {"version": "2", "text": "Bản của Hoa"})
    assert notes(session)[0].text == "Bản của Hoa"


def test_leaving_out_asks_for_the_version_that_was_shown(session, cast, note):
    actions.edit_note(note.id, 1, "Khác", actor=cast.hoa, now=NOW)
    with pytest.raises(Stale):
        actions.drop_note(note.id, 1, actor=cast.hoa, now=NOW)


def lines_page(pages, document):
    return pages.of("hoa").get(f"/documents/{document.id}/lines")


def rows_of(pages, document, **sent):
    answer = pages.of("hoa").post(f"/documents/{document.id}/lines", {"action": "rows", "kind": "", **sent}, status=200)
    return refused(answer)


def given(page, **more):
    """What the page of rows would send back, with a deadline for every row."""
    [form] = [each for each in page.forms if "rows-0-title" in each["fields"]]
    sent = {
        name: controls[0]["value"]
        for name, controls in form["fields"].items()
        if controls[0].get("type") == "hidden" and "value" in controls[0]
    }
    chosen = re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(?:(?!</select>).)*<option selected value="([^"]+)"', page.html, re.DOTALL
    )
    titles = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page.html)
    days = {f"rows-{n}-due_on": "31/07/2026" for n in range(len(titles))}
    return {**sent, **dict(chosen), **dict(titles), **days, "action": "assign", **more}


def test_a_ticked_conclusion_becomes_a_directive_with_nothing_typed_again(pages, session, make, task, note):
    document = make.document(quarter="2026-Q3")
    assert "Bắc Sông, về việc 01: Giao Tổ công tác" in lines_page(pages, document).text
    page = rows_of(pages, document, notes=note.id)
    pages.of("hoa").post(f"/documents/{document.id}/lines", given(page))
    session.rollback()
    directive = session.scalars(sa.select(Directive).where(Directive.document_id == document.id)).one()
    assert directive.quotation == WORDS
    made = session.scalars(sa.select(Task).where(Task.directive_id == directive.id)).one()
    assert (made.lead_group_id, made.title) == (task.lead_group_id, WORDS.rstrip("."))
    assert notes(session)[0].taken_on == TODAY
    assert "Giao Tổ công tác Bắc Sông" not in lines_page(pages, document).text.split("Các dòng")[0]
    assert entries(session) == ["meeting.noted", "task.assigned"]


def test_a_row_left_out_leaves_its_conclusion_waiting(pages, session, make, note):
    document = make.document(quarter="2026-Q3")
    page = rows_of(pages, document, notes=note.id, lines="Phát động thi đua | Bắc Sông")
    pages.of("hoa").post(f"/documents/{document.id}/lines", given(page, **{"rows-0-dropped": "y"}))
    assert notes(session)[0].taken_on is None
    assert entries(session) == ["meeting.noted", "task.assigned"]


def test_a_conclusion_taken_elsewhere_meanwhile_stops_the_whole(pages, session, make, cast, note):
    document = make.document(quarter="2026-Q3")
    page = rows_of(pages, document, notes=note.id)
    actions.drop_note(note.id, 1, actor=cast.hung, now=NOW)
    answer = pages.of("hoa").post(f"/documents/{document.id}/lines", given(page), status=422)
    assert "vừa được giao hoặc bỏ ở nơi khác" in refused(answer).text
    session.rollback()
    assert session.scalars(sa.select(Directive.id).where(Directive.document_id == document.id)).all() == []


@pytest.mark.parametrize("quarter", ["2026-Q2", "2026-Q4"])
def test_only_the_next_quarter_is_offered_it(pages, make, note, quarter):
    assert WORDS not in lines_page(pages, make.document(quarter=quarter)).text


def test_what_was_given_is_changed_no_more(session, cast, note):
    with transaction() as writing:
        actions.take_over(writing, [note.id], organization_id=note.organization_id, quarter=Q2.next, day=TODAY)
    with pytest.raises(Invalid):
        actions.edit_note(note.id, 2, "Khác", actor=cast.hoa, now=NOW)
