"""One directive becomes one task for each lead group it is given to."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.indicators.status import Direction as Way
from tracker.indicators.status import Qualifier, RollUp
from tracker.tasks.models import Task
from tracker.tasks.status import Kind, State

TEXT = "Hội nghị giao: đẩy mạnh thu ngân sách; ban hành đề án xử lý chất thải."
KEY = "3f2b7a80-0000-4000-8000-000000000001"


@pytest.fixture
def document(make):
    return make.document(text=TEXT)


@pytest.fixture
def typed(cast):
    """What the office types for an ordinary directive."""
    return {
        "form_key": KEY,
        "quotation": "đẩy mạnh thu ngân sách",
        "title": "Đẩy mạnh thu ngân sách",
        "field": str(cast.fields["money"].id),
        "issuer": "Thường trực Đảng ủy",
        "kind": "ongoing_activity",
        "lead": [str(cast.groups["a"].id)],
        "supporting": [str(cast.groups["b"].id)],
        "due_on": "20/06/2026",
        "default_due_on": "30/06/2026",
        **indicator(0),
        **indicator(1),
        **indicator(2),
    }


def indicator(place, **typed):
    empty = {"name": "", "unit": "", "baseline": "", "baseline_label": "", "target": ""}
    chosen = {"direction": "higher", "roll_up": "latest", "qualifier": ""}
    return {f"indicators-{place}-{name}": value for name, value in (empty | chosen | typed).items()}


def path(document):
    return f"/documents/{document.id}/directives/new"


def tasks(session):
    return session.scalars(sa.select(Task).order_by(Task.id)).all()


def test_a_directive_is_given_with_its_span_its_groups_and_its_deadline(pages, session, cast, document, typed):
    answer = pages.of("hoa").post(path(document), typed)
    assert answer.headers["Location"] == f"/documents/{document.id}"
    (task,) = tasks(session)
    directive = task.directive
    assert (directive.quotation, directive.start, directive.end) == ("đẩy mạnh thu ngân sách", 15, 37)
    assert (directive.issuer, directive.field_id) == ("Thường trực Đảng ủy", cast.fields["money"].id)
    assert (task.code, task.title, task.kind) == ("01", "Đẩy mạnh thu ngân sách", Kind.ONGOING_ACTIVITY)
    assert (task.lead_group_id, [each.group_id for each in task.supporting]) == (
        cast.groups["a"].id,
        [cast.groups["b"].id],
    )
    assert (task.due_on, task.default_due_on, task.state) == (date(2026, 6, 20), None, State.NOT_STARTED)
    assert task.assigned_on == TODAY
    assert "Đã giao 1 nhiệm vụ cho 1 đơn vị." in pages.of("hoa").get(f"/documents/{document.id}").text


def test_each_lead_group_gets_a_task_of_its_own(pages, session, cast, document, typed):
    groups = [cast.groups["a"].id, cast.groups["c"].id]
    pages.of("hoa").post(path(document), typed | {"lead": [str(group) for group in groups]})
    assert [(task.code, task.lead_group_id) for task in tasks(session)] == [("01.1", groups[0]), ("01.2", groups[1])]
    assert len(session.scalars(sa.select(Directive)).all()) == 1
    assert "Đã giao 2 nhiệm vụ cho 2 đơn vị." in pages.of("hoa").get(f"/documents/{document.id}").text


def test_without_a_deadline_the_words_and_the_day_of_reminders_are_kept(pages, session, document, typed):
    none = {"due_on": "", "no_deadline": "y", "due_text": "theo quy định"}
    pages.of("hoa").post(path(document), typed | none)
    (task,) = tasks(session)
    assert (task.due_on, task.due_text, task.default_due_on) == (None, "theo quy định", date(2026, 6, 30))


def test_the_member_in_charge_and_the_priority_are_kept(pages, session, cast, document, typed):
    pages.of("hoa").post(path(document), typed | {"in_charge": str(cast.people["binh"].id), "priority": "y"})
    (task,) = tasks(session)
    assert (task.in_charge_id, task.priority) == (cast.people["binh"].id, True)


def test_indicators_are_exact_and_an_unknown_target_stays_unknown(pages, session, document, typed):
    numbers = {
        **indicator(
            0, name="Diện tích lúa", unit="ha", baseline="5.466,32", baseline_label="Quý I/2026", target="6.000"
        ),
        **indicator(
            2,
            name="Đối tượng còn lại",
            unit="đối tượng",
            baseline="3.089",
            direction="lower",
            roll_up="sum",
            qualifier="over",
        ),
    }
    pages.of("hoa").post(path(document), typed | numbers)
    first, second = tasks(session)[0].indicators
    assert (first.name, first.unit, first.baseline, first.baseline_label, first.target) == (
        "Diện tích lúa",
        "ha",
        Decimal("5466.32"),
        "Quý I/2026",
        Decimal(6000),
    )
    assert (second.position, second.target, second.direction, second.roll_up, second.qualifier) == (
        2,
        None,
        Way.LOWER,
        RollUp.SUM,
        Qualifier.OVER,
    )


def test_a_quotation_that_does_not_stand_in_the_text_is_kept_and_the_office_is_told(pages, session, document, typed):
    pages.of("hoa").post(path(document), typed | {"quotation": "câu khác"})
    directive = tasks(session)[0].directive
    assert (directive.quotation, directive.start, directive.end) == ("câu khác", None, None)
    page = pages.of("hoa").get(f"/documents/{document.id}")
    assert "1 câu không có nguyên văn trong văn bản nên không được đánh dấu." in page.text
    assert "không có nguyên văn trong toàn văn" in page.text


def test_the_form_begins_with_the_span_asked_for(pages, document):
    page = pages.of("hoa").get(f"{path(document)}?start=15&end=37")
    assert ">\r\nđẩy mạnh thu ngân sách</textarea>" in page.html
    assert ">\r\nĐẩy mạnh thu ngân sách</textarea>" in page.html
    assert 'value="30/06/2026"' in page.html
    assert 'value="Thường trực Đảng ủy"' in page.html


@pytest.mark.parametrize("query", ["start=x&end=3", "start=-1&end=5", "start=5&end=2", "start=0&end=99999"])
def test_a_span_that_is_none_prefills_nothing(pages, document, query):
    html = pages.of("hoa").get(f"{path(document)}?{query}").html
    typed = [piece.split("</textarea>")[0] for piece in html.split("<textarea")[1:]]
    assert not any("Hội nghị" in each for each in typed)


def test_the_second_place_of_a_sentence_is_marked_when_it_was_chosen(pages, session, make, typed):
    document = make.document(text="làm tốt, làm tốt")
    pages.of("hoa").post(path(document), typed | {"quotation": "làm tốt", "start": "9"})
    assert tasks(session)[0].directive.start == 9


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"quotation": ""}, "quotation", "Ghi nguyên văn câu giao nhiệm vụ."),
        ({"quotation": "Nội dung\tMẬT\tbảng"}, "quotation", "Văn bản có dấu “Mật”"),
        ({"title": " "}, "title", "Ghi tên ngắn của nhiệm vụ."),
        ({"title": "x" * 301}, "title", "Dài 301 ký tự, tối đa 300."),
        ({"title": "Uû ban nh©n d©n x· th«ng b¸o"}, "title", "phông cũ (TCVN3, VNI)"),
        ({"issuer": ""}, "issuer", "Ghi người hoặc cơ quan giao."),
        ({"kind": "other"}, "kind", "Chọn một mục có trong danh sách."),
        ({"field": "999"}, "field", "Chọn một mục có trong danh sách."),
        ({"field": "x"}, "field", "Chọn một mục có trong danh sách."),
        ({"lead": []}, "lead", "Chọn đúng một đơn vị chủ trì."),
        ({"lead": ["999"]}, "lead", "Chọn một mục có trong danh sách."),
        ({"supporting": ["x"]}, "supporting", "Chọn một mục có trong danh sách."),
        ({"due_on": ""}, "due_on", "Ghi hạn như 20/06/2026, hoặc chọn “Không giao hạn”."),
        ({"due_on": "31/6/2026"}, "due_on", "“31/6/2026” không phải là ngày."),
        ({"due_on": "2/4/2026"}, "due_on", "Hạn không thể trước ngày ban hành văn bản, 03/04/2026."),
        ({"no_deadline": "y"}, "due_on", "Đã chọn “Không giao hạn” thì để trống ô hạn"),
        ({"due_text": "x" * 121}, "due_text", "Dài 121 ký tự, tối đa 120."),
        ({"in_charge": "999"}, "in_charge", "Chọn một mục có trong danh sách."),
        (indicator(0, name="A", unit="ha", target="18.5"), "indicators-0-target", "“18.5” không phải là số."),
        (indicator(1, name="A"), "indicators-1-unit", "Ghi đơn vị tính"),
        (indicator(1, target="5"), "indicators-1-name", "Ghi tên chỉ tiêu"),
    ],
)
def test_a_wrong_entry_is_refused_beside_its_field_and_nothing_typed_is_lost(
    pages, session, document, typed, changes, field, sentence
):
    answer = pages.of("hoa").post(path(document), typed | {"baseline_label": "", **changes}, status=422)
    assert sentence in answer.text.replace("&#34;", '"')
    assert f'id="{field}-error"' in answer.text
    assert f'name="form_key" value="{KEY}"' in answer.text
    kept = {name for name in ("quotation", "title", "issuer", "due_on") if name not in changes}
    assert all(typed[name] in answer.text for name in kept)
    assert not tasks(session)


def test_the_lead_does_not_also_support(pages, session, cast, document, typed):
    answer = pages.of("hoa").post(path(document), typed | {"supporting": typed["lead"]}, status=422)
    assert "Đơn vị chủ trì không đồng thời là đơn vị phối hợp." in answer.text
    assert answer.text.count("checked") == 2


@pytest.mark.parametrize("who", ["chi", "dung"])
def test_the_one_in_charge_is_a_member_of_the_lead(pages, cast, document, typed, who):
    answer = pages.of("hoa").post(path(document), typed | {"in_charge": str(cast.people[who].id)}, status=422)
    assert "Người phụ trách phải là thành viên của đơn vị chủ trì." in answer.text


def test_nobody_of_another_committee_is_offered_or_taken(pages, session, cast, document, typed):
    page = pages.of("hoa").get(path(document))
    assert "Bên Kia" not in page.text
    assert "Dương Văn Nam" not in page.text
    foreign = {"lead": [str(cast.groups["d"].id)]}
    pages.of("hoa").post(path(document), typed | foreign, status=422)
    pages.of("hoa").post(path(document), typed | {"in_charge": str(cast.people["nam"].id)}, status=422)
    assert not tasks(session)


def test_a_closed_group_is_not_offered(pages, session, cast, document, typed):
    with transaction() as writing:
        writing.get_one(Group, cast.groups["c"].id).closed_on = TODAY
    assert "Nam Sông" not in pages.of("hoa").get(path(document)).text
    pages.of("hoa").post(path(document), typed | {"lead": [str(cast.groups["c"].id)]}, status=422)


def test_the_same_form_sent_twice_gives_the_work_once(pages, session, document, typed):
    pages.of("hoa").post(path(document), typed)
    again = pages.of("hoa").post(path(document), typed)
    assert again.headers["Location"] == f"/documents/{document.id}"
    assert len(tasks(session)) == 1
    assert "Việc này đã được ghi nhận trước đó." in pages.of("hoa").get(f"/documents/{document.id}").text
    pages.of("hoa").post(path(document), typed | {"form_key": KEY[:-1] + "2"})
    assert [task.code for task in tasks(session)] == ["01", "02"]


@pytest.mark.parametrize("key", ["", "x" * 300, "%' OR 1=1", "3f2b7a80-0000-4000-8000-00000000000_"])
def test_a_key_that_is_none_is_replaced(pages, session, document, typed, key):
    pages.of("hoa").post(path(document), typed | {"form_key": key})
    assert session.scalars(sa.select(Directive)).one().form_key.count("-") == 4


def test_each_task_leaves_one_entry(pages, session, cast, document, typed):
    both = [str(cast.groups["a"].id), str(cast.groups["c"].id)]
    pages.of("hoa").post(path(document), typed | {"lead": both})
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "task.assigned")).all()
    assert sorted(entry.task_id for entry in entries) == sorted(task.id for task in tasks(session))


@pytest.mark.parametrize(
    ("who", "status"),
    [("an", 404), ("dung", 404), ("quan", 404), ("lan", 404), ("nam", 404), ("tam", 403), ("kien", 403), ("phuc", 403)],
)
@pytest.mark.parametrize("entry", ["directives/new", "lines"])
def test_only_the_documents_own_office_gives_work(pages, session, document, typed, who, status, entry):
    pages.of(who).get(f"/documents/{document.id}/{entry}", status=status)
    pages.of(who).post(f"/documents/{document.id}/{entry}", typed, status=status)
    assert not tasks(session)


@pytest.mark.parametrize("entry", ["directives/new", "lines"])
def test_an_unknown_document_is_not_found(pages, entry):
    pages.of("hoa").get(f"/documents/999999/{entry}", status=404)
