"""Forms of the calendar, of the trail and of the page about sending."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError

from tracker.accounts.rules import LONGEST_EMAIL
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.mail.status import RestoredDecision
from tracker.web.fields import AtMost, DayField, LineField, Needed, RowField, SearchField, no_secret
from tracker.web.forms import Form, choices_from, choices_of

WORKS_WORDS = {"off": N_("Nghỉ"), "work": N_("Làm việc")}
SYSTEM = 0


class OverrideForm(Form):
    """A day that is not as the calendar says."""

    day = DayField(N_("Ngày"), validators=[Needed(N_("Ghi ngày."))])
    works = RadioField(N_("Ngày đó"), default="off")
    reason = LineField(N_("Lý do, văn bản"), validators=[Needed(N_("Ghi lý do hoặc số văn bản.")), AtMost(200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.works.choices = choices_of(WORKS_WORDS)

    @property
    def chosen_day(self) -> date:
        """The day, once the form is valid."""
        return cast("date", self.day.data)


class DayListForm(Form):
    """A whole year's days, pasted or as a file; `seal` is that of the page that showed what they change."""

    text = TextAreaField(N_("Danh sách ngày"), validators=[no_secret])
    file = FileField(N_("Hoặc chọn tệp CSV"))
    seal = HiddenField()


class PauseForm(Form):
    """Stopping all mail."""

    reason = LineField(N_("Lý do dừng"), validators=[Needed(N_("Ghi lý do dừng.")), AtMost(200)])


class RestoredForm(Form):
    """What is to become of mails that were sent before an older database was put back."""

    mails = SelectMultipleField(N_("Thư"), coerce=int, validate_choice=False)
    everything = BooleanField(N_("Quyết định cho tất cả thư trong danh sách, kể cả các trang sau"))
    action = LineField()

    def validate_mails(self, _field: Any) -> None:
        """At least one, or all."""
        if not self.everything.data and not self.mails.data:
            raise ValidationError(gettext(N_("Chọn ít nhất một thư, hoặc chọn tất cả.")))

    def validate_action(self, _field: Any) -> None:
        """One of the two buttons."""
        if self.action.data not in {each.value for each in RestoredDecision}:
            raise ValidationError(gettext(N_("Chọn coi như đã gửi hay gửi lại.")))

    @property
    def chosen(self) -> list[int] | None:
        """The mails meant; None for all."""
        return None if self.everything.data else list(self.mails.data)


class AlternativeForm(Form):
    """Another address for somebody whom no mail reaches. Many stand on one page, so each has ids of its own."""

    alternative_email = LineField(
        N_("Địa chỉ nhận thư khác"),
        validators=[Needed(N_("Nhập địa chỉ nhận thư.")), AtMost(LONGEST_EMAIL)],
        render_kw={"inputmode": "email", "autocapitalize": "none", "autocomplete": "off"},
    )

    def __init__(self, account_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.alternative_email
        field.id = field.label.field_id = f"alternative-{account_id}"


class AuditFilter(Form):
    """What stands over the trail; it lives in the address."""

    class Meta(Form.Meta):
        csrf = False

    organization = RowField(N_("Cơ quan"))
    person = RowField(N_("Người thực hiện"))
    action = SelectField(N_("Việc"), default="")
    since = DayField(N_("Từ ngày"))
    until = DayField(N_("Đến ngày"))
    q = SearchField(N_("Tìm trong nội dung"))

    def __init__(
        self,
        *args: Any,
        organizations: Sequence[tuple[int, str]],
        people: Sequence[tuple[int, str]],
        groups: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organization.choices = choices_from(list(organizations))
        system = (SYSTEM, gettext(N_("Hệ thống")))
        self.person.choices = choices_from([*people, system], empty=gettext(N_("Mọi người")))
        self.action.choices = choices_of({"": N_("Tất cả"), **groups})
        if len(organizations) < 2:  # noqa: PLR2004  # nothing to choose from
            del self.organization
