"""The form of one directive, and what all forms of the entry share."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField

from tracker.core.errors import Refusal
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.directives.forms import RowsField, TitleField, WordField
from tracker.indicators.status import DIRECTION_WORDS, QUALIFIER_WORDS, ROLL_UP_WORDS, Direction, Qualifier, RollUp
from tracker.intake.lines import LONGEST_DUE_TEXT, LONGEST_TITLE
from tracker.intake.queries import Choices
from tracker.intake.rules import Work, check_indicator, check_work
from tracker.tasks.assigning import NewIndicator
from tracker.tasks.status import KIND_WORDS, RESTRICTED, Kind
from tracker.web.fields import AtMost, DayField, LineField, Needed, NumberField, RowField, TextField, no_secret
from tracker.web.forms import Form, KeyedForm, choices_from

MOST_INDICATORS = 3
LONGEST_QUOTATION = 4000


class PartForm(Form):
    """A form inside another one; the outer one carries the token."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["meta"] = {**(kwargs.get("meta") or {}), "csrf": False}
        super().__init__(*args, **kwargs)


class IndicatorForm(PartForm):
    """A number the task is to reach."""

    name = LineField(N_("Tên chỉ tiêu"), validators=[AtMost(200), no_secret])
    unit = LineField(N_("Đơn vị tính"), validators=[AtMost(60)])
    baseline = NumberField(N_("Số gốc"))
    baseline_label = LineField(N_("Số gốc là của"), validators=[AtMost(60)])
    target = NumberField(N_("Chỉ tiêu cần đạt"))
    direction = WordField(N_("Chiều tốt"), words=DIRECTION_WORDS, default=Direction.HIGHER)
    roll_up = WordField(N_("Cách cộng các lần báo cáo"), words=ROLL_UP_WORDS, default=RollUp.LATEST)
    qualifier = WordField(
        N_("Từ đứng trước số"),
        words={**QUALIFIER_WORDS, Qualifier.NONE: N_("không có")},
        default=Qualifier.NONE,
    )

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        others = [self.baseline.data, self.baseline_label.data, self.target.data]
        typed = [*others, *(field.errors for field in (self.baseline, self.target) if field.errors)]
        return refuse_all(
            self, check_indicator(name=self.name.data or "", unit=self.unit.data or "", others=typed), valid=valid
        )

    @property
    def is_used(self) -> bool:
        """Whether anything was typed."""
        return bool(self.name.data)

    def indicator(self) -> NewIndicator:
        """What was entered, once it is valid."""
        return NewIndicator(
            name=self.name.data or "",
            unit=self.unit.data or "",
            baseline=self.baseline.data,
            baseline_label=self.baseline_label.data or "",
            target=self.target.data,
            direction=self.direction.word,
            roll_up=self.roll_up.word,
            qualifier=self.qualifier.word,
        )


class DirectiveForm(KeyedForm):
    """One directive and the work it becomes."""

    start = HiddenField()
    quotation = TextField(
        N_("Câu giao nhiệm vụ, nguyên văn"),
        validators=[
            Needed(N_("Ghi nguyên văn câu giao nhiệm vụ.")),
            AtMost(LONGEST_QUOTATION),
            no_secret,
        ],
    )
    title = TitleField(
        N_("Tên nhiệm vụ"),
        validators=[Needed(N_("Ghi tên ngắn của nhiệm vụ.")), AtMost(LONGEST_TITLE), no_secret],
    )
    field = RowField(N_("Lĩnh vực"))
    issuer = LineField(N_("Người, cơ quan giao"), validators=[Needed(N_("Ghi người hoặc cơ quan giao.")), AtMost(200)])
    kind = WordField(N_("Loại việc"), words=KIND_WORDS, default=Kind.ONGOING_ACTIVITY)
    lead = RowsField(N_("Đơn vị chủ trì"))
    supporting = RowsField(N_("Đơn vị phối hợp"))
    due_on = DayField(N_("Hạn"))
    no_deadline = BooleanField(N_("Không giao hạn"))
    due_text = LineField(N_("Lời văn về hạn"), validators=[AtMost(LONGEST_DUE_TEXT)])
    default_due_on = DayField(N_("Ngày nhắc khi không giao hạn"))
    in_charge = RowField(N_("Người phụ trách"))
    priority = BooleanField(N_("Nhiệm vụ trọng tâm"))
    restricted = BooleanField(RESTRICTED)
    indicators = FieldList(FormField(IndicatorForm), min_entries=MOST_INDICATORS, max_entries=MOST_INDICATORS)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead.choices = self.supporting.choices = choices_from(list(choices.groups))
        self.field.choices = choices_from(list(choices.fields), empty=gettext(N_("chưa chọn")))
        self.in_charge.choices = choices_from(list(choices.people), empty=gettext(N_("đơn vị tự phân công")))
        self.seats = choices.seats

    @property
    def _has_number(self) -> bool:
        return any(each.form.is_used for each in self.indicators)

    def accepts(self, *, issued_on: date) -> bool:
        """Whether form and meaning are right; all refusals are put beside their fields at once."""
        valid = bool(self.validate())
        work = Work(
            lead_group_ids=self.lead.data or [],
            supporting_group_ids=self.supporting.data or [],
            due_on=self.due_on.data,
            no_deadline=self.no_deadline.data,
            default_due_on=self.default_due_on.data,
            in_charge_id=self.in_charge.data,
            lacks_number=self.kind.data == Kind.REACH_NUMBER and not self._has_number,
        )
        return refuse_all(self, check_work(work, issued_on=issued_on, seats=self.seats), valid=valid)


def refuse_all(form: Form, refusals: Sequence[Refusal], *, valid: bool) -> bool:
    """Put the refusals of the rules beside fields that are not refused already; whether all is well."""
    for refusal in refusals:
        if not (refusal.field and refusal.field in form and form[refusal.field].errors):
            form.refuse(refusal)
    return valid and not refusals


def clear_errors(form: Form) -> None:
    """Forget what is wrong with a form that is left out."""
    form.form_errors.clear()
    for field in form:
        field.errors = []
