"""For a reader of several committees: each with its numbers and the way to its board. By name, not by rank."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tracker.board.counts import Counts, Links, sum_of
from tracker.board.matrix import Matrix, row_of
from tracker.board.rows import Named
from tracker.core.languages import gettext
from tracker.core.text import sort_key
from tracker.core.words import N_


def assemble(
    organizations: Iterable[Named],
    totals: Mapping[int, Counts],
    *,
    own_id: int,
    links: Callable[[int | None], Links],
) -> Matrix:
    """The committees below the reader's own, and their own where it has work itself; `links` by organization."""
    shown = [each for each in organizations if each.id != own_id or each.id in totals]
    rows = (
        replace(row_of(each.name, totals.get(each.id, Counts()), links(each.id)), href=links(each.id).board())
        for each in sorted(shown, key=lambda each: (sort_key(each.name), each.id))
    )
    return Matrix(
        title=gettext(N_("Các đảng bộ")),
        by=gettext(N_("Đảng bộ")),
        caption=gettext(N_("Số nhiệm vụ theo đảng bộ và trạng thái.")),
        rows=tuple(rows),
        totals=row_of(gettext(N_("Tổng cộng")), sum_of(totals.values()), links(None)),
        with_trend=False,
    )
