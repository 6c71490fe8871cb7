"""Documents: the office enters and corrects them, readers read them, for everybody else they do not exist."""

import unicodedata
from datetime import date

import pytest
import sqlalchemy as sa

from tests.cast import QUARTER
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.directives.models import Directive, DocumentType, SourceDocument

GOOD = {
    "type": "TB",
    "number": "112-TB/ĐU",
    "issued_on": "12/4/2026",
    "issuer": "Thường trực Đảng ủy",
    "subject": "Kết luận hội nghị sơ kết quý I",
    "quarter": QUARTER,
    "text": "Hội nghị thống nhất: đẩy mạnh thu ngân sách; ban hành đề án xử lý chất thải.",
}


def quote(session, document, start, end, number=1):
    with transaction() as writing:
        writing.add(
            Directive(
                organization_id=document.organization_id,
                document_id=document.id,
                quarter=document.quarter,
                number=number,
                quotation=document.text[start:end],
                start=start,
                end=end,
                issuer=document.issuer,
                created_at=document.created_at,
            )
        )


def documents(session):
    return session.scalars(sa.select(SourceDocument).order_by(SourceDocument.id)).all()


def entries(session):
    return session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "document")).all()


# --- entering ------------------------------------------------------------------------------------


def test_the_office_enters_a_document_and_the_trail_says_so_once(pages, session, cast):
    answer = pages.of("hoa").post("/documents/new", GOOD)
    document = documents(session)[0]
    assert answer.headers["Location"].endswith(f"/documents/{document.id}")
    assert (document.type, document.number, document.issued_on) == (
        DocumentType.NOTICE,
        "112-TB/ĐU",
        date(2026, 4, 12),
    )
    assert (document.text, document.quarter) == (GOOD["text"], QUARTER)
    assert document.organization_id == cast.home.id
    assert [entry.action for entry in entries(session)] == ["document.added"]


def test_the_form_offers_this_quarter_and_the_one_asked_for(pages):
    assert 'value="2026-Q2" selected' in " ".join(pages.of("hoa").get("/documents/new").html.split()).replace(
        'selected value="2026-Q2"', 'value="2026-Q2" selected'
    )
    assert 'selected value="2026-Q3"' in pages.of("hoa").get("/documents/new?quarter=2026-Q3").html


def test_decomposed_text_is_stored_composed(pages, session):
    pages.of("hoa").post("/documents/new", {name: unicodedata.normalize("NFD", text) for name, text in GOOD.items()})
    document = documents(session)[0]
    assert document.text == GOOD["text"]
    assert document.subject == GOOD["subject"]


def test_a_subject_with_line_breaks_and_nul_is_cleaned(pages, session):
    pages.of("hoa").post("/documents/new", GOOD | {"subject": "Kết luận\r\nhội nghị\x00 quý I"})
    assert documents(session)[0].subject == "Kết luận hội nghị quý I"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("issued_on", "", "Ghi ngày ban hành, như 12/04/2026."),
        ("issued_on", "31/02/2026", "“31/02/2026” không phải là ngày. Viết như 20/06/2017."),
        ("issued_on", "13/5/2026", "Ngày ban hành chưa tới. Ghi ngày in trên văn bản."),
        ("issuer", " ", "Ghi cơ quan hoặc người ra văn bản."),
        ("subject", "", "Ghi trích yếu của văn bản."),
        ("subject", "x" * 301, "Dài 301 ký tự, tối đa 300. Rút gọn lại."),
        ("subject", "Kết luận (Mật)", "Văn bản có dấu “Mật”: hệ thống không nhận tài liệu mật."),
        ("type", "XX", "Chọn một mục có trong danh sách."),
        ("quarter", "2026-Q9", "Chọn một quý có trong danh sách."),
        ("quarter", "1990-Q1", "Chọn một quý có trong danh sách."),
        ("text", "TỐI MẬT\nNội dung", "Văn bản có dấu “Tối mật”: hệ thống không nhận tài liệu mật."),
        ("text", "Số 5\tMẬT\tngày 12", "Văn bản có dấu “Mật”: hệ thống không nhận tài liệu mật."),
        ("text", "Uû ban nh©n d©n x· th«ng b¸o", "Văn bản dùng phông cũ (TCVN3, VNI)."),
        ("text", "a" * 200_001, "Dài 200001 ký tự, tối đa 200000. Rút gọn lại."),
    ],
)
def test_a_wrong_entry_is_refused_beside_its_field_and_nothing_typed_is_lost(pages, session, field, typed, sentence):
    answer = pages.of("hoa").post("/documents/new", GOOD | {field: typed}, status=422)
    assert sentence in answer.text
    assert f'id="{field}-error"' in answer.text
    assert all(text in answer.text for name, text in GOOD.items() if name in {"number", "text"} - {field})
    assert not documents(session)


def test_the_same_document_is_not_entered_twice(pages, session):
    pages.of("hoa").post("/documents/new", GOOD)
    answer = pages.of("hung").post("/documents/new", GOOD | {"subject": "Tên khác"}, status=422)
    assert "Văn bản này đã được nhập trước đó (“Kết luận hội nghị sơ kết quý I”)" in answer.text
    pages.of("hoa").post("/documents/new", GOOD | {"number": "113-TB/ĐU"})
    assert len(documents(session)) == 2


def test_two_committees_may_number_alike(pages, session):
    pages.of("hoa").post("/documents/new", GOOD)
    pages.of("lan").post("/documents/new", GOOD)
    assert len({document.organization_id for document in documents(session)}) == 2


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["an", "binh", "chi", "dung", "quan", "nam"])
@pytest.mark.parametrize("path", ["/documents", "/documents/new", "/documents/{id}", "/documents/{id}/edit"])
def test_documents_do_not_exist_for_members_and_the_administrator(pages, make, who, path):
    pages.of(who).get(path.format(id=make.document().id), status=404)


@pytest.mark.parametrize("who", ["tam", "kien"])
def test_readers_read_and_are_told_that_they_do_not_write(pages, make, session, who):
    document = make.document(text=GOOD["text"])
    page = pages.of(who).get(f"/documents/{document.id}")
    assert GOOD["text"] in page.text
    assert not [link for link in page.links if "/edit" in link or "/lines" in link or "/new" in link]
    assert "Nhập kết luận hội nghị" not in pages.of(who).get("/documents").text
    for path in ("/documents/new", f"/documents/{document.id}/edit"):
        pages.of(who).get(path, status=403)
        pages.of(who).post(path, GOOD, status=403)
    assert not entries(session)


def test_the_neighbours_documents_do_not_exist(pages, make):
    document = make.document(organization="next")
    for path in ("", "/edit"):
        pages.of("hoa").get(f"/documents/{document.id}{path}", status=404)
    pages.of("hoa").post(f"/documents/{document.id}/edit", GOOD, status=404)
    pages.of("hoa").get(f"/documents?org={document.organization_id}", status=404)


def test_the_province_reads_below_and_does_not_write_there(pages, make, cast):
    document = make.document(text="Giao việc.")
    assert "Giao việc." in pages.of("phuc").get(f"/documents/{document.id}").text
    page = pages.of("phuc").get(f"/documents?org={cast.home.id}")
    assert cast.home.name in page.text
    assert f"/documents/{document.id}" in page.links
    pages.of("phuc").get(f"/documents/{document.id}/edit", status=403)


@pytest.mark.parametrize("path", ["/documents/999999", "/documents/999999/edit", "/documents/99999999999999999999"])
def test_an_unknown_document_is_not_found(pages, path):
    pages.of("hoa").get(path, status=404)


@pytest.mark.parametrize("query", ["quarter=2026-Q9", "quarter=x", "org=999999", "org=99999999999999999999"])
def test_an_address_that_means_nothing_is_not_found(pages, query):
    pages.of("hoa").get(f"/documents?{query}", status=404)


# --- the list ------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do(pages):
    page = pages.of("hoa").get("/documents")
    assert "Chưa có văn bản nào." in page.text
    assert "/documents/new" in page.links
    assert "/documents/new" not in pages.of("kien").get("/documents").links


def test_the_list_counts_directives_and_tasks(pages, make, session):
    task = make.task()
    other = make.document(quarter="2026-Q1")
    page = pages.of("hoa").get(f"/documents?quarter={QUARTER}")
    assert "1 văn bản" in page.text
    assert page.links.count(f"/documents/{task.directive.document_id}#directives") == 2
    assert f"/documents/{other.id}" not in page.links
    assert f"/documents/{other.id}" in pages.of("hoa").get("/documents").links


def test_a_quarter_without_documents_says_so(pages, make):
    make.document()
    assert "Không có văn bản nào ở đây." in pages.of("hoa").get("/documents?quarter=2025-Q1").text


def test_a_long_list_has_pages(pages, make):
    for _each in range(51):
        make.document()
        make.count += 1
    page = pages.of("hoa").get("/documents")
    assert "1–50 trong 51" in page.text
    following = next(link for link in page.links if "page=2" in link)
    assert "51–51 trong 51" in pages.of("hoa").get(following).text
    assert pages.of("hoa").get("/documents?page=99")


# --- one document --------------------------------------------------------------------------------


def test_the_page_marks_what_was_quoted_and_lists_the_tasks(pages, make, session):
    text = "Hội nghị giao: đẩy mạnh thu ngân sách; ban hành đề án."
    task = make.task(lead="a", supporting=["b"], title="Thu ngân sách quý II", due_on=date(2026, 6, 20))
    with transaction() as writing:
        directive = writing.get_one(Directive, task.directive_id)
        document = writing.get_one(SourceDocument, directive.document_id)
        document.text = text
        directive.start = text.index("đẩy")
        directive.end = text.index(";")
        directive.quotation = text[directive.start : directive.end]
    page = pages.of("tam").get(f"/documents/{directive.document_id}")
    marked = page.html.split("<mark>")[1].split("</mark>")[0]
    assert marked.endswith("đẩy mạnh thu ngân sách")
    assert f'href="#directive-{directive.number}"' in marked
    assert f"/tasks/{task.id}" in page.links
    for words in ("1 câu giao việc", "1 nhiệm vụ", "Thu ngân sách quý II", "Bắc Sông", "Tài chính", "20/06/2026"):
        assert words in page.text
    assert "Chưa thực hiện" in page.text


def test_a_document_without_text_and_tasks_says_what_to_do(pages, make):
    document = make.document()
    page = pages.of("hoa").get(f"/documents/{document.id}")
    assert "Chưa có toàn văn." in page.text
    assert "Chưa giao nhiệm vụ nào từ văn bản này." in page.text
    assert f"/documents/{document.id}/lines" in page.links
    assert f"/documents/{document.id}/directives/new" in page.links


def test_markup_in_a_document_is_shown_as_it_was_written(pages, make):
    document = make.document(text="<script>alert(1)</script> & <b>đậm</b>")
    page = pages.of("hoa").get(f"/documents/{document.id}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in page.html


# --- correcting ----------------------------------------------------------------------------------


def test_facts_are_corrected_with_one_entry_of_what_changed(pages, make, session):
    document = make.document(text="Bản cũ.")
    form = GOOD | {"version": "1", "number": "1-TB/ĐU", "issued_on": "03/04/2026", "text": "Bản mới dài hơn."}
    pages.of("hoa").post(f"/documents/{document.id}/edit", form)
    session.expire_all()
    assert (document.text, document.version, document.subject) == ("Bản mới dài hơn.", 2, GOOD["subject"])
    (entry,) = entries(session)
    assert entry.action == "document.edited"
    assert entry.changes == {"subject": ["Kết luận hội nghị sơ kết quý", GOOD["subject"]], "text": [7, 16]}


def test_a_form_that_changes_nothing_leaves_no_entry(pages, make, session):
    document = make.document()
    same = {
        "version": "1",
        "type": "TB",
        "number": document.number,
        "issued_on": "03/04/2026",
        "issuer": document.issuer,
        "subject": document.subject,
        "quarter": document.quarter,
        "text": "",
    }
    pages.of("hoa").post(f"/documents/{document.id}/edit", same)
    assert not entries(session)


def test_a_stale_form_shows_both_texts_and_may_be_sent_again(pages, make, session):
    document = make.document()
    pages.of("hung").post(f"/documents/{document.id}/edit", GOOD | {"version": "1", "subject": "Bản của Hùng"})
    answer = pages.of("hoa").post(
        f"/documents/{document.id}/edit", GOOD | {"version": "1", "subject": "Bản của Hoa"}, status=409
    )
    assert "Bản của Hùng" in answer.text
    assert "Bản của Hoa" in answer.text
    assert 'name="version" value="2"' in answer.text
    session.expire_all()
    assert document.subject == "Bản của Hùng"
    pages.of("hoa").post(f"/documents/{document.id}/edit", GOOD | {"version": "2", "subject": "Bản của Hoa"})
    session.expire_all()
    assert document.subject == "Bản của Hoa"


@pytest.mark.parametrize("version", ["", "x", "9" * 5000])
def test_a_version_that_is_none_is_stale(pages, make, version):
    pages.of("hoa").post(f"/documents/{make.document().id}/edit", GOOD | {"version": version}, status=409)


def test_a_quoted_text_stays_and_the_other_facts_change(pages, make, session):
    document = make.document(text="Giao việc thứ nhất.")
    quote(session, document, 0, 18)
    page = pages.of("hoa").get(f"/documents/{document.id}/edit")
    assert "toàn văn không sửa được nữa" in page.text
    assert "text" not in page.forms[-1]["fields"]
    pages.of("hoa").post(f"/documents/{document.id}/edit", GOOD | {"version": "1", "text": "Bản khác"})
    session.expire_all()
    assert (document.text, document.subject) == ("Giao việc thứ nhất.", GOOD["subject"])


def test_the_quarter_stays_once_work_was_given(pages, make, session):
    directive = make.directive()
    answer = pages.of("hoa").post(
        f"/documents/{directive.document_id}/edit", GOOD | {"version": "1", "quarter": "2026-Q3"}, status=422
    )
    assert "Văn bản đã giao nhiệm vụ nên không đổi quý được nữa." in answer.text
