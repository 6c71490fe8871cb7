"""The tallies from the command line: whether they are right, and counting them anew."""

from tracker.core.database import db, transaction
from tracker.tallies import counting

SHOWN = 20


def verify() -> tuple[int, list[str]]:
    """How many keys differ from the tasks, and lines that tell of it."""
    session = db.session()
    rows, tasks = counting.how_many(session)
    found = counting.differences(session, limit=SHOWN)
    lines = [
        f"{each['organization_id']} via {each['via_id']} {each['quarter']} {each['part']} {each['day']}: {each['n']:+}"
        for each in found
    ]
    return len(found), [*lines, f"{tasks} tasks, {rows} rows, difference {sum(abs(each['n']) for each in found)}"]


def rebuild() -> int:
    """Count every task anew; returns how many rows that gave."""
    with transaction() as session:
        return counting.rebuild(session)
