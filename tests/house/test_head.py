"""Programs ask with HEAD before they open a page: they hear what the page would answer, and change nothing."""

import pytest

from tests.house.doors import STRANGER
from tests.house.world import digest
from tracker.core.database import db

ASKING = ("hoa", "quan", "binh", "tam", STRANGER)
HEADERS = ("Location", "Content-Type", "Cache-Control")


@pytest.mark.one_engine
def test_head_is_answered_as_get_is_on_every_route(world, routes, tell, engine_name):
    before = digest(db.engine)
    reading = [endpoint for endpoint, method in routes if method == "GET"]
    faults = [fault for endpoint in reading for name in ASKING for fault in compared(world, endpoint, name)]
    tell(f"{engine_name}: GET routes={len(reading)} asked by={len(ASKING)} other answers to HEAD={len(faults)}")
    assert not faults, "\n".join(faults)
    assert digest(db.engine) == before


def compared(world, endpoint: str, name: str) -> list[str]:
    """What HEAD is told otherwise than GET."""
    path = world.path(endpoint)
    got, head = (world.ask(name, method, path) for method in ("GET", "HEAD"))
    answers = [(got.status_code, head.status_code), *((got.headers.get(key), head.headers.get(key)) for key in HEADERS)]
    return [f"{endpoint}: {name} got {one}, by HEAD {other}" for one, other in answers if one != other] + (
        [f"{endpoint}: {name} was sent a page by HEAD"] if head.get_data() else []
    )
