"""Refusals: what a person reads when something cannot be done, with what to do next.

The message is a Vietnamese sentence marked with `N_`, its `%(name)s` places filled from `params`
after translation. Each room adds its own classes where a caller must tell one refusal from another.
"""

from tracker.core.words import N_


class Refusal(Exception):
    """Something asked for is not done. `field` names the form field the sentence belongs to, if any."""

    status = 422

    def __init__(self, message: str, /, *, field: str | None = None, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Invalid(Refusal):
    """What was typed has the right shape but cannot be meant."""


class NotFound(Refusal):
    """It does not exist, or not for this person."""

    status = 404

    def __init__(
        self, message: str = N_("Không tìm thấy trang này."), /, *, field: str | None = None, **params: object
    ) -> None:
        super().__init__(message, field=field, **params)


class NotAllowed(Refusal):
    """The person may see it but not do this."""

    status = 403

    def __init__(
        self,
        message: str = N_("Đồng chí không có quyền làm việc này."),
        /,
        *,
        field: str | None = None,
        **params: object,
    ) -> None:
        super().__init__(message, field=field, **params)


class Stale(Refusal):
    """Somebody else changed it since the form was shown."""

    status = 409

    def __init__(
        self,
        message: str = N_("Mục này vừa được sửa ở nơi khác. Mở lại rồi thử lần nữa."),
        /,
        *,
        field: str | None = None,
        **params: object,
    ) -> None:
        super().__init__(message, field=field, **params)


class SeveralRefusals(Refusal):
    """More than one field is wrong; each refusal goes beside its own."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(refusals[0].message, field=refusals[0].field, **refusals[0].params)
        self.refusals = refusals
