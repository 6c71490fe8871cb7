"""Refusals of the sign-in and of the running of accounts."""

from tracker.core.errors import Invalid, Refusal
from tracker.core.words import N_


class WrongPair(Refusal):
    """The address is unknown, the password wrong or the account disabled: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(N_("Tên hoặc mật khẩu chưa đúng."))


class Locked(Refusal):
    """Too many failures of late; the right password is not tried either."""

    status = 429

    def __init__(self) -> None:
        super().__init__(N_("Tạm khóa 15 phút vì nhập sai nhiều lần."))


class EmailTaken(Invalid):
    """Another account has this address, perhaps in another organization."""

    def __init__(self) -> None:
        super().__init__(N_("Địa chỉ thư này đã có tài khoản khác dùng. Nhập địa chỉ khác."), field="email")


class LastAdministrator(Invalid):
    """Nobody would be left to run the organization's accounts."""

    def __init__(self, field: str | None = None) -> None:
        super().__init__(
            N_("Đây là người quản trị cuối cùng của cơ quan. Giao vai trò quản trị cho người khác trước."), field=field
        )
