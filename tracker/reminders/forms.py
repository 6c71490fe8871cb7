"""Forms of reminders. They check the form of what was typed; the rules check what it means."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from tracker.core.words import N_
from tracker.directives.forms import RowsField
from tracker.reminders.chase_rules import LONGEST_TEXT, REACH_WORDS, Reach
from tracker.tasks.forms import WordsField
from tracker.web.fields import AtMost, TextField, no_secret
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
