"""The forms of many lines: the pasted text, and the rows to check that it becomes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.directives.forms import RowsField, TitleField, WordField
from tracker.intake.forms import LONGEST_QUOTATION, PartForm, clear_errors, refuse_all
from tracker.intake.lines import LONGEST_DUE_TEXT, LONGEST_TITLE, MOST_LINES, Pasted, guess_kind, title_of
from tracker.intake.notes import NoteLine
from tracker.intake.queries import Choices
from tracker.intake.remarks import Row
from tracker.intake.rules import Work, check_work
from tracker.tasks.status import KIND_WORDS, Kind
from tracker.web.fields import AtMost, DayField, LineField, Needed, NumberField, RowField, no_secret
from tracker.web.forms import Form, KeyedForm, choices_from

LONGEST_PASTE = 200_000
MOST_DIGITS = 10
NO_LEAD = N_("Chọn đúng một đơn vị chủ trì.")


class PasteForm(Form):
    """Many lines at once, and what holds for all of them unless a line says otherwise."""

    notes = RowsField(N_("Kết luận ghi tại cuộc họp"))
    lines = TextAreaField(N_("Các dòng"), validators=[AtMost(LONGEST_PASTE)])
    lead = RowField(N_("Đơn vị chủ trì"))
    supporting = RowsField(N_("Đơn vị phối hợp"))
    field = RowField(N_("Lĩnh vực"))
    kind = WordField(N_("Loại việc"), words={"": N_("đoán theo lời văn"), **KIND_WORDS}, default="")
    due_on = DayField(N_("Hạn"))
    no_deadline = BooleanField(N_("Không giao hạn"))
    due_text = LineField(N_("Lời văn về hạn"), validators=[AtMost(LONGEST_DUE_TEXT)])
    default_due_on = DayField(N_("Ngày nhắc khi không giao hạn"))

    def __init__(self, *args: Any, choices: Choices, notes: Sequence[NoteLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note_lines = {each.id: each for each in notes}
        self.notes.choices = choices_from([(each.id, each.label) for each in notes])
        self.lead.choices = choices_from(list(choices.groups), empty=gettext(N_("chọn ở từng dòng")))
        self.supporting.choices = choices_from(list(choices.groups))
        self.field.choices = choices_from(list(choices.fields), empty=gettext(N_("chưa chọn")))

    def validate_lines(self, field: Field) -> None:
        """The mark of secrecy is looked for in the text as it was pasted."""
        no_secret(self, field)

    def rows(self, pasted: Sequence[Pasted]) -> list[dict[str, Any]]:
        """The lines as rows to check: what a line says itself comes before what was chosen for all."""
        return [*(self._row_of_note(each) for each in self.taken_notes), *(self._row(line) for line in pasted)]

    @property
    def taken_notes(self) -> list[NoteLine]:
        """The conclusions that were ticked."""
        return [self.note_lines[each] for each in self.notes.data or [] if each in self.note_lines]

    def _row_of_note(self, note: NoteLine) -> dict[str, Any]:
        """A conclusion as a row: its words are the quotation, its group leads."""
        title = title_of(note.text)
        line = Pasted(number=0, title=title, kind=guess_kind(title), lead_group_id=note.group_id)
        return {**self._row(line), "note": note.id, "quotation": note.text, "unread": ""}

    def _row(self, line: Pasted) -> dict[str, Any]:
        lead = line.lead_group_id or self.lead.data
        says_when = line.no_deadline is not None
        return {
            "line": line.number,
            "quotation": line.title,
            "title": line.title,
            "lead": lead,
            "supporting": [group for group in self.supporting.data or [] if group != lead],
            "field": self.field.data,
            "kind": self.kind.data or str(line.kind),
            "due_on": line.due_on if says_when else self.due_on.data,
            "no_deadline": bool(line.no_deadline) if says_when else self.no_deadline.data,
            "due_text": line.due_text if says_when else self.due_text.data,
            "unread": " · ".join(line.unread),
        }


class RowForm(PartForm):
    """One pasted line on its way to a task."""

    line = HiddenField()
    note = HiddenField()
    quotation = LineField(widget=HiddenInput())
    unread = LineField(widget=HiddenInput())
    dropped = BooleanField(N_("Bỏ dòng này"))
    title = TitleField(
        N_("Nhiệm vụ"),
        validators=[Needed(N_("Ghi tên nhiệm vụ, hoặc bỏ dòng này.")), AtMost(LONGEST_TITLE), no_secret],
    )
    lead = RowField(N_("Đơn vị chủ trì"), refusal=NO_LEAD)
    supporting = RowsField(N_("Đơn vị phối hợp"))
    field = RowField(N_("Lĩnh vực"))
    kind = WordField(N_("Loại việc"), words=KIND_WORDS)
    due_on = DayField(N_("Hạn"))
    no_deadline = BooleanField(N_("Không giao hạn"))
    due_text = LineField(N_("Lời văn về hạn"), validators=[AtMost(LONGEST_DUE_TEXT)])
    unit = LineField(N_("Đơn vị tính"), validators=[AtMost(60)])
    target = NumberField(N_("Chỉ tiêu cần đạt"))

    def take_place(self, number: int) -> None:
        """Say in the summary of mistakes which line is meant; beside the field its own label is enough."""
        for field in self:
            field.plain = field.label.text
            if not isinstance(field, BooleanField):
                field.label.text = gettext(N_("Dòng %(n)s, %(label)s"), n=number, label=field.plain)

    @property
    def note_id(self) -> int | None:
        """The conclusion of a meeting that the row was made from; 0, which none is, for anything else."""
        text = str(self.note.data or "")
        if not text:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else 0

    @property
    def as_typed(self) -> Row:
        """The row for whoever looks over all of them."""
        return Row(
            title=self.title.data or "",
            lead_group_id=self.lead.data,
            due_on=self.due_on.data,
            dropped=bool(self.dropped.data),
        )

    def offer(self, groups: list[SelectChoice], leads: list[SelectChoice], fields: list[SelectChoice]) -> None:
        """Hand the row what may be chosen; all rows share the lists."""
        self.lead.choices, self.supporting.choices, self.field.choices = leads, groups, fields

    def validate_quotation(self, field: Field) -> None:
        """The line as pasted travels with the form; whatever comes back is held to the same limits."""
        AtMost(LONGEST_QUOTATION)(self, field)
        no_secret(self, field)

    def accepts(self, *, issued_on: date, default_due_on: date | None) -> bool:
        """Whether the row, its shape checked, can become a task; a dropped one always can go."""
        if self.dropped.data:
            clear_errors(self)
            return True
        work = Work(
            lead_group_ids=[self.lead.data] if self.lead.data else [],
            supporting_group_ids=self.supporting.data or [],
            due_on=self.due_on.data,
            no_deadline=self.no_deadline.data,
            default_due_on=default_due_on,
            lacks_number=self.kind.data == Kind.REACH_NUMBER and not self.unit.data,
        )
        return refuse_all(self, check_work(work, issued_on=issued_on), valid=not self.errors)


class RowsForm(KeyedForm):
    """The rows to check before the work is given."""

    default_due_on = DayField(N_("Ngày nhắc khi không giao hạn"))
    rows = FieldList(FormField(RowForm), max_entries=MOST_LINES)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = choices_from(list(choices.groups))
        leads = choices_from(list(choices.groups), empty=gettext(N_("chọn đơn vị")))
        fields = choices_from(list(choices.fields), empty=gettext(N_("chưa chọn")))
        for number, row in enumerate(self.row_forms, 1):
            row.take_place(number)
            row.offer(groups, leads, fields)

    @property
    def row_forms(self) -> list[RowForm]:
        return [entry.form for entry in self.rows.entries]

    @property
    def kept(self) -> list[RowForm]:
        """The rows that were not dropped."""
        return [row for row in self.row_forms if not row.dropped.data]

    @property
    def note_ids(self) -> list[int]:
        """The conclusions among the kept rows."""
        return [row.note_id for row in self.kept if row.note_id is not None]

    def accepts(self, *, issued_on: date) -> bool:
        """Whether every row that was kept can become a task."""
        self.validate()
        rows = [row.accepts(issued_on=issued_on, default_due_on=self.default_due_on.data) for row in self.row_forms]
        self.rows.errors = [row.errors for row in self.row_forms if row.errors]
        if not self.kept:
            self.form_errors.append(gettext(N_("Không còn dòng nào để giao. Giữ lại ít nhất một dòng.")))
        return all(rows) and not self.errors
