"""Every route is tried by every member of the cast and by a stranger, and what only reads changes no row."""

from tests.house.doors import NAMES, ReadAndWrite, observed
from tests.house.posts import POSTS
from tests.house.who_may import WHO_MAY
from tests.house.world import digest
from tracker.core.database import db


def test_every_route_lets_in_exactly_whom_the_table_names_and_no_get_changes_a_row(world, routes, tell, engine_name):
    uncovered = sorted({endpoint for endpoint, _method in routes} - set(WHO_MAY))
    reading = [endpoint for endpoint, method in routes if method == "GET" and endpoint in WHO_MAY]
    writing = [endpoint for endpoint, method in routes if method != "GET" and endpoint in WHO_MAY]
    before = digest(db.engine)
    violations = [fault for endpoint in reading for fault in try_reading(world, endpoint)]
    changed = [fault for fault in violations if "rows changed" in fault]
    violations += [fault for endpoint in writing for fault in try_writing(world, endpoint)]
    cells = (len(reading) + len(writing)) * len(NAMES)
    tell(f"{engine_name}: cells={cells} violations={len(violations)} uncovered={len(uncovered)}")
    tell(f"{engine_name}: GET routes={len(reading)} rows changed={len(changed)}")
    assert not violations, "\n".join(violations)
    assert not uncovered, f"no row in tests/house/who_may.py: {uncovered}"
    assert digest(db.engine) == before


def test_every_row_has_its_route(whole):
    assert set(WHO_MAY) <= set(whole.view_functions), sorted(set(WHO_MAY) - set(whole.view_functions))


def test_the_digest_sees_a_change_and_the_world_can_be_put_back(world):
    before = digest(db.engine)
    world.ask("hoa", "POST", world.path("tasks.confirm"), {"version": world.version})
    assert digest(db.engine) != before
    world.put_back("hoa")
    assert digest(db.engine) == before


def try_reading(world, endpoint: str) -> list[str]:
    """Read by everybody; HEAD runs the same view, so one who is let in nearly everywhere stands for all."""
    path = world.path(endpoint)
    before = digest(db.engine)
    faults = [fault for name in NAMES for fault in compared(endpoint, "GET", name, world.ask(name, "GET", path))]
    world.ask("hoa", "HEAD", path)
    if digest(db.engine) != before:
        faults.append(f"GET {endpoint}: rows changed")
        world.kept.restore()
    return faults


def try_writing(world, endpoint: str) -> list[str]:
    """Write as everybody what would be valid from the right person; what succeeds is undone."""
    faults = []
    says = POSTS[endpoint].data(world) if endpoint in POSTS else {}
    for name in NAMES:
        answer = world.ask(name, "POST", world.path(endpoint), says)
        faults += compared(endpoint, "POST", name, answer)
        if answer.status_code < 400:
            world.put_back(name)
    return faults


def compared(endpoint: str, method: str, name: str, answer) -> list[str]:
    """What the name found there, if the table does not say so."""
    door = WHO_MAY[endpoint]
    if isinstance(door, ReadAndWrite):
        door = door.read if method == "GET" else door.write
    found, expected = observed(answer), door.expected(name)
    return [] if found == expected else [f"{method} {endpoint}: {name} is {found}, not {expected}"]
