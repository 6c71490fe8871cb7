"""The whole way of one task, through the pages."""

import datetime as dt

from tracker.tasks.models import Task
from tracker.tasks.status import Kind, State


def test_a_task_is_reported_returned_reported_again_and_confirmed(pages, make, session):
    task = make.task(lead="a", supporting=["b"], kind=Kind.DELIVER_DOCUMENT, due_on=dt.date(2026, 5, 20))
    an, hoa = pages.of("an"), pages.of("hoa")
    assert "Còn 6 ngày" in an.get("/me").text
    form = an.get(f"/tasks/{task.id}/update").forms[-1]["fields"]
    version = form["version"][0]["value"]
    answers = {"version": version, "form_key": "k1", "self_rating": "done", "done_text": "Đã ban hành đề án."}
    refused = an.post(f"/tasks/{task.id}/update", answers, status=422)
    assert "Cần số, ngày văn bản ban hành" in refused.text
    assert "Đã ban hành đề án." in refused.text
    an.post(f"/tasks/{task.id}/update", {**answers, "document_number": "05-ĐA/ĐU", "document_date": "11/05/2026"})
    session.expire_all()
    assert session.get(Task, task.id).state is State.AWAITING_CONFIRMATION
    queue = hoa.get("/review")
    assert "1 việc chờ xác nhận" in queue.text
    hoa.post(f"/tasks/{task.id}/return", {"version": "2", "reason": "ngắn"}, status=422)
    hoa.post(f"/tasks/{task.id}/return", {"version": "2", "reason": "Số liệu chưa khớp, đối chiếu lại."})
    assert "Số liệu chưa khớp" in an.get("/me").text
    an.post(
        f"/tasks/{task.id}/update",
        {**answers, "version": "3", "form_key": "k2", "document_number": "05-ĐA/ĐU", "document_date": "11/05/2026"},
    )
    hoa.post(f"/tasks/{task.id}/confirm", {"version": "4"})
    session.expire_all()
    assert session.get(Task, task.id).state is State.COMPLETED
    page = hoa.get(f"/tasks/{task.id}")
    assert "Hoàn thành đúng hạn" in page.text
    assert "05-ĐA/ĐU" in page.text
    assert "1 nhiệm vụ" in hoa.get("/tasks?quarter=2026-Q2&state=done").text
