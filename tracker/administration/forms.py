"""Forms of the calendar, of the trail and of the page about sending."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from wtforms import RadioField, SelectField

from tracker.accounts.rules import LONGEST_EMAIL
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.web.fields import AtMost, DayField, LineField, Needed, RowField
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


class PauseForm(Form):
    """Stopping all mail."""

    reason = LineField(N_("Lý do dừng"), validators=[Needed(N_("Ghi lý do dừng.")), AtMost(200)])


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
    q = LineField(N_("Tìm trong nội dung"))

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
