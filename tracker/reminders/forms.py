"""Forms of reminders. They check the form of what was typed; the rules check what it means."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional

from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.directives.forms import RowsField
from tracker.reminders.chase_rules import LONGEST_TEXT, REACH_WORDS, Reach
from tracker.reminders.preview_page import Preview
from tracker.reminders.rules import LadderPlan
from tracker.tasks.forms import VersionForm, WordsField
from tracker.web.fields import AtMost, CountField, DayField, RowField, TextField, TypedField, no_secret
from tracker.web.forms import Form, choices_from, choices_of


class ChaseForm(Form):
    """Which tasks, whose people, and the office's own words. `groups` means every task of the page that they lead."""

    groups = RowsField(N_("Cả đơn vị"))
    tasks = RowsField(N_("Việc cần đôn đốc"))
    reach = WordsField(N_("Gửi tới"), default=str(Reach.LEAD))
    text = TextField(N_("Nội dung đôn đốc"), validators=[AtMost(LONGEST_TEXT), no_secret])
    form_key = HiddenField()
    seal = HiddenField()

    def __init__(
        self, *args: Any, tasks: Sequence[tuple[int, str]], groups: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tasks.choices = choices_from(list(tasks))
        self.groups.choices = choices_from(list(groups))
        self.reach.choices = choices_of(REACH_WORDS)

    @property
    def chosen_reach(self) -> Reach:
        """Whose people; the lead group's if nothing was said."""
        return Reach(self.reach.data) if self.reach.data else Reach.LEAD


class PreviewFilter(Form):
    """Whose reminders to come are shown; it lives in the address."""

    class Meta(Form.Meta):
        csrf = False

    person = RowField(N_("Người nhận"))
    group = RowField(N_("Đoàn, tổ"))

    def __init__(self, *args: Any, found: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = gettext(N_("Tất cả"))
        self.person.choices = choices_from(list(found.people), empty=everybody)
        self.group.choices = choices_from(list(found.groups), empty=everybody)


_PARTED = re.compile(r"[\s,;]+")
_LONGEST_NUMBER = 4


class DaysField(TypedField):
    """Numbers of days, parted by commas: “7, 3, 1”. Empty means none."""

    inputmode = "text"

    def read(self, text: str) -> tuple[int, ...]:
        parts = [part for part in _PARTED.split(text) if part]
        if not all(part.isascii() and part.isdigit() and len(part) <= _LONGEST_NUMBER for part in parts):
            sentence = N_("“%(text)s” chưa đúng. Viết các số ngày cách nhau bằng dấu phẩy, như 7, 3, 1.")
            raise ValueError(gettext(sentence, text=text))
        return tuple(int(part) for part in parts)

    def write(self, value: Any) -> str:
        return ", ".join(str(day) for day in value)


class LadderForm(VersionForm):
    """A ladder of reminders. Days are working days; an empty number is 0, which means never."""

    before = DaysField(N_("Nhắc trước hạn (ngày làm việc)"))
    on_day = BooleanField(N_("Nhắc đúng ngày hạn"))
    after = DaysField(N_("Nhắc sau hạn (ngày làm việc)"))
    every = CountField(N_("Sau đó nhắc mỗi (ngày làm việc)"), validators=[Optional()])
    due_week_monday = BooleanField(N_("Nhắc ngày làm việc đầu tuần có hạn"))
    fixed_on = DayField(N_("Nhắc vào một ngày định trước"), validators=[Optional()])
    starts_on = DayField(N_("Bắt đầu nhắc từ ngày"), validators=[Optional()])
    escalate_after = CountField(N_("Báo trưởng, phó đơn vị sau (ngày làm việc)"), validators=[Optional()])
    committee_after = CountField(N_("Báo Thường trực sau (ngày làm việc)"), validators=[Optional()])
    silent_after = CountField(N_("Báo Văn phòng khi im lặng (ngày làm việc)"), validators=[Optional()])
    paused = BooleanField(N_("Tạm dừng nhắc"))

    @classmethod
    def of(cls, plan: LadderPlan, version: int) -> "LadderForm":
        """The form filled with a ladder, or with what was posted."""
        return cls(data={**asdict(plan), "version": str(version)})

    @property
    def plan(self) -> LadderPlan:
        """What was typed, once it is valid."""
        return LadderPlan(
            before=self.before.data or (),
            on_day=bool(self.on_day.data),
            after=self.after.data or (),
            every=self.every.data or 0,
            due_week_monday=bool(self.due_week_monday.data),
            fixed_on=self.fixed_on.data,
            starts_on=self.starts_on.data,
            escalate_after=self.escalate_after.data or 0,
            committee_after=self.committee_after.data or 0,
            silent_after=self.silent_after.data or 0,
            paused=bool(self.paused.data),
        )
