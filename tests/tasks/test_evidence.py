"""Files that come with an update: kept before the row that speaks of them, given only to whom the task is shown."""

import datetime as dt
import hashlib
from io import BytesIO

import pytest
import sqlalchemy as sa

from tests.files.papers import EXE, GPS, PDF, office, photo
from tests.tasks.acts import fresh, report
from tracker.core.errors import Invalid
from tracker.files.store import path_of
from tracker.tasks import update_actions, uploads
from tracker.tasks.models import Evidence, StatusUpdate
from tracker.tasks.status import State
from tracker.tasks.uploads import MOST_FILES, Upload


@pytest.fixture
def task(make):
    return make.task(lead="a", supporting=["b"], due_on=dt.date(2026, 5, 20))


def rows(session, model=Evidence):
    session.rollback()
    return session.scalars(sa.select(model).order_by(model.id)).all()


def send(visitor, task, *files, status=303, **more):
    answers = {
        "version": str(fresh(task).version), "self_rating": "on_track", "done_text": "Đã chi trả", "action": "send",
        "files": [(BytesIO(content), name) for name, content in files], **more,
    }  # fmt: skip
    return visitor.post(f"/tasks/{task.id}/update", answers, status=status, content_type="multipart/form-data")


def fetch(pages, name, path):
    visitor = pages.of(name)
    answer = visitor._ask(visitor.client.get, path)
    content = answer.get_data()
    answer.close()
    return answer, content


def test_files_are_kept_with_their_hash_and_stand_on_the_page(pages, task, session):
    send(pages.of("an"), task, ("Biên bản.exe", PDF), ("anh.jpeg", photo()), ("bang.xlsx", office("xl/")))
    kept = rows(session)
    assert [each.name for each in kept] == ["Biên bản.pdf", "anh.jpg", "bang.xlsx"]
    assert [path_of(each.sha256).stat().st_size for each in kept] == [each.size for each in kept]
    page = pages.of("hoa").get(f"/tasks/{task.id}")
    assert "Biên bản.pdf" in page.text
    assert f"/evidence/{kept[0].id}" in page.links


def test_a_photo_arrives_without_the_place_it_was_taken(pages, task, session):
    send(pages.of("an"), task, ("anh.jpg", photo()))
    content = path_of(rows(session)[0].sha256).read_bytes()
    assert GPS.to_bytes(2, "big") not in content
    assert b"Camera of Lan" not in content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("chay.pdf", EXE, "Tệp chay.pdf không đúng loại"),
        ("macro.docx", office("word/", "word/vbaProject.bin"), "Tệp macro.docx không đúng loại"),
        ("rong.pdf", b"", "Tệp rong.pdf rỗng"),
        ("hong.png", photo("PNG")[:60], "Ảnh hong.png không đọc được"),
    ],
    ids=["program", "macro", "empty", "damaged"],
)
def test_one_wrong_file_refuses_the_update_keeps_the_words_and_no_file(pages, task, session, name, content, words):
    good = PDF + name.encode()
    answer = send(pages.of("an"), task, ("tot.pdf", good), (name, content), status=422)
    assert words in answer.text
    assert "Đã chi trả" in answer.text
    assert rows(session, StatusUpdate) == []
    assert not path_of(hashlib.sha256(good).hexdigest()).exists()
    assert fresh(task).state is State.NOT_STARTED


def test_a_file_over_the_limit_of_the_settings_names_the_limit(app, cast, task):
    megabytes = app.config["EVIDENCE_MEGABYTES"]
    large = Upload(name="to.pdf", content=PDF.ljust(megabytes * 1024 * 1024 + 1))
    with pytest.raises(Invalid, match=f"Tệp to.pdf quá {megabytes} MB"):
        report(task, cast.an, uploads=(large,))
    report(task, cast.an, uploads=(Upload(name="to.pdf", content=large.content[:-1]),))


def test_no_more_files_than_a_person_can_look_at(cast, task):
    many = tuple(Upload(name=f"{n}.pdf", content=PDF) for n in range(MOST_FILES + 1))
    with pytest.raises(Invalid, match="tối đa 10 tệp"):
        report(task, cast.an, uploads=many)


def test_a_download_is_never_something_the_browser_runs(pages, task, session):
    send(pages.of("an"), task, ("Biên bản “số 5”.pdf", PDF))
    answer, content = fetch(pages, "chi", f"/evidence/{rows(session)[0].id}")
    assert content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/pdf"


def test_no_name_of_a_file_reaches_the_headers_as_it_came(pages, task, session):
    for name in ('x"\r\nSet-Cookie: a=b.pdf', "../../etc/passwd", "gpj.\u202efdp.exe", "Ộ" * 5000):
        send(pages.of("an"), task, (name, PDF))
    for each in rows(session):
        headers = fetch(pages, "an", f"/evidence/{each.id}")[0].headers
        assert headers.getlist("Set-Cookie") == []
        assert "/" not in headers["Content-Disposition"].replace("UTF-8''", "")


def test_whom_the_task_is_not_shown_the_file_does_not_exist(pages, task, session):
    send(pages.of("an"), task, ("x.pdf", PDF))
    path = f"/evidence/{rows(session)[0].id}"
    for name in ("an", "binh", "chi", "hoa", "kien", "phuc"):
        assert fetch(pages, name, path)[1] == PDF, name
    for name in ("dung", "quan", "lan", "nam"):
        pages.of(name).get(path, status=404)
    assert "/sign-in" in pages.of(None).client.get(path).headers["Location"]
    pages.of("hoa").get("/evidence/999999", status=404)


def test_a_file_that_is_gone_is_a_clean_page(pages, task, session):
    send(pages.of("an"), task, ("x.pdf", PDF))
    path_of(rows(session)[0].sha256).unlink()
    pages.of("an").get(f"/evidence/{rows(session)[0].id}", status=404)


def test_the_file_is_on_the_disk_before_the_row_is_committed(cast, task, session, monkeypatch):
    seen = []

    def stored(given):
        found = uploads.store_files(given)
        seen.append([path_of(each.sha256).exists() for each in found])
        assert rows(session) == []
        return found

    monkeypatch.setattr(update_actions, "store_files", stored)
    report(task, cast.an, uploads=(Upload(name="x.pdf", content=PDF),))
    assert seen == [[True]]
    assert len(rows(session)) == 1


def test_killed_between_the_file_and_the_row_there_is_a_file_and_no_row(cast, task, session, monkeypatch):
    def die(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(update_actions, "record", die)
    with pytest.raises(KeyboardInterrupt):
        report(task, cast.an, uploads=(Upload(name="x.pdf", content=PDF),))
    assert rows(session) == []
    assert rows(session, StatusUpdate) == []
    assert fresh(task).version == 1
    monkeypatch.undo()
    report(task, cast.an, uploads=(Upload(name="x.pdf", content=PDF),))
    assert [path_of(each.sha256).read_bytes() for each in rows(session)] == [PDF]
