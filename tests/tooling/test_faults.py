"""`tracker faults` itself: what it makes of a report of pytest."""

import pytest

from tracker.commands import faults

CASE = """<testcase classname="tests.faults.{module}" name="{name}" time="{seconds}"><properties>
<property name="place" value="{place}"/><property name="faults" value="{figure}"/>
<property name="books" value="{books}"/></properties>{failure}</testcase>"""


@pytest.fixture
def trials(tmp_path):
    """The trials of a report with such cases."""

    def of(*cases):
        usual = {
            "name": "test_it[sqlite]",
            "place": "sqlite",
            "seconds": 1.5,
            "figure": "P1|kills=3",
            "books": "7 0",
            "failure": "",
        }
        path = tmp_path / "report.xml"
        told = "".join(CASE.format(**{**usual, **case}) for case in cases)
        path.write_text(f"<testsuites><testsuite>{told}</testsuite></testsuites>")
        return faults.read(path)

    return of


def line_of(trials, promise, place):
    (line,) = (each for each in faults.promises(trials) if each.split()[:2] == [promise, place])
    return " ".join(line.split())


def test_a_promise_whose_trials_passed_is_kept_with_its_figures_and_how_much_was_tried(trials):
    there = trials({"module": "test_f11_random_kills"}, {"module": "test_f12_frozen", "figure": "P1|freezes=1"})
    assert line_of(there, "P1", "sqlite") == "P1 sqlite kept faults=2/27 kills=3; freezes=1"
    assert line_of(there, "P4", "sqlite") == "P4 sqlite kept due - explained = 0 over 2 tests (14 lines)"


def test_a_promise_that_nobody_tried_there_says_so(trials):
    there = trials({"module": "test_f11_random_kills"})
    assert "NOT TRIED" in line_of(there, "P1", "postgresql")
    assert "NOT TRIED" in line_of(there, "P14", "sqlite")
    assert len(faults.promises(there)) == len(faults.PROMISES) * len(faults.PLACES)
    assert all("NOT TRIED" in line for line in faults.promises([]))


@pytest.mark.parametrize("how", ["<failure>wrong</failure>", "<error>broke</error>"])
def test_one_trial_that_failed_breaks_its_promise_there_alone(how, trials):
    there = trials(
        {"module": "test_f11_random_kills"},
        {"module": "test_f12_frozen", "failure": how},
        {"module": "test_f11_random_kills", "place": "postgresql"},
    )
    assert line_of(there, "P1", "sqlite").startswith("P1 sqlite BROKEN faults=2/27")
    assert line_of(there, "P1", "postgresql").startswith("P1 postgresql kept faults=1/27")


def test_the_books_are_judged_by_what_they_came_to(trials):
    there = trials({"module": "test_f11_random_kills", "failure": "<failure>late</failure>"})
    assert line_of(there, "P4", "sqlite").startswith("P4 sqlite kept")
    there = trials({"module": "test_f11_random_kills"}, {"module": "test_f12_frozen", "books": "9 2"})
    assert line_of(there, "P4", "sqlite") == "P4 sqlite BROKEN due - explained = 2 over 2 tests (16 lines)"


def test_what_was_skipped_was_not_tried(trials):
    there = trials({"module": "test_f11_random_kills", "failure": "<skipped/>"})
    assert "NOT TRIED" in line_of(there, "P1", "sqlite")


def test_the_table_has_each_fault_with_its_seconds_at_each_place(trials):
    there = trials(
        {"module": "test_f01_to_f10_killed_at_a_step"},
        {"module": "test_f12_frozen", "place": "postgresql", "seconds": 2.25},
        {"module": "test_f12_frozen", "place": "postgresql", "failure": "<failure>no</failure>"},
    )
    assert [line.split() for line in faults.table(there)] == [
        list(faults.PLACES),
        ["F01-F10", "1.5", "s", "-", "-"],
        ["F12", "-", "FAILED", "3.8", "s", "-"],
    ]


def test_without_a_report_nothing_was_tried(tmp_path):
    assert faults.read(tmp_path / "none.xml") == []
