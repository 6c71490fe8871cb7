"""Forms of the sign-in, the profile and the accounts."""

from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.accounts.actor import ROLE_WORDS, Role
from tracker.accounts.rules import LONGEST_EMAIL
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.organizations.forms import VersionField
from tracker.web.fields import AtMost, LineField, Needed, SearchField
from tracker.web.forms import Form, choices_of

LANGUAGE_WORDS = {"vi": "Tiếng Việt", "en": "English"}
STATE_WORDS = {"": N_("Tất cả"), "active": N_("Đang hoạt động"), "disabled": N_("Đã khóa")}


class SignInForm(Form):
    """The door."""

    email = LineField(
        N_("Thư điện tử"),
        validators=[Needed(N_("Nhập địa chỉ thư điện tử."))],
        render_kw={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        N_("Mật khẩu"),
        validators=[Needed(N_("Nhập mật khẩu."))],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField(N_("Giữ đăng nhập trên máy này"))
    next = HiddenField()


class PasswordForm(Form):
    """A new password for oneself."""

    current = PasswordField(
        N_("Mật khẩu hiện tại"),
        validators=[Needed(N_("Nhập mật khẩu hiện tại."))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        N_("Mật khẩu mới"),
        validators=[Needed(N_("Nhập mật khẩu mới."))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        N_("Nhập lại mật khẩu mới"),
        validators=[Needed(N_("Nhập lại mật khẩu mới."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_again(self, field: Field) -> None:
        """A slip of the finger in a field of dots would lock the person out."""
        if self.new.data and field.data and field.data != self.new.data:
            raise ValidationError(gettext(N_("Hai lần nhập mật khẩu mới không giống nhau.")))


class AccountForm(Form):
    """One account, as the administrator sees it."""

    full_name = LineField(
        N_("Họ và tên"), validators=[Needed(N_("Ghi họ và tên.")), AtMost(120)], render_kw={"autocomplete": "off"}
    )
    email = LineField(
        N_("Thư điện tử"),
        validators=[Needed(N_("Nhập địa chỉ thư điện tử.")), AtMost(LONGEST_EMAIL)],
        render_kw={"inputmode": "email", "autocapitalize": "none", "autocomplete": "off"},
    )
    alternative_email = LineField(
        N_("Địa chỉ nhận thư khác"),
        validators=[AtMost(LONGEST_EMAIL)],
        render_kw={"inputmode": "email", "autocapitalize": "none", "autocomplete": "off"},
    )
    post = LineField(N_("Chức vụ"), validators=[AtMost(160)], render_kw={"autocomplete": "off"})
    phone = LineField(N_("Điện thoại"), validators=[AtMost(40)], render_kw={"inputmode": "tel", "autocomplete": "off"})
    locale = RadioField(N_("Ngôn ngữ"), default="vi")
    roles = SelectMultipleField(
        N_("Vai trò trong cơ quan"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locale.choices = choices_of(LANGUAGE_WORDS)
        self.roles.choices = choices_of(ROLE_WORDS)

    @property
    def chosen_roles(self) -> frozenset[Role]:
        """The ticked roles."""
        return frozenset(Role(each) for each in self.roles.data or ())


class AccountFilter(Form):
    """What stands over the list of accounts; it lives in the address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(N_("Tìm họ tên, thư, chức vụ"))
    state = SelectField(N_("Tình trạng"), default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = choices_of(STATE_WORDS)
