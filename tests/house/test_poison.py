"""Words that no page and no mail was made for: every form cleans them or refuses them, and no table keeps one."""

import re
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from tests.house.fields import WAYS, fields_of, send_way, with_steps
from tracker.core.database import Base, db

POISONS = (
    "Việc\r\nBcc: ai@example.vn\x00\x1b[31m\u202eđảo\u202c {{7*7}} %(x)s <script>alert(1)</script>\r\n.\r\nFrom ai",
    "Vie\u0302\u0323c\u2028mới\u200b\u0085\ufeff 👩‍👩‍👧 =?utf-8?q?a=0D=0ABcc:_x?= ${x}",
)
NOT_KEPT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def test_no_form_stumbles_over_poison_or_keeps_it(world, forms, tell, engine_name):
    tried, faults = 0, []
    for way in sorted(WAYS):
        for number, name in enumerate(fields_of(world, forms, way)):
            tried += 1
            faults += try_field(world, way, name, POISONS[number % len(POISONS)])
    tell(f"{engine_name}: fields that take words={tried} in which poison was kept or stumbled over={len(faults)}")
    assert tried > 60
    assert not faults, "\n".join(faults)


def try_field(world, way: str, name: str, poison: str) -> list[str]:
    found: list[str] = []

    def trying() -> None:
        answer = send_way(world, way, {name: poison})
        if answer.status_code not in {200, 303, 401, 409, 422}:
            found.append(f"{way}: {name}: answered {answer.status_code}")
        if "<script>alert" in answer.text:
            found.append(f"{way}: {name}: a script stands in the page")
        found.extend(f"{way}: {name}: {each}" for each in kept())

    with_steps(world, way, trying)
    return found


def kept() -> Iterator[str]:
    """The columns that hold what nobody can see."""
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                for name, value in row.items():
                    if any(NOT_KEPT.search(text) for text in texts([value])):
                        yield f"kept in {table.name}.{name}"


def texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from texts(value.values())
        elif isinstance(value, list):
            yield from texts(value)
