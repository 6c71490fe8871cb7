"""Whatever is sent to the pages of tasks, the answer is a clean page with a sentence, and nothing half-done stays."""

import unicodedata
from io import BytesIO

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.pages import Page, faults
from tests.tasks.acts import fresh, indicator, report_done
from tracker.tasks.models import Direction, Review, StatusUpdate
from tracker.tasks.status import Kind, State

TEN_THOUSAND = "Ộ" * 10_000
HOSTILE = (
    "\x00", "a\x00b", "a\r\nb", "\u202efdp.exe", "\ufeff", "\ud7ff", "😀", "<script>alert(1)</script>", "{{7*7}}",
    "%s%(n)s", "' OR 1=1 --", "18.5", "-1", "1e5", "NaN", "٣", "9" * 400, TEN_THOUSAND,
)  # fmt: skip


@pytest.fixture
def task(make):
    made = make.task(lead="a", supporting=["b"], kind=Kind.HANDLE_CASES, due_on=TODAY)
    indicator(made)
    return made


def clean(answer, *statuses):
    """The answer is a page of ours that keeps the house rules."""
    assert answer.status_code in statuses, f"{answer.status_code}: {Page(answer.text).text[:300]}"
    if answer.status_code != 303:
        page = Page(answer.text)
        assert faults(page) == []
        assert "Traceback" not in page.html
        assert "<script>alert" not in page.html
    return answer


def post(visitor, path, data, *statuses, **more):
    sent = {"csrf_token": visitor.token(), **data}
    return clean(visitor._ask(visitor.client.post, path, data=sent, **more), *statuses)


def update_fields(task):
    (number,) = fresh(task).indicators
    return ("self_rating", "done_text", "difficulty", "needs_decision", "cases_received", "cases_resolved",
            "cases_remaining", "expected_on", f"value_{number.id}", "version", "form_key", "action")  # fmt: skip


def test_18_5_is_refused_and_never_read_as_185(pages, task, session):
    (number,) = fresh(task).indicators
    for typed in ("18.5", "12,3,4", "1e5", "5 466", "0.500", "١٢", "NaN", "5,"):
        data = {"version": "1", "self_rating": "on_track", "done_text": "x", f"value_{number.id}": typed}
        answer = post(pages.of("an"), f"/tasks/{task.id}/update", data, 422)
        assert f"“{typed}” không phải là số. Viết như 13 hoặc 9,8 (dấu phẩy trước phần lẻ)." in answer.text
        assert f'value="{typed}"' in answer.text
    session.rollback()
    assert session.scalars(sa.select(StatusUpdate)).all() == []


def test_a_count_is_whole_and_not_negative(pages, task):
    for typed in ("-1", "1,5", "x", "9" * 20):
        data = {"version": "1", "self_rating": "on_track", "done_text": "x", "cases_received": typed}
        answer = post(pages.of("an"), f"/tasks/{task.id}/update", data, 422)
        assert f"“{typed}” không phải là số đếm." in answer.text


def test_no_field_of_an_update_makes_the_page_stumble(pages, task):
    an = pages.of("an")
    for value in HOSTILE:
        data = dict.fromkeys(update_fields(task), value)
        post(an, f"/tasks/{task.id}/update", data, 409, 422)
        version = str(fresh(task).version)
        ordinary = {"version": version, "self_rating": "on_track", "done_text": f"Đã làm {value}", "form_key": value}
        post(an, f"/tasks/{task.id}/update", ordinary, 303, 422)
        post(an, f"/tasks/{task.id}/update", {**data, "action": "draft"}, 303)
        post(an, f"/tasks/{task.id}/update", {**data, "action": "copy"}, 200)
        clean(an._ask(an.client.get, f"/tasks/{task.id}/update"), 200)
        post(an, f"/tasks/{task.id}/no-change", {"version": value, "form_key": value}, 303)
    for field in update_fields(task):
        post(
            an, f"/tasks/{task.id}/update", {"version": "1", "self_rating": "on_track", field: "a\x00b"}, 303, 409, 422
        )


def test_no_field_of_the_office_s_forms_makes_a_page_stumble(pages, make, cast):
    task = make.task(lead="a", supporting=["b"], due_on=TODAY)
    report_done(task, cast.an)
    hoa = pages.of("hoa")
    fields = ("version", "form_key", "reason", "text", "title", "in_charge_id", "priority", "supporting_group_ids",
              f"duty_{cast.groups['b'].id}", "due_on", "without")  # fmt: skip
    for change in ("return", "confirm", "directions", "edit", "deadline", "cancel", "carry-over"):
        for turn in range(0, len(HOSTILE), 3):
            values = HOSTILE[turn:] + HOSTILE[:turn]
            post(hoa, f"/tasks/{task.id}/{change}", dict(zip(fields, values, strict=False)), 303, 409, 422)
    for value in HOSTILE:
        version = {"version": str(fresh(task).version)}
        post(hoa, f"/tasks/{task.id}/edit", {**version, "title": f"Tên {value}"}, 303, 422)
        post(hoa, f"/tasks/{task.id}/deadline", {**version, "due_on": value, "reason": f"Vì rằng là {value}"}, 409, 422)
        clean(hoa._ask(hoa.client.get, f"/tasks/{task.id}"), 200)


def test_invisible_characters_and_line_breaks_are_cleaned_and_letters_composed(pages, task, session):
    decomposed = unicodedata.normalize("NFD", "Đã chi trả\u200b cho\x00 Kỳ Xuân")
    data = {"version": "1", "self_rating": "on_track", "done_text": f" {decomposed}\r\n\r\n\r\n\r\ndòng hai "}
    post(pages.of("an"), f"/tasks/{task.id}/update", data, 303)
    post(pages.of("hoa"), f"/tasks/{task.id}/edit", {"version": "2", "title": f"{decomposed}\r\nxuống dòng"}, 303)
    session.rollback()
    assert session.scalars(sa.select(StatusUpdate.done_text)).one() == "Đã chi trả cho Kỳ Xuân\n\ndòng hai"
    assert fresh(task).title == "Đã chi trả cho Kỳ Xuân xuống dòng"


def test_ten_thousand_characters_are_refused_with_the_limit_and_kept(pages, task):
    for field in ("done_text", "difficulty"):
        data = {"version": "1", "self_rating": "on_track", "done_text": "x", field: TEN_THOUSAND}
        answer = post(pages.of("an"), f"/tasks/{task.id}/update", data, 422)
        assert "Dài 10000 ký tự, tối đa 4000. Rút gọn lại." in answer.text
        assert f"{TEN_THOUSAND}</textarea>" in answer.text


def test_secret_papers_and_old_fonts_are_refused_at_the_door(pages, task, session):
    for text, sentence in {
        "Độ mật: TỐI MẬT\nĐã chi trả": "hệ thống không nhận tài liệu mật",
        "nh©n d©n ®o¹n kÕt": "Văn bản dùng phông cũ",
    }.items():
        data = {"version": "1", "self_rating": "on_track", "done_text": text}
        assert sentence in post(pages.of("an"), f"/tasks/{task.id}/update", data, 422).text
    session.rollback()
    assert session.scalars(sa.select(StatusUpdate)).all() == []


def test_an_answer_nobody_offered_is_refused_in_words(pages, task):
    for rating in ("excellent", "DONE", "on_track'", "0"):
        data = {"version": "1", "self_rating": rating, "done_text": "Đã làm"}
        answer = post(pages.of("an"), f"/tasks/{task.id}/update", data, 422)
        assert "Chọn một mục có trong danh sách." in answer.text
    data = {"version": "1", "self_rating": "done", "done_text": "Đã làm"}
    answer = post(pages.of("chi"), f"/tasks/{task.id}/update", data, 422)  # support is not offered "done"
    assert "Chọn một mục có trong danh sách." in answer.text


def test_unknown_ids_and_those_of_another_committee_do_not_exist(pages, make, task):
    strange = make.task(lead="d", organization="next")
    paths = ("", "/update", "/edit", "/deadline", "/cancel", "/carry-over", "/updates/1")
    for name in ("an", "hoa"):
        visitor = pages.of(name)
        for task_id in (strange.id, 0, 2**31, 9**40):
            for path in paths:
                clean(visitor._ask(visitor.client.get, f"/tasks/{task_id}{path}"), 404)
            for path in ("/update", "/no-change", "/confirm", "/return", "/directions", "/edit", "/deadline"):
                post(visitor, f"/tasks/{task_id}{path}", {"version": "1", "text": "x", "reason": "x" * 20}, 404)
        for address in ("/tasks/x", "/tasks/-1", "/tasks/1.5", "/tasks/1/nothing", "/evidence/x", f"/evidence/{2**40}"):
            clean(visitor._ask(visitor.client.get, address), 404)


def test_a_number_of_another_task_does_not_exist_in_this_form(pages, make, task, session):
    other = indicator(make.task(lead="a"))
    data = {"version": "1", "self_rating": "on_track", "done_text": "Đã làm", f"value_{other.id}": "5"}
    post(pages.of("an"), f"/tasks/{task.id}/update", data, 303)
    session.rollback()
    assert session.scalars(sa.select(StatusUpdate)).one().measurements == []


def test_fields_that_no_form_shows_change_nothing(pages, task):
    smuggled = {"state": "completed", "reported_on": "01/01/2026", "lead_group_id": "3", "organization_id": "9",
                "author_id": "1", "group_id": "2", "due_on": "30/06/2026", "confirmed_on": "01/01/2026", "id": "77",
                "no_change": "y", "to_state": "completed", "title": "Khác"}  # fmt: skip
    data = {"version": "1", "self_rating": "on_track", "done_text": "Đã làm", **smuggled}
    post(pages.of("an"), f"/tasks/{task.id}/update", data, 303)
    now = fresh(task)
    assert (now.state, now.reported_on, now.due_on, now.confirmed_on) == (State.IN_PROGRESS, None, TODAY, None)
    assert (now.lead_group_id, now.title) == (task.lead_group_id, task.title)


def test_a_reader_s_own_way_into_a_page_that_writes_is_closed(pages, task):
    for path in ("confirm", "return", "directions", "no-change"):
        visitor = pages.of("hoa")
        clean(visitor._ask(visitor.client.get, f"/tasks/{task.id}/{path}"), 404, 405)
        clean(visitor._ask(visitor.client.put, f"/tasks/{task.id}/{path}"), 400, 404, 405)


def test_other_content_than_a_form_is_no_form(pages, task, session):
    an = pages.of("an")
    for content_type, body in (
        ("application/json", b'{"version": 1, "self_rating": "done"}'),
        ("text/plain", b"version=1"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name="),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded", b"\xff\xfe%ZZ&&&=;"),
        ("", b"\x00\x01"),
    ):
        for path in ("update", "no-change"):
            answer = an._ask(an.client.post, f"/tasks/{task.id}/{path}", data=body, content_type=content_type)
            clean(answer, 400)
    for words in ({"version": 1, "self_rating": 5, "done_text": ["x"]}, [1, 2], "x"):
        answer = an._ask(an.client.post, f"/tasks/{task.id}/update", json=words, headers={"X-CSRFToken": an.token()})
        clean(answer, 400, 409, 422)
    session.rollback()
    assert session.scalars(sa.select(StatusUpdate)).all() == []


def test_a_token_that_is_missing_or_wrong_writes_nothing(pages, task, session):
    hoa = pages.of("hoa")
    hoa.token()
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "x"}):
        for path in ("confirm", "return", "directions", "cancel"):
            data = {**token, "version": "1", "reason": "một lý do đủ dài", "text": "x"}
            clean(hoa._ask(hoa.client.post, f"/tasks/{task.id}/{path}", data=data), 400)
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        post(hoa, f"/tasks/{task.id}/directions", {"text": "x"}, 403, headers=header)
    session.rollback()
    for model in (Direction, Review):
        assert session.scalars(sa.select(model)).all() == []


def test_files_where_words_belong_and_words_where_files_belong(pages, task, session):
    data = {"version": "1", "self_rating": "on_track", "done_text": (BytesIO(b"x"), "x.txt"), "files": "no file"}
    post(pages.of("an"), f"/tasks/{task.id}/update", data, 422, content_type="multipart/form-data")
    for path in ("return", "directions", "edit", "cancel"):
        wrong = {"version": "1", "reason": (BytesIO(b"x"), "x.txt"), "text": (BytesIO(b"x"), "x.txt")}
        post(pages.of("hoa"), f"/tasks/{task.id}/{path}", wrong, 422, content_type="multipart/form-data")
    session.rollback()
    assert session.scalars(sa.select(StatusUpdate)).all() == []


def test_a_field_given_twice_counts_once(pages, task, session):
    data = {"version": ["1", "9"], "self_rating": ["on_track", "done"], "done_text": ["Một", "Hai"]}
    post(pages.of("an"), f"/tasks/{task.id}/update", data, 303)
    session.rollback()
    assert session.scalars(sa.select(StatusUpdate.done_text)).all() == ["Một"]


def test_more_than_the_server_takes_is_a_clean_page(app, pages, task, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2000)
    an = pages.of("an")
    data = {"csrf_token": an.token(), "done_text": "x" * 5000}
    clean(an._ask(an.client.post, f"/tasks/{task.id}/update", data=data), 413)
