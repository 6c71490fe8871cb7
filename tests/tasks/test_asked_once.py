"""Whoever has answered today is not asked again today, and a number says what it can mean."""

import datetime as dt

from tracker.core.database import transaction
from tracker.indicators.models import Indicator
from tracker.tasks.status import Kind, State

TODAY = dt.date(2026, 5, 12)


def test_a_task_answered_today_waits_among_those_on_plan(pages, make):
    make.task(title="Việc đã trả lời", due_on=dt.date(2026, 5, 4), state=State.IN_PROGRESS, last_update_on=TODAY)
    make.task(title="Việc chưa trả lời", due_on=dt.date(2026, 5, 4), state=State.IN_PROGRESS)
    page = pages.of("an").get("/me")
    assert "1 việc cần cập nhật." in page.text
    assert "Đang đúng kế hoạch (1)" in page.text


def test_a_task_returned_today_is_asked_for_again(pages, make):
    make.task(due_on=dt.date(2026, 5, 20), state=State.RETURNED, returned_on=TODAY, last_update_on=TODAY)
    assert "1 việc cần cập nhật." in pages.of("an").get("/me").text


def test_a_negative_number_is_refused_unless_it_is_a_rate(pages, make, session):
    task = make.task(kind=Kind.REACH_NUMBER)
    with transaction() as writing:
        numbers = [
            Indicator(organization_id=task.organization_id, task_id=task.id, position=n, name=unit, unit=unit)
            for n, unit in enumerate(("ha", "% so cùng kỳ"), 1)
        ]
        writing.add_all(numbers)
    answers = {"version": "1", "self_rating": "on_track", "done_text": "Đã làm."}
    area, rate = (f"value_{each.id}" for each in numbers)
    refused = pages.of("an").post(f"/tasks/{task.id}/update", {**answers, area: "-3", rate: "-2,5"}, status=422)
    assert refused.text.count("Số này không thể âm.") == 2  # in the summary and beside its field
    pages.of("an").post(f"/tasks/{task.id}/update", {**answers, area: "3", rate: "-2,5"})
