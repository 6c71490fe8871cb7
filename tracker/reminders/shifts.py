"""Two plannings told apart line by line: which reminders move, come anew or fall away. Plain values in and out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

from tracker.reminders.planning import Line
from tracker.reminders.rules import Rule
from tracker.reminders.rungs import Rung


class Shift(NamedTuple):
    """One reminder of a task: the rung it stood on and the one it would stand on; None: there is none."""

    task_id: int
    old: Rung | None
    new: Rung | None

    @property
    def first_day(self) -> date:
        """The day on which somebody would first notice."""
        return min(rung.day for rung in (self.old, self.new) if rung is not None)


def shifts(before: Iterable[Line], after: Iterable[Line]) -> dict[Shift, list[int]]:
    """Whose reminders move how. What stays on its day is not among them, though it be told by another rule there."""
    old, new = _rungs(before), _rungs(after)
    found: defaultdict[Shift, list[int]] = defaultdict(list)
    for key in dict.fromkeys([*old, *new]):
        account_id, task_id = key
        for pair in _pairs(old[key], new[key]):
            found[Shift(task_id, *pair)].append(account_id)
    return dict(found)


def _rungs(lines: Iterable[Line]) -> defaultdict[tuple[int, int], list[Rung]]:
    found: defaultdict[tuple[int, int], list[Rung]] = defaultdict(list)
    for line in lines:
        found[line.account_id, line.task_id].append(Rung(line.day, line.rule))
    return found


def _pairs(old: list[Rung], new: list[Rung]) -> Iterator[tuple[Rung | None, Rung | None]]:
    """A rung first finds itself on another day, then another of its kind; what is left over comes or falls away."""
    gone, come = set(old) - set(new), set(new) - set(old)
    for likeness in (_same_rule, _same_side):
        for was, becomes in _nearest(gone, come, likeness):
            gone.remove(was)
            come.remove(becomes)
            yield was, becomes
        days = {rung.day for rung in gone} & {rung.day for rung in come}
        gone, come = ({rung for rung in some if rung.day not in days} for some in (gone, come))
    yield from ((rung, None) for rung in sorted(gone))
    yield from ((None, rung) for rung in sorted(come))


def _nearest(gone: Iterable[Rung], come: Iterable[Rung], likeness: Callable[[Rule], object]) -> list[tuple[Rung, Rung]]:
    """Those of one likeness two by two, the nearest days first: weekly lists stand many times."""
    alike = [pair for pair in product(gone, come) if likeness(pair[0].rule) == likeness(pair[1].rule)]
    alike.sort(key=lambda pair: (abs(pair[0].day - pair[1].day), pair))
    taken: set[Rung] = set()
    found = []
    for was, becomes in alike:
        if was not in taken and becomes not in taken:
            taken |= {was, becomes}
            found.append((was, becomes))
    return found


def _same_rule(rule: Rule) -> object:
    return rule


def _same_side(rule: Rule) -> object:
    """Early mentions of whatever kind stand for each other; of the rest each ladder is for itself."""
    return "early" if rule.is_early else rule.ladder
