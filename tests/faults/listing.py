"""A plugin of pytest that tells of each test, once they are collected, which faults it tries and where."""

from tests.faults.matrix import place_of
from tracker.commands.faults import faults_of

MARK = "TRIED"


def pytest_collection_finish(session):
    """One line for each fault and place, to be read by whoever started pytest."""
    tried = {(fault, place_of(item)) for item in session.items for fault in faults_of(item.module.__name__)}
    print("\n".join(f"{MARK} {fault} {place}" for fault, place in sorted(tried)))
