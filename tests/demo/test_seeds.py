"""The plain data of the demo: clean text, figures that parse, plots that exist, names that differ."""

import unicodedata
from datetime import date, datetime, timedelta
from itertools import islice

import pytest

from tests.demo.loads import HANOI
from tracker.accounts.rules import check_password
from tracker.calendar.rules import build_calendar
from tracker.core.numbers import parse_number
from tracker.core.secrecy import secrecy_mark
from tracker.core.text import clean_line, clean_text
from tracker.demo.accounts import PASSWORD, SHOWN
from tracker.demo.days import days_of
from tracker.demo.directives import QUARTER_BEFORE, THIS_QUARTER
from tracker.demo.groups import COMMITTEES
from tracker.demo.people import names
from tracker.demo.plots import LONGEST, PLOTS, Confirm, Report, flow_of
from tracker.demo.script import Done, Given, Morning, script_of
from tracker.tasks.status import Kind

CALENDAR = build_calendar(range(2025, 2029))
DOCUMENTS = (*THIS_QUARTER, *QUARTER_BEFORE)


def test_texts_are_clean_and_name_every_directive():
    for document in DOCUMENTS:
        assert clean_text(document.text) == document.text == unicodedata.normalize("NFC", document.text)
        assert secrecy_mark(document.text) is None
        for directive in document.directives:
            assert document.text.count(f"{{{directive.key}}}") == 1
            for line in (directive.title, directive.quotation, directive.done, *directive.notes):
                assert clean_line(line) == line


def test_figures_parse():
    for document in DOCUMENTS:
        for task in (task for directive in document.directives for task in directive.tasks):
            for indicator in task.indicators:
                assert all(parse_number(value) > 0 for value in indicator.path)
                assert all(parse_number(value) > 0 for value in (indicator.baseline, indicator.target) if value)


def test_a_directive_brings_what_its_kind_needs():
    for document in DOCUMENTS:
        for directive in document.directives:
            assert (directive.kind is Kind.DELIVER_DOCUMENT) == bool(directive.product)
            assert (directive.kind is Kind.HANDLE_CASES) == bool(directive.cases)
            assert (directive.kind is Kind.ONGOING_ACTIVITY) == bool(directive.closing)
            if directive.kind is Kind.REACH_NUMBER:
                assert all(task.indicators for task in directive.tasks)
            assert all(received == resolved + remaining for received, resolved, remaining in directive.cases)
            assert not directive.cases or directive.cases[-1][2] == 0


def test_every_group_field_and_plot_named_is_there():
    committees = {committee.key: committee for committee in COMMITTEES}
    for document in DOCUMENTS:
        committee = committees[document.committee]
        groups = {group.key for group in committee.groups}
        for directive in document.directives:
            assert directive.field in committee.fields
            leads = [task.lead for task in directive.tasks]
            assert len(leads) == len(set(leads)), directive.key
            for task in directive.tasks:
                assert {task.lead, *task.supporting} <= groups
                assert task.lead not in task.supporting
                assert task.plot in PLOTS or flow_of(task.plot) or task.plot in {"carried", "stopped"}


def test_no_plot_reaches_back_before_the_assignment():
    assert all(step.ago < LONGEST for plot in PLOTS.values() for step in plot.steps)


def test_names_are_always_the_same_and_differ():
    assert list(islice(names(), 200)) == list(islice(names(), 200))
    assert len(set(islice(names(), 200))) == 200
    assert list(islice(names(1), 5)) != list(islice(names(2), 5))


def test_the_accounts_shown_could_have_been_typed():
    assert len({known.email for known in SHOWN}) == len(SHOWN)
    for known in SHOWN:
        assert known.email.endswith(".example")
        check_password(PASSWORD, email=known.email, full_name=known.name)


def awkward_days():
    """The first and last days of months, and every fifth day, of two years."""
    every = (date(2026, 1, 1) + timedelta(days=n) for n in range(730))
    return [day for day in every if day.day in {1, 2, 3, 30, 31} or day.toordinal() % 5 == 0]


@pytest.mark.parametrize("hour", [7, 8])
def test_on_any_day_the_script_is_in_order(hour):
    for day in awkward_days():
        now = datetime(day.year, day.month, day.day, hour, 29, tzinfo=HANOI)
        events = script_of(days_of(now, CALENDAR))
        assert max(event.at for event in events) <= now, now
        begun = {}
        for event in events:
            match event:
                case Given(parts=parts, at=at, term=term):
                    assert CALENDAR.is_working(term.assigned_on), now
                    assert term.concluded_on < term.assigned_on, now
                    begun |= {part.key: at for part in parts}
                    assert all(part.due_on is None or part.due_on > term.assigned_on for part in parts), now
                case Done(part=part, at=at):
                    assert begun[part.key] < at, now
                case Morning(at=at):
                    assert CALENDAR.is_working(at.astimezone(HANOI).date()), now


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 11, 25), date(2026, 12, 31)])
def test_a_confirmation_follows_its_report(day):
    now = datetime(day.year, day.month, day.day, 9, 0, tzinfo=HANOI)
    last = {}
    for event in script_of(days_of(now, CALENDAR)):
        if isinstance(event, Done):
            if isinstance(event.step, Confirm):
                assert isinstance(last[event.part.key], Report)
            last[event.part.key] = event.step
