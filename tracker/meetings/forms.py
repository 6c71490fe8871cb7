"""The forms of a meeting."""

from typing import Any

from wtforms.fields.choices import RadioField

from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.meetings.rules import HOURS, LONGEST_NOTE
from tracker.tasks.forms import VersionForm
from tracker.web.fields import AtMost, Needed, RowField, TextField, no_secret
from tracker.web.forms import Form, KeyedForm, choices_from

_TEXT = (Needed(N_("Ghi nội dung kết luận.")), AtMost(LONGEST_NOTE), no_secret)


class NoteForm(KeyedForm):
    """A conclusion as the secretary hears it."""

    text = TextField(N_("Kết luận"), validators=[*_TEXT])
    task_id = RowField(N_("Về nhiệm vụ"))

    def __init__(self, *args: Any, tasks: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task_id.choices = choices_from(tasks, empty=gettext(N_("chung cho cả đơn vị")))


class EditNoteForm(VersionForm):
    """A conclusion put right."""

    text = TextField(N_("Kết luận"), validators=[*_TEXT])


class RoomForm(Form):
    """For how long a screen shows the quarter."""

    hours = RadioField(N_("Có hiệu lực trong"), default=str(HOURS[0]))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = choices_from([(each, gettext(N_("%(n)s giờ"), n=each)) for each in HOURS])

    @property
    def chosen(self) -> int:
        """The hours; 0, which no screen is given, for anything else."""
        text = str(self.hours.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0
