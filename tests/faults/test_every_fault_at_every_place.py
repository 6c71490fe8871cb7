"""Each fault has a test at each place inside the ordinary suite, or `matrix` says why not."""

import os
import subprocess
import sys

import pytest

from tests.faults import listing
from tests.faults.matrix import FAULTS, NOT_TRIED, PLACES, SQLITE, gaps, places_of
from tracker.commands.faults import PROMISES, faults_of
from tracker.core.paths import ROOT

EVERYTHING = {(fault, place) for fault in FAULTS for place in PLACES} - NOT_TRIED.keys()


def test_every_fault_is_tried_at_every_place(record_property):
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "tests.faults.listing", "tests/faults"]
    environment = {**os.environ, "FAULTS": "", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    told = [line.split() for line in done.stdout.splitlines() if line.startswith(listing.MARK)]
    tried = {(int(fault), place) for _mark, fault, place in (line for line in told if len(line) == 3)}
    assert gaps(tried) == [], done.stdout[-2000:] if not tried else ""
    record_property("house", f"faults={len(FAULTS)} places={len(PLACES)} tried={len(tried)} untried={len(NOT_TRIED)}")


@pytest.mark.parametrize("pair", [(11, SQLITE), (19, PLACES[2]), (35, PLACES[1])], ids=str)
def test_a_gap_is_told(pair):
    assert gaps(EVERYTHING) == []
    assert gaps(EVERYTHING - {pair}) == [f"F{pair[0]:02d} is not tried at {pair[1]}, and nobody says why"]


def test_a_reason_that_no_longer_holds_is_told():
    pair = next(iter(NOT_TRIED))
    (line,) = gaps(EVERYTHING | {pair})
    assert "a reason says that it is not" in line


def test_a_module_names_its_faults_and_every_one_of_them_is_wanted():
    assert faults_of("test_f01_to_f10_killed_at_a_step") == {*range(1, 11)}
    assert faults_of("test_f13_server_away") == {13}
    assert places_of("tests.faults.test_f20_disk_and_lock") == [SQLITE]
    named = {fault for path in (ROOT / "tests" / "faults").glob("test_f*.py") for fault in faults_of(path.stem)}
    assert named == {*FAULTS}
    assert {fault for _words, faults in PROMISES.values() for fault in faults} <= named
