"""A page asks as much for thirty tasks as for three."""

from decimal import Decimal

import pytest

from tests.cast import NOW, TODAY
from tests.counting import counted, questions
from tests.files.papers import PDF
from tests.tasks.acts import fresh, indicator, report, report_done
from tracker.tasks.direction_actions import direct
from tracker.tasks.review_actions import send_back
from tracker.tasks.status import Kind, State
from tracker.tasks.uploads import Upload

FEW, MANY = 2, 9


def lead(make, cast, n):
    for _each in range(n):
        task = make.task(lead="a", supporting=["b", "c"], due_on=TODAY, in_charge="binh", state=State.IN_PROGRESS)
        direct(task.id, "Khẩn trương", actor=cast.tam, now=NOW)


def returned(make, cast, n):
    for _each in range(n):
        task = make.task(lead="a", due_on=TODAY)
        report_done(task, cast.an)
        send_back(task.id, 2, "Số liệu chưa khớp", actor=cast.hoa, now=NOW)


def waiting(make, cast, n):
    for _each in range(n):
        task = make.task(lead="a", kind=Kind.REACH_NUMBER, due_on=TODAY, in_charge="binh")
        indicator(task)
        report_done(task, cast.an, uploads=(Upload(name="x.pdf", content=PDF),))


@pytest.mark.parametrize(
    ("name", "path", "more"),
    [
        ("an", "/me", lead),
        ("an", "/me", returned),
        ("chi", "/me", lead),
        ("hoa", "/tasks?quarter=2026-Q2", lead),
        ("phuc", "/tasks?quarter=2026-Q2", waiting),
        ("an", "/tasks?state=attention&q=việc", lead),
        ("hoa", "/review", waiting),
    ],
)
def test_a_list_asks_the_same_for_few_and_for_many(pages, make, cast, name, path, more):
    visitor = pages.of(name)
    more(make, cast, FEW)
    few = questions(lambda: visitor.get(path))
    more(make, cast, MANY)
    assert questions(lambda: visitor.get(path)) == few


@pytest.mark.parametrize("path", ["/tasks/{}", "/tasks/{}/update", "/tasks/{}/deadline"])
def test_the_page_of_a_task_asks_the_same_however_much_has_happened(pages, make, cast, path):
    task = make.task(lead="a", supporting=["b", "c"], due_on=TODAY)
    numbers = [indicator(task), indicator(task, name="Số hộ", unit="hộ", position=2)]
    visitor = pages.of("an" if path.endswith("update") else "hoa")

    def live(n):
        for value in range(n):
            report(task, cast.chi)
            values = {each.id: Decimal(value) for each in numbers}
            report_done(task, cast.an, values=values, uploads=(Upload(name="x.pdf", content=PDF),))
            send_back(task.id, 3 + 4 * live.rounds, "Số liệu chưa khớp", actor=cast.hoa, now=NOW)
            direct(task.id, "Khẩn trương", actor=cast.tam, now=NOW)
            live.rounds += 1

    live.rounds = 0
    live(1)
    few = questions(lambda: visitor.get(path.format(task.id)))
    live(3)
    assert questions(lambda: visitor.get(path.format(task.id))) == few


def test_a_posted_report_asks_the_same_however_much_has_happened(pages, make, cast):
    task = make.task(lead="a", supporting=["b", "c"], state=State.IN_PROGRESS, due_on=TODAY)
    visitor, address = pages.of("an"), f"/tasks/{task.id}/update"

    def post() -> int:
        answers = {"version": str(fresh(task).version), "self_rating": "on_track", "done_text": "Đang làm."}
        with counted() as sent:
            visitor.post(address, answers)
        return len(sent)

    post()
    few = post()
    for _each in range(MANY):
        report(task, cast.chi)
        report(task, cast.an)
    assert post() == few
