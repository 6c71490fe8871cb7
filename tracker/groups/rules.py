"""When a group may close, who may take a seat, and how localities are read from lines."""

from collections.abc import Iterable
from datetime import date

from tracker.core.days import format_day
from tracker.core.errors import Invalid
from tracker.core.text import clean_line
from tracker.core.words import N_

LONGEST_LOCALITY = 120
MOST_LOCALITIES = 200


def read_localities(text: str) -> tuple[str, ...]:
    """The names in `text`, one a line, each once; raise Invalid for one that is too long, or too many."""
    names = list(dict.fromkeys(name for line in text.splitlines() if (name := clean_line(line))))
    for name in names:
        if len(name) > LONGEST_LOCALITY:
            raise Invalid(
                N_("“%(name)s…” dài quá %(limit)s ký tự. Mỗi dòng ghi một địa bàn."),
                field="localities",
                name=name[:30],
                limit=LONGEST_LOCALITY,
            )
    if len(names) > MOST_LOCALITIES:
        raise Invalid(
            N_("Có %(n)s địa bàn, tối đa %(limit)s."), field="localities", n=len(names), limit=MOST_LOCALITIES
        )
    return tuple(names)


def check_closing(open_tasks: int) -> None:
    """Raise Invalid while the group still leads work."""
    if open_tasks:
        raise Invalid(
            N_("Đơn vị còn chủ trì %(n)s nhiệm vụ chưa kết thúc. Xác nhận, dừng hoặc chuyển các việc đó trước."),
            n=open_tasks,
        )


def check_new_seat(held: Iterable[tuple[date, date | None]], from_on: date) -> None:
    """Raise Invalid when the person already sits in the group on `from_on` or later; `held` are (from, until)."""
    for _first, last in held:
        if last is None:
            raise Invalid(N_("Đồng chí này đang là thành viên."), field="account_id")
        if last >= from_on:
            raise Invalid(
                N_("Đồng chí này là thành viên đến hết ngày %(last)s. Chọn ngày bắt đầu sau ngày đó."),
                field="from_on",
                last=format_day(last),
            )


def last_day_of_seat(from_on: date, today: date) -> date | None:
    """Until when a seat that is ended today was held; None if it had not been held before today at all."""
    return today if from_on < today else None
