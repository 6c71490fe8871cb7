"""Many pasted lines: paste, check as rows, give all at once, once."""

import unicodedata
from datetime import date

import pytest
import sqlalchemy as sa

from tests.pages import Page, faults
from tracker.core.database import transaction
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.intake import actions
from tracker.tasks.models import Task
from tracker.tasks.status import Kind

TEXT = "Hội nghị giao: đẩy mạnh thu ngân sách; ban hành đề án xử lý chất thải; đẩy mạnh thu ngân sách."
THREE = """1. đẩy mạnh thu ngân sách | tai chinh | 20/6/2026
2. ban hành đề án xử lý chất thải | Bắc Sông | theo quy định

- Phát động phong trào thi đua | Tổ lạ
"""


@pytest.fixture
def document(make):
    return make.document(text=TEXT)


def path(document):
    return f"/documents/{document.id}/lines"


def tasks(session):
    return session.scalars(sa.select(Task).order_by(Task.id)).all()


def paste(pages, document, lines, **defaults):
    """The checked page of rows."""
    typed = {"action": "rows", "lines": lines, "kind": "", "default_due_on": "30/06/2026", **defaults}
    answer = pages.of("hoa").post(path(document), typed, status=200)
    page = Page(answer.text)
    assert not faults(page), faults(page)
    return page


def fields_of(page):
    """What a browser would send of the form: what is typed, what is ticked, what is chosen."""
    form = next(form for form in page.forms if "rows-0-title" in form["fields"])
    sent = {}
    for name, controls in form["fields"].items():
        for control in controls:
            ticked = control.get("type") != "checkbox" or "checked" in control
            if "value" in control and control.get("type") != "submit" and ticked and name != "action":
                sent.setdefault(name, []).append(control["value"])
    sent |= chosen_in(page.html) | typed_in(page.html)
    numbers = [name for name, kind in sent.items() if name.endswith("-kind") and kind == "reach_number"]
    return sent | {name.replace("-kind", "-unit"): "tỷ đồng" for name in numbers} | {"action": "assign"}


def chosen_in(html):
    return {
        part.split('name="')[1].split('"')[0]: part.split('selected value="')[1].split('"')[0]
        for part in (piece.split("</select>")[0] for piece in html.split("<select")[1:])
        if 'selected value="' in part
    }


def typed_in(html):
    return {
        part.split('name="')[1].split('"')[0]: part.split(">", 1)[1].lstrip("\r\n")
        for part in (piece.split("</textarea>")[0] for piece in html.split("<textarea")[1:])
    }


# --- from text to rows ---------------------------------------------------------------------------


def test_lines_become_rows_and_nothing_is_saved_yet(pages, session, cast, document):
    sent = fields_of(paste(pages, document, THREE))
    rows = [{name: sent.get(f"rows-{n}-{name}") for name in ("title", "lead", "kind", "due_on")} for n in range(3)]
    assert rows == [
        {
            "title": "đẩy mạnh thu ngân sách",
            "lead": str(cast.groups["b"].id),
            "kind": "reach_number",
            "due_on": ["20/06/2026"],
        },
        {
            "title": "ban hành đề án xử lý chất thải",
            "lead": str(cast.groups["a"].id),
            "kind": "deliver_document",
            "due_on": [""],
        },
        {"title": "Phát động phong trào thi đua", "lead": "", "kind": "milestone", "due_on": [""]},
    ]
    assert sent["rows-1-no_deadline"] == ["y"]
    assert sent["rows-1-due_text"] == ["theo quy định"]
    assert "rows-2-no_deadline" not in sent
    assert not tasks(session)


def test_words_that_were_not_recognised_are_shown_on_their_row(pages, document):
    assert "Chưa nhận ra: “Tổ lạ”" in paste(pages, document, THREE).text


def test_what_holds_for_all_gives_way_to_what_a_line_says(pages, cast, document):
    groups = {key: str(group.id) for key, group in cast.groups.items()}
    sent = fields_of(
        paste(
            pages,
            document,
            "một | Tài chính | 20/6/2026\nhai",
            lead=groups["a"],
            supporting=[groups["b"], groups["c"]],
            no_deadline="y",
            kind="milestone",
            field=str(cast.fields["rural"].id),
        )
    )
    assert (sent["rows-0-lead"], sent["rows-0-supporting"], sent["rows-0-due_on"]) == (
        groups["b"],
        [groups["c"]],
        ["20/06/2026"],
    )
    assert (sent["rows-1-lead"], sent["rows-1-supporting"]) == (groups["a"], [groups["b"], groups["c"]])
    assert "rows-0-no_deadline" not in sent
    assert sent["rows-1-no_deadline"] == ["y"]
    assert {sent["rows-0-kind"], sent["rows-1-kind"]} == {"milestone"}
    assert {sent["rows-0-field"], sent["rows-1-field"]} == {str(cast.fields["rural"].id)}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (" \n\n", "Dán ít nhất một dòng; mỗi dòng là một nhiệm vụ."),
        ("ngắn\n" + "y" * 301, "Dòng 2 dài 301 ký tự, tối đa 300."),
        ("việc\n" * 201, "Có 201 dòng; mỗi lần giao tối đa 200 dòng."),
        ("Độ mật: Tối mật\nviệc", "Văn bản có dấu “Tối mật”"),
        ("một\tMẬT\thai", "Văn bản có dấu “Mật”"),
        ("Uû ban nh©n d©n x· th«ng b¸o", "phông cũ (TCVN3, VNI)"),
    ],
)
def test_text_that_cannot_be_read_stays_on_the_screen(pages, session, document, lines, sentence):
    answer = pages.of("hoa").post(path(document), {"lines": lines, "kind": ""}, status=422)
    page = Page(answer.text)
    assert not faults(page)
    assert sentence in page.text
    assert 'id="lines-error"' in answer.text
    assert typed_in(answer.text)["lines"].split() == lines.split()


@pytest.mark.parametrize(("field", "value"), [("lead", "999"), ("kind", "x"), ("due_on", "x"), ("supporting", "999")])
def test_a_wrong_choice_for_all_is_refused_beside_its_field(pages, document, field, value):
    typed = {"lines": "việc", "kind": "", field: value}
    answer = pages.of("hoa").post(path(document), typed, status=422)
    assert f'id="{field}-error"' in answer.text
    assert typed_in(answer.text)["lines"] == "việc"


# --- from rows to tasks --------------------------------------------------------------------------


def test_three_lines_become_three_tasks_at_once(pages, session, cast, document):
    sent = fields_of(paste(pages, document, THREE))
    ready = {"rows-2-lead": str(cast.groups["a"].id), "rows-2-due_on": "25/5/2026"}
    answer = pages.of("hoa").post(path(document), sent | ready)
    assert answer.headers["Location"] == f"/documents/{document.id}"
    assert [(task.code, task.title, task.kind, task.due_on) for task in tasks(session)] == [
        ("01", "đẩy mạnh thu ngân sách", Kind.REACH_NUMBER, date(2026, 6, 20)),
        ("02", "ban hành đề án xử lý chất thải", Kind.DELIVER_DOCUMENT, None),
        ("03", "Phát động phong trào thi đua", Kind.MILESTONE, date(2026, 5, 25)),
    ]
    second = tasks(session)[1]
    assert (second.due_text, second.default_due_on) == ("theo quy định", date(2026, 6, 30))
    spans = session.execute(sa.select(Directive.start, Directive.end).order_by(Directive.number)).all()
    assert [TEXT[start:end] if end else None for start, end in spans] == [
        "đẩy mạnh thu ngân sách",
        "ban hành đề án xử lý chất thải",
        None,
    ]
    page = pages.of("hoa").get(f"/documents/{document.id}")
    assert "Đã giao 3 nhiệm vụ cho 2 đơn vị." in page.text
    assert "3 câu giao việc" in page.text


def test_a_line_pasted_twice_marks_both_places(pages, session, cast, document):
    line = "đẩy mạnh thu ngân sách | Tài chính | 20/6/2026\n"
    pages.of("hoa").post(path(document), fields_of(paste(pages, document, line * 2)))
    starts = session.scalars(sa.select(Directive.start).order_by(Directive.number)).all()
    assert starts == [TEXT.index("đẩy"), TEXT.rindex("đẩy")]


def test_a_dropped_row_is_neither_given_nor_checked(pages, session, document):
    sent = fields_of(paste(pages, document, THREE))
    pages.of("hoa").post(path(document), sent | {"rows-2-dropped": "y", "rows-2-title": "", "rows-2-due_on": "x"})
    assert [task.code for task in tasks(session)] == ["01", "02"]


def test_a_line_that_is_to_reach_a_number_becomes_a_task_with_that_number(pages, session, document):
    sent = fields_of(paste(pages, document, "đẩy mạnh thu ngân sách | Tài chính | 20/6/2026"))
    pages.of("hoa").post(path(document), sent | {"rows-0-target": "5.466,32"})
    (indicator,) = tasks(session)[0].indicators
    assert (indicator.name, indicator.unit) == ("đẩy mạnh thu ngân sách", "tỷ đồng")
    assert str(indicator.target) == "5466.32"


def test_a_line_that_is_to_reach_a_number_wants_its_unit(pages, session, document):
    sent = fields_of(paste(pages, document, "đẩy mạnh thu ngân sách | Tài chính | 20/6/2026"))
    answer = pages.of("hoa").post(path(document), sent | {"rows-0-unit": ""}, status=422)
    assert "cần đơn vị tính" in Page(answer.text).text
    assert not tasks(session)


def test_an_edited_title_keeps_the_sentence_it_came_from(pages, session, document):
    sent = fields_of(paste(pages, document, "đẩy mạnh thu ngân sách | Tài chính | 20/6/2026"))
    pages.of("hoa").post(path(document), sent | {"rows-0-title": "Thu đạt\r\ndự toán\x00"})
    (task,) = tasks(session)
    assert (task.title, task.directive.quotation) == ("Thu đạt dự toán", "đẩy mạnh thu ngân sách")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"rows-1-title": ""}, "rows-1-title", "Ghi tên nhiệm vụ, hoặc bỏ dòng này."),
        ({"rows-1-title": "x" * 301}, "rows-1-title", "Dài 301 ký tự, tối đa 300."),
        ({"rows-1-lead": ""}, "rows-1-lead", "Chọn đúng một đơn vị chủ trì."),
        ({"rows-1-lead": "999"}, "rows-1-lead", "Chọn đúng một đơn vị chủ trì."),
        ({"rows-1-lead": "x"}, "rows-1-lead", "Chọn đúng một đơn vị chủ trì."),
        ({"rows-1-kind": "x"}, "rows-1-kind", "Chọn một mục có trong danh sách."),
        ({"rows-1-supporting": ["999"]}, "rows-1-supporting", "Chọn một mục có trong danh sách."),
        ({"rows-1-due_on": "18.5"}, "rows-1-due_on", "“18.5” không phải là ngày."),
        ({"rows-1-due_on": ""}, "rows-1-due_on", "Ghi hạn như 20/06/2026, hoặc chọn “Không giao hạn”."),
        ({"rows-1-due_on": "1/4/2026"}, "rows-1-due_on", "Hạn không thể trước ngày ban hành văn bản, 03/04/2026."),
        ({"rows-1-no_deadline": "y"}, "rows-1-due_on", "Đã chọn “Không giao hạn” thì để trống ô hạn"),
        ({"default_due_on": "x"}, "default_due_on", "“x” không phải là ngày."),
    ],
)
def test_a_wrong_row_is_refused_beside_its_field_and_the_others_stay(
    pages, session, document, changes, field, sentence
):
    sent = fields_of(paste(pages, document, "một | Tài chính | 20/6/2026\nhai | Bắc Sông | 21/6/2026"))
    answer = pages.of("hoa").post(path(document), sent | changes, status=422)
    page = Page(answer.text)
    assert not faults(page)
    assert sentence in page.text
    assert f'id="{field}-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    kept = fields_of(page)
    assert (kept["rows-0-title"], kept["rows-0-due_on"]) == ("một", ["20/06/2026"])
    assert kept["form_key"] == sent["form_key"]
    assert not tasks(session)


def test_the_lead_of_a_row_does_not_also_support_it(pages, session, cast, document):
    sent = fields_of(paste(pages, document, "một | Tài chính | 20/6/2026"))
    answer = pages.of("hoa").post(path(document), sent | {"rows-0-supporting": [sent["rows-0-lead"]]}, status=422)
    assert "Đơn vị chủ trì không đồng thời là đơn vị phối hợp." in answer.text
    assert not tasks(session)


def test_nothing_is_left_when_every_row_is_dropped(pages, session, document):
    sent = fields_of(paste(pages, document, "một"))
    answer = pages.of("hoa").post(path(document), sent | {"rows-0-dropped": "y"}, status=422)
    assert "Không còn dòng nào để giao." in answer.text
    answer = pages.of("hoa").post(path(document), {"action": "assign"}, status=422)
    assert "Không còn dòng nào để giao." in answer.text


def test_rows_with_strange_numbers_give_no_more_than_the_limit(pages, session, cast, document):
    sent = {"action": "assign", "default_due_on": ""}
    for n in range(250):
        sent |= {f"rows-{n}-title": f"việc {n}", f"rows-{n}-lead": str(cast.groups["a"].id)}
        sent |= {f"rows-{n}-kind": "milestone", f"rows-{n}-no_deadline": "y"}
        sent |= {f"rows-{n}-dropped": "y"} if n < 195 else {}
    pages.of("hoa").post(path(document), sent | {"rows--1-title": "x", "rows-x-title": "y"})
    assert [task.title for task in tasks(session)] == [f"việc {n}" for n in range(195, 200)]


def test_the_same_rows_sent_twice_give_the_work_once(pages, session, document):
    sent = fields_of(paste(pages, document, "một | Tài chính | 20/6/2026\nhai | Bắc Sông | 21/6/2026"))
    pages.of("hoa").post(path(document), sent)
    pages.of("hoa").post(path(document), sent)
    assert len(tasks(session)) == 2
    assert "Việc này đã được ghi nhận trước đó." in pages.of("hoa").get(f"/documents/{document.id}").text


def test_a_second_sending_that_slips_past_the_check_is_refused_by_the_table(pages, session, document, monkeypatch):
    sent = fields_of(paste(pages, document, "một | Tài chính | 20/6/2026"))
    pages.of("hoa").post(path(document), sent)
    answers = iter([False, True])  # not yet there when asked first, there once the table has refused
    monkeypatch.setattr(actions, "is_form_used", lambda *_args: next(answers))
    pages.of("hoa").post(path(document), sent)
    assert len(tasks(session)) == 1
    assert "Việc này đã được ghi nhận trước đó." in pages.of("hoa").get(f"/documents/{document.id}").text


def test_a_group_closed_meanwhile_is_refused_and_the_rows_stay(pages, session, cast, document):
    sent = fields_of(paste(pages, document, "một | Tài chính | 20/6/2026"))
    with transaction() as writing:
        writing.get_one(Group, cast.groups["b"].id).closed_on = date(2026, 5, 12)
    answer = pages.of("hoa").post(path(document), sent, status=422)
    assert "Chọn đúng một đơn vị chủ trì." in answer.text
    assert typed_in(answer.text)["rows-0-title"] == "một"
    assert not tasks(session)


def test_decomposed_lines_are_stored_composed(pages, session, document):
    lines = unicodedata.normalize("NFD", "đẩy mạnh thu ngân sách | Tài chính | 20/6/2026")
    pages.of("hoa").post(path(document), fields_of(paste(pages, document, lines)))
    (task,) = tasks(session)
    assert task.title == "đẩy mạnh thu ngân sách"
    assert task.directive.start == TEXT.index("đẩy")
