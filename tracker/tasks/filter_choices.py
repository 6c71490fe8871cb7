"""What the list of tasks can be narrowed to: the choices of its form, and the words of its heading."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from tracker.accounts.actor import Actor
from tracker.core.days import format_day
from tracker.core.kept import Kept, rows_of
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.groups.models import Group
from tracker.organizations.models import FieldOfWork, Organization
from tracker.organizations.queries import organization_and_below
from tracker.tasks.conditions import Mine, Slice
from tracker.tasks.models import Task
from tracker.tasks.queries import TaskFilter
from tracker.tasks.sight import Sight, figures_at, places_of, sight_of
from tracker.web.fields import ChoiceField, RowField, SearchField, whole_or_none
from tracker.web.forms import Form

ALL_QUARTERS = "all"
SLICE_WORDS = {
    Slice.ATTENTION: N_("Cần chú ý trước"),
    Slice.OVER: N_("Quá hạn"),
    Slice.SOON: N_("Sắp đến hạn"),
    Slice.TERM: N_("Trong hạn"),
    Slice.DONE: N_("Hoàn thành đúng hạn"),
    Slice.LATE: N_("Hoàn thành trễ hạn"),
    Slice.NO_DEADLINE: N_("Không giao hạn"),
    Slice.WITH_DEADLINE: N_("Có hạn"),
    Slice.FALLEN_DUE: N_("Đã xong hoặc đã quá hạn"),
    Slice.PLANNED: N_("Có hạn đến hôm nay"),
    Slice.FINISHED: N_("Đã hoàn thành, có hạn"),
    Slice.WAIT: N_("Chờ xác nhận"),
    Slice.BACK: N_("Trả lại"),
    Slice.RISK: N_("Tự báo khó đạt"),
    Slice.MUTE: N_("Im lặng"),
    Slice.NEVER: N_("Chưa có cập nhật nào"),
    Slice.OWED: N_("Đơn vị còn phải làm"),
    Slice.UPDATED: N_("Có cập nhật trong 15 ngày làm việc"),
    Slice.UNCHANGED: N_("Báo không thay đổi trong 15 ngày làm việc"),
    Slice.DIRECTION: N_("Có ý kiến chỉ đạo chưa trả lời"),
    Slice.NONE: N_("Chưa thực hiện"),
    Slice.PROGRESS: N_("Đang thực hiện"),
    Slice.COMPLETED: N_("Hoàn thành"),
    Slice.OPEN: N_("Chưa hoàn thành"),
    Slice.CANCELLED: N_("Dừng thực hiện"),
    Slice.CARRIED: N_("Chuyển tiếp"),
}


MINE_WORDS = {
    Mine.GROUP: N_("Tổ của tôi"),
    Mine.WAITING: N_("Chờ tôi"),
}
# What comes with a link and has no field of its own on the page.
_KEPT = ("part", "org", "under", "document", "ids", "mine", "due_from", "due_until", "sort")


class TaskFilterForm(Form):
    """Filters of the task list; they live in the address. The hidden ones come with a link and stay."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(N_("Tìm"))
    quarter = ChoiceField(N_("Quý"))
    state = ChoiceField(N_("Trạng thái"))
    group = RowField(N_("Đơn vị"))
    field = RowField(N_("Lĩnh vực"))
    part = HiddenField()
    org = HiddenField()
    under = HiddenField()
    document = HiddenField()
    ids = HiddenField()
    mine = HiddenField()
    due_from = HiddenField()
    due_until = HiddenField()
    sort = HiddenField()


def homes_of(session: Session, actor: Actor, organization_id: int | None, under_id: int | None) -> Collection[int]:
    """The committees whose tasks can stand in the list."""
    if organization_id:
        return {organization_id}
    return organization_and_below(session, under_id) if under_id else actor.reads | {actor.organization_id}


Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class FilterChoices:
    """What the form offers, as (value, words), and what is chosen: plain values, by which a form is known again."""

    text: str
    quarter: str
    quarters: Pairs
    state: str
    states: Pairs
    group: str
    groups: Pairs
    field: str
    fields: Pairs
    kept: Pairs

    def form(self) -> TaskFilterForm:
        """The form itself."""
        chosen = {"q": self.text, "quarter": self.quarter, "state": self.state}
        rows = {"group": whole_or_none(self.group), "field": whole_or_none(self.field)}
        form = TaskFilterForm(formdata=None, data={**chosen, **rows, **dict(self.kept)})
        for field, pairs in (
            (form.quarter, self.quarters),
            (form.state, self.states),
            (form.group, self.groups),
            (form.field, self.fields),
        ):
            field.choices = [SelectChoice(value, words) for value, words in pairs]
        return form


def choices_for(session: Session, actor: Actor, narrow: TaskFilter, query: Mapping[str, str]) -> FilterChoices:
    """What a list can be narrowed to. Three SELECTs."""
    everything = ("", gettext(N_("Tất cả")))
    quarters = [(each, Quarter.parse(each).roman_label) for each in _quarters(session, actor, narrow)]
    homes = list(homes_of(session, actor, narrow.organization_id, narrow.under_id))
    return FilterChoices(
        text=narrow.text,
        quarter=narrow.quarter or ALL_QUARTERS,
        quarters=((ALL_QUARTERS, everything[1]), *quarters),
        state=str(narrow.part or ""),
        states=(everything, *((str(part), gettext(words)) for part, words in SLICE_WORDS.items())),
        group=_spelt(narrow.group_id),
        groups=(everything, *_groups(session, actor, homes)),
        field=_spelt(narrow.field_id),
        fields=(everything, *_fields(session, homes), ("0", gettext(N_("Chưa phân lĩnh vực")))),
        kept=tuple((name, query.get(name, "")) for name in _KEPT),
    )


def _spelt(row_id: int | None) -> str:
    return "" if row_id is None else str(row_id)


def _groups(session: Session, actor: Actor, homes: list[int]) -> list[tuple[str, str]]:
    rows = rows_of(session, _GROUPS, {"homes": homes})
    return [(str(group_id), name) for group_id, name in rows if actor.reads or group_id in actor.group_ids]


def _fields(session: Session, homes: list[int]) -> list[tuple[str, str]]:
    return [(str(field_id), name) for field_id, name in rows_of(session, _FIELDS, {"homes": homes})]


def _quarters(session: Session, actor: Actor, narrow: TaskFilter) -> list[str]:
    known = {quarter for (quarter,) in rows_of(session, _known_quarters(sight_of(actor)), places_of(actor))}
    if narrow.quarter:
        known.add(narrow.quarter)
    return sorted(known, reverse=True)


# Asked for every list, so built once.
_HOMES = sa.bindparam("homes", type_=sa.Integer, expanding=True)
_GROUPS = Kept(
    sa.select(Group.id, Group.name)
    .where(Group.organization_id.in_(_HOMES))
    .order_by(Group.position, Group.name, Group.id)
)
_FIELDS = Kept(
    sa.select(FieldOfWork.id, FieldOfWork.name)
    .where(FieldOfWork.organization_id.in_(_HOMES))
    .order_by(FieldOfWork.position, FieldOfWork.name, FieldOfWork.id)
)


@cache
def _known_quarters(sight: Sight) -> Kept:
    return Kept(sa.select(Task.quarter).where(figures_at(sight)).distinct())


def words_of(session: Session, actor: Actor, narrow: TaskFilter, choices: FilterChoices) -> list[str]:
    """The filter in words. Names come from what the reader may see, so that nothing else's name can show."""
    found = _whose(session, actor, narrow)
    found.append(Quarter.parse(narrow.quarter).roman_label if narrow.quarter else gettext(N_("Mọi quý")))
    if narrow.part:
        found.append(gettext(SLICE_WORDS[narrow.part]))
    if narrow.mine:
        found.append(gettext(MINE_WORDS[narrow.mine]))
    found += _due_words(narrow.due_from, narrow.due_until)
    for chosen, pairs in ((choices.group, choices.groups), (choices.field, choices.fields)):
        found += [words for value, words in pairs if chosen and value == chosen]
    if narrow.supporting and narrow.group_id:
        found.append(gettext(N_("Phối hợp")))
    if narrow.document_id:
        found.append(gettext(N_("Của một văn bản")))
    if narrow.ids:
        found.append(gettext(N_("Các việc chọn sẵn")))
    if narrow.text:
        found.append(f"“{narrow.text}”")
    return found


def _due_words(first: date | None, last: date | None) -> list[str]:
    if first and last:
        one = gettext(N_("Hạn %(day)s"), day=format_day(first))
        several = gettext(N_("Hạn từ %(first)s đến %(last)s"), first=format_day(first), last=format_day(last))
        return [one if first == last else several]
    if first:
        return [gettext(N_("Hạn từ %(day)s"), day=format_day(first))]
    return [gettext(N_("Hạn đến %(day)s"), day=format_day(last))] if last else []


def _whose(session: Session, actor: Actor, narrow: TaskFilter) -> list[str]:
    """Nothing for the reader's own committee: the head of every page says whose it is."""
    if narrow.under_id:
        return [_organization_name(session, narrow.under_id), gettext(N_("cùng các đảng bộ trực thuộc"))]
    if narrow.organization_id in {None, actor.organization_id}:
        return []
    return [_organization_name(session, narrow.organization_id)]


def _organization_name(session: Session, organization_id: int | None) -> str:
    return session.get_one(Organization, organization_id).name
