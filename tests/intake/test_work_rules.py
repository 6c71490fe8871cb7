"""What makes sense as work to be given."""

from datetime import date

import pytest

from tracker.intake.rules import Work, check_indicator, check_work

ISSUED = date(2026, 4, 3)
FINE = {
    "lead_group_ids": [1],
    "supporting_group_ids": [2],
    "due_on": date(2026, 6, 20),
    "no_deadline": False,
}


def fields(seats=(), **changes):
    work = Work(**(FINE | changes))
    return [refusal.field for refusal in check_work(work, issued_on=ISSUED, seats=seats)]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"lead_group_ids": [1, 3]}, []),
        ({"lead_group_ids": []}, ["lead"]),
        ({"supporting_group_ids": [1, 2]}, ["supporting"]),
        ({"due_on": None}, ["due_on"]),
        ({"due_on": None, "no_deadline": True}, []),
        ({"no_deadline": True}, ["due_on"]),
        ({"due_on": ISSUED}, []),
        ({"due_on": date(2026, 4, 2)}, ["due_on"]),
        ({"default_due_on": date(2026, 4, 2)}, []),
        ({"due_on": None, "no_deadline": True, "default_due_on": date(2026, 4, 2)}, ["default_due_on"]),
        ({"in_charge_id": 7}, []),
        ({"in_charge_id": 8}, ["in_charge"]),
        ({"in_charge_id": 7, "lead_group_ids": [1, 3]}, ["in_charge"]),
        ({"in_charge_id": 7, "lead_group_ids": []}, ["lead"]),
        ({"lead_group_ids": [], "due_on": None}, ["lead", "due_on"]),
    ],
)
def test_all_that_is_wrong_is_said_at_once(changes, refused):
    assert fields(seats={(1, 7), (3, 7), (3, 8)}, **changes) == refused


def test_the_refusal_names_the_day_of_the_document():
    (refusal,) = check_work(Work(**(FINE | {"due_on": date(2026, 4, 2)})), issued_on=ISSUED)
    assert str(refusal) == "Hạn không thể trước ngày ban hành văn bản, 03/04/2026."


@pytest.mark.parametrize(
    ("name", "unit", "others", "refused"),
    [
        ("", "", [None, ""], []),
        ("Diện tích", "ha", [None], []),
        ("Diện tích", "", [], ["unit"]),
        ("", "ha", [], ["name"]),
        ("", "", [0], ["name", "unit"]),
    ],
)
def test_an_indicator_that_says_anything_has_a_name_and_a_unit(name, unit, others, refused):
    assert [each.field for each in check_indicator(name=name, unit=unit, others=others)] == refused
