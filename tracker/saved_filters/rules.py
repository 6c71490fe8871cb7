"""What may be kept as a filter, and for how long a removed one can be taken back."""

from collections.abc import Collection
from datetime import datetime, timedelta

from tracker.core.errors import Invalid
from tracker.core.secrecy import SECRET, secrecy_mark
from tracker.core.text import fold
from tracker.core.words import N_

LONGEST_NAME = 60
LONGEST_QUERY = 2000
MOST = 30
TAKEN_BACK_WITHIN = timedelta(days=7)


def check_filter(query: str, search: str) -> None:
    """A filter is short enough to be an address, and looks for no word that the system does not keep."""
    mark = secrecy_mark(search)
    if mark:
        raise Invalid(SECRET, mark=mark)
    if len(query) > LONGEST_QUERY:
        raise Invalid(N_("Bộ lọc này chọn quá nhiều việc, không lưu được. Bỏ bớt điều kiện rồi lưu lại."))


def check_name(name: str, others: Collection[str]) -> None:
    """Each of a person's filters has a name of its own, told apart without marks and capitals."""
    if not name:
        raise Invalid(N_("Ghi tên bộ lọc."), field="name")
    if fold(name) in {fold(other) for other in others}:
        raise Invalid(N_("Đồng chí đã có bộ lọc tên “%(name)s”. Chọn tên khác."), field="name", name=name)


def check_room(kept: int) -> None:
    """Nobody finds anything among too many."""
    if kept >= MOST:
        raise Invalid(N_("Đã có %(n)s bộ lọc, nhiều nhất rồi. Xóa bớt rồi lưu lại."), n=kept)


def check_kept(removed_at: datetime | None) -> None:
    """What was removed is first taken back."""
    if removed_at is not None:
        raise Invalid(N_("Bộ lọc này đã xóa. Khôi phục rồi mới sửa được."))


def check_removed(removed_at: datetime | None, now: datetime) -> None:
    """Only what was removed lately can be taken back."""
    if removed_at is None:
        raise Invalid(N_("Bộ lọc này chưa xóa."))
    if removed_at < now - TAKEN_BACK_WITHIN:
        raise Invalid(N_("Bộ lọc này đã xóa quá lâu, không khôi phục được nữa."))
