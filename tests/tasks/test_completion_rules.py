"""A report of completion brings what the kind of the task promises, and no date that has not come."""

from datetime import date, timedelta

import pytest

from tracker.tasks.rules import Product, faults_of_product
from tracker.tasks.status import Kind

TODAY = date(2026, 5, 12)
TOMORROW = TODAY + timedelta(days=1)
TEN, NINE = "mười chữ c", "chín chữ "
WHOLE = {
    Kind.DELIVER_DOCUMENT: Product(document_number="05-ĐA/ĐU", document_date=TODAY),
    Kind.REACH_NUMBER: Product(has_values=True),
    Kind.HANDLE_CASES: Product(cases_remaining=0),
    Kind.MILESTONE: Product(launched_on=TODAY),
    Kind.ONGOING_ACTIVITY: Product(closing_note=TEN),
}


def fields(kind, product):
    return [fault.field for fault in faults_of_product(kind, product, TODAY)]


@pytest.mark.parametrize("kind", list(Kind))
def test_what_the_kind_promises_is_enough(kind):
    assert fields(kind, WHOLE[kind]) == []


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.DELIVER_DOCUMENT, ["document_number", "document_date"]),
        (Kind.REACH_NUMBER, ["values"]),
        (Kind.HANDLE_CASES, ["cases_remaining"]),
        (Kind.MILESTONE, ["launched_on"]),
        (Kind.ONGOING_ACTIVITY, ["closing_note"]),
    ],
)
def test_everything_that_is_missing_is_told_at_once(kind, missing):
    assert fields(kind, Product()) == missing


@pytest.mark.parametrize(
    ("kind", "product", "wrong"),
    [
        (Kind.DELIVER_DOCUMENT, Product(document_number="05-ĐA/ĐU"), "document_date"),
        (Kind.DELIVER_DOCUMENT, Product(document_date=TODAY), "document_number"),
        (Kind.DELIVER_DOCUMENT, Product(document_number="05-ĐA/ĐU", document_date=TOMORROW), "document_date"),
        (Kind.HANDLE_CASES, Product(cases_remaining=1), "cases_remaining"),
        (Kind.MILESTONE, Product(launched_on=TOMORROW), "launched_on"),
        (Kind.ONGOING_ACTIVITY, Product(closing_note=NINE), "closing_note"),
        (Kind.REACH_NUMBER, Product(has_indicators=False, has_values=True), "closing_note"),
        (Kind.REACH_NUMBER, Product(has_indicators=False, closing_note=NINE), "closing_note"),
    ],
)
def test_what_is_short_or_too_early_is_refused_beside_its_field(kind, product, wrong):
    assert fields(kind, product) == [wrong]


def test_a_number_without_an_indicator_is_told_in_a_sentence():
    assert fields(Kind.REACH_NUMBER, Product(has_indicators=False, closing_note=TEN)) == []


def test_cases_that_remain_are_named_in_the_refusal():
    (fault,) = faults_of_product(Kind.HANDLE_CASES, Product(cases_remaining=3), TODAY)
    assert str(fault).startswith("Còn 3 vụ chưa xong")
