"""`tracker test` itself, on a project of three files: what it runs, what it says, and when it is red."""

import sys

import pytest

from tracker import cli
from tracker.commands import suite

TESTS = """
import pytest

def test_good(record_property):
    record_property("house", "cells=2 violations=0")
    record_property("books", "3 0")

{more}
"""
SKIPPING = """
@pytest.mark.skip(reason="no Chromium on this machine")
def test_browser():
    pass
"""
FAILING = """
def test_bad():
    assert 1 == 2
"""
GOOD, BAD = (f"import sys; print('{word}'); sys.exit({code})" for word, code in (("fine", 0), ("line 3 is wrong", 1)))


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder of its own as the project; `with_tests` writes its tests, `checks` are two quick ones."""
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    monkeypatch.setattr(suite, "PROGRAMS", suite.Path(sys.executable).parent)
    monkeypatch.setattr(suite, "CHECKS", {"one": ("python", "-c", GOOD), "two": ("python", "-c", GOOD)})
    monkeypatch.delenv("CI", raising=False)
    (tmp_path / "tests").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")

    def with_tests(more: str = "") -> None:
        (tmp_path / "tests" / "test_it.py").write_text(TESTS.replace("{more}", more))

    with_tests()
    return with_tests


def test_checks_come_first_and_one_line_ends_it(project, capfd):
    assert suite.run([]) == 0
    out = capfd.readouterr().out
    assert out.index("one ") < out.index("1 passed")
    assert out.rstrip().endswith("All passed: one, two, pytest")
    assert "fine" not in out


def test_a_check_that_fails_is_shown_and_makes_it_red(project, monkeypatch, capfd):
    monkeypatch.setitem(suite.CHECKS, "two", ("python", "-c", BAD))
    assert suite.run(["tests"], everything=True) == 1
    out = capfd.readouterr().out
    assert "line 3 is wrong" in out
    assert "1 passed" in out
    assert out.rstrip().endswith("FAILED: two")


def test_a_test_that_fails_makes_it_red(project, capfd):
    project(FAILING)
    assert suite.run(["tests"], everything=True) == 1
    assert capfd.readouterr().out.rstrip().endswith("FAILED: pytest")


def test_a_path_runs_those_tests_only(project, capfd):
    assert suite.run(["tests", "-k", "good"]) == 0
    out = capfd.readouterr().out
    assert "one " not in out
    assert "1 passed" in out


def test_all_runs_the_checks_even_so(project, capfd):
    assert cli.main(["test", "--all", "tests/test_it.py::test_good"]) == 0
    assert "one " in capfd.readouterr().out


def test_figures_and_what_was_skipped_are_told_at_the_end(project, capfd):
    project(SKIPPING)
    assert suite.run(["tests"], everything=True) == 0
    lines = capfd.readouterr().out.rstrip().splitlines()
    assert lines[-4] == "cells=2 violations=0"
    assert lines[-3] == "P4: due - explained = 0 over 1 tests (3 lines)"
    assert lines[-2] == "SKIPPED 1: no Chromium on this machine"


def test_on_the_build_machine_nothing_may_be_skipped(project, monkeypatch, capfd):
    project(SKIPPING)
    monkeypatch.setenv("CI", "true")
    assert suite.run(["tests"], everything=True) == 1
    assert capfd.readouterr().out.rstrip().endswith("FAILED: pytest")


def test_no_test_at_all_is_red(project, capfd):
    assert suite.run(["tests", "-k", "nothing_of_this_name"]) == 1


def test_long_output_of_a_check_is_cut(project, monkeypatch, capfd):
    monkeypatch.setitem(suite.CHECKS, "two", ("python", "-c", "print('x\\n' * 100); raise SystemExit(1)"))
    suite.run(["tests"], everything=True)
    assert "… and 60 lines more" in capfd.readouterr().out


def test_every_check_is_a_program_of_the_environment():
    missing = [program for program, *_rest in suite.CHECKS.values() if not (suite.PROGRAMS / program).exists()]
    assert missing == []


def test_what_python_compiled_is_kept_for_the_processes_that_tests_start(project, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    project("def test_it():\n    import sys\n    assert not sys.dont_write_bytecode\n")
    assert suite.run([]) == 0
