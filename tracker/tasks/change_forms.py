"""Forms with which the office changes a task."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField
from wtforms.validators import Optional

from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.directives.forms import RowsField, TitleField
from tracker.tasks.forms import LONGEST_TEXT, VersionForm
from tracker.tasks.models import Task
from tracker.tasks.status import RESTRICTED
from tracker.web.fields import AtMost, DayField, LineField, Needed, RowField, TextField, no_secret
from tracker.web.forms import choices_from

LONGEST_DUTY = 300


class DeadlineForm(VersionForm):
    """Another deadline, or none."""

    due_on = DayField(N_("Hạn mới"), validators=[Optional()])
    without = BooleanField(N_("Không giao hạn"))
    reason = TextField(N_("Lý do"), validators=[AtMost(LONGEST_TEXT), no_secret])


class ReasonForm(VersionForm):
    """Stop a task, or carry it over: with a reason."""

    reason = TextField(N_("Lý do"), validators=[AtMost(LONGEST_TEXT), no_secret])


class EditForm(VersionForm):
    """The words and people of a task. Fields for the duties of its supporting groups are named `duty_<group id>`."""

    title = TitleField(N_("Nhiệm vụ"), validators=[Needed(N_("Ghi tên nhiệm vụ.")), AtMost(300), no_secret])
    in_charge_id = RowField(N_("Người phụ trách"))
    priority = BooleanField(N_("Nhiệm vụ trọng tâm"))
    restricted = BooleanField(RESTRICTED)
    supporting_group_ids = RowsField(N_("Đơn vị phối hợp"))

    @classmethod
    def for_task(
        cls, task: Task, *, people: Sequence[tuple[int, str]], groups: Sequence[tuple[int, str]]
    ) -> "EditForm":
        """The form filled with the task as it is."""
        duties = {duty_name(each.group_id): _duty_field(each.group.short_name) for each in task.supporting}
        now: dict[str, Any] = {"title": task.title, "in_charge_id": task.in_charge_id, "priority": task.priority}
        now["restricted"] = task.restricted
        now["supporting_group_ids"] = [each.group_id for each in task.supporting]
        now |= {duty_name(each.group_id): each.duty for each in task.supporting}
        form: EditForm = type("EditFormOfTask", (cls,), duties)(data=now)
        form.in_charge_id.choices = choices_from(list(people), empty=gettext(N_("Cả đơn vị chủ trì")))
        form.supporting_group_ids.choices = choices_from(list(groups))
        return form

    def duties(self, task: Task) -> dict[int, str]:
        """What each supporting group is to do."""
        names = {each.group_id: duty_name(each.group_id) for each in task.supporting}
        return {group_id: self[name].data or "" for group_id, name in names.items()}


def duty_name(group_id: int) -> str:
    """The name of the field for a supporting group's part."""
    return f"duty_{group_id}"


def _duty_field(group: str) -> LineField:
    return LineField(gettext(N_("Phần việc của %(group)s"), group=group), validators=[AtMost(LONGEST_DUTY), no_secret])
