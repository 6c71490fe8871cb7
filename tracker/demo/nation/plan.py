"""How large a made-up nation is, and its tree: the centre, provinces, communes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from tracker.core.quarter import Quarter
from tracker.demo.nation.words import COMMUNE_FIRST, COMMUNE_LAST
from tracker.organizations.models import Level

COMMUNES_OF_A_PROVINCE = 98
SEATS = 3
"""People in each group: its head and two members."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is wanted. `today` decides which quarter runs, and with `seed` everything else."""

    organizations: int
    tasks_per_quarter: int
    quarters: int
    groups: int
    today: date
    seed: int = 2017

    @property
    def periods(self) -> list[Quarter]:
        """The quarters, the earliest first; the last one runs."""
        found = [Quarter.of(self.today)]
        while len(found) < self.quarters:
            found.insert(0, found[0].previous)
        return found

    @property
    def tasks(self) -> int:
        """How many tasks there will be."""
        return self.organizations * self.tasks_per_quarter * self.quarters


@dataclass(frozen=True, kw_only=True)
class Place:
    """One committee of the tree; `key` stands in the addresses of its people."""

    id: int
    parent_id: int | None
    level: Level
    name: str
    short_name: str
    key: str


def tree(communes: int) -> Iterator[Place]:
    """The centre, a province for every 98 communes, and the communes, parents first. One commune stands alone."""
    ids = count(1)
    if communes == 1:
        yield _commune(next(ids), None, 0)
        return
    centre = next(ids)
    yield Place(id=centre, parent_id=None, level=Level.CENTRAL, name="Trung ương", short_name="Trung ương", key="tw")
    province = centre
    for number in range(communes):
        if number % COMMUNES_OF_A_PROVINCE == 0:
            place = 1 + number // COMMUNES_OF_A_PROVINCE
            name, province = f"tỉnh số {place}", next(ids)
            yield Place(
                id=province,
                parent_id=centre,
                level=Level.PROVINCE,
                name=f"Đảng bộ {name}",
                short_name=f"Tỉnh ủy {name.removeprefix('tỉnh ')}",
                key=f"tinh{place}",
            )
        yield _commune(next(ids), province, number)


def _commune(organization_id: int, parent_id: int | None, number: int) -> Place:
    turn, rest = divmod(number, len(COMMUNE_FIRST) * len(COMMUNE_LAST))
    first, last = divmod(rest, len(COMMUNE_LAST))
    name = f"{COMMUNE_FIRST[first]} {COMMUNE_LAST[last]}{f' {turn + 1}' if turn else ''}"
    return Place(
        id=organization_id,
        parent_id=parent_id,
        level=Level.COMMUNE,
        name=f"Đảng bộ xã {name}",
        short_name=f"Đảng ủy {name}",
        key=f"xa{number + 1}",
    )
