"""Doors: who comes in, who is told no, and for whom the thing does not exist."""

from dataclasses import dataclass

from tests.cast import PEOPLE

EVERYBODY = frozenset(PEOPLE)
STRANGER = "a stranger"
NAMES = (*PEOPLE, STRANGER)

IN, TOLD_NO, HIDDEN, TO_SIGN_IN = "in", "told no", "hidden", "to sign-in"


@dataclass(frozen=True, kw_only=True)
class Door:
    """`inside` come in, `told_no` learn that it exists and is not for them; for everybody else it does not exist."""

    inside: frozenset[str]
    told_no: frozenset[str] = frozenset()

    def expected(self, name: str) -> str:
        if name in self.inside:
            return IN
        if name == STRANGER:
            return TO_SIGN_IN
        return TOLD_NO if name in self.told_no else HIDDEN


@dataclass(frozen=True, kw_only=True)
class ReadAndWrite:
    """A page whose form is for fewer people than the page."""

    read: Door
    write: Door


def door(inside: str, *, told_no: str = "") -> Door:
    """`door("hoa hung", told_no="an")`."""
    return Door(inside=_named(inside), told_no=_named(told_no))


def told_no_but(inside: str) -> Door:
    """Everybody else is told no: that the page exists is no secret."""
    return Door(inside=_named(inside), told_no=EVERYBODY - _named(inside))


def but_not_for_others(owner: str) -> Door:
    """A link that knows its person: it opens for the owner and for whoever has not signed in, for nobody else."""
    return Door(inside=frozenset({owner, STRANGER}), told_no=EVERYBODY - {owner})


def _named(names: str) -> frozenset[str]:
    found = frozenset(names.split())
    assert found <= EVERYBODY, found - EVERYBODY
    return found


def observed(answer) -> str:
    """What an answer means to the one who asked."""
    if answer.status_code == 403:
        return TOLD_NO
    if answer.status_code == 404:
        return HIDDEN
    if "Clear-Site-Data" in answer.headers:  # the answer to signing out, which leads to the sign-in page too
        return IN
    if answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in"):
        return TO_SIGN_IN
    if answer.status_code in {200, 303, 409, 422}:
        return IN
    return f"status {answer.status_code}"


everybody = Door(inside=EVERYBODY | {STRANGER})
signed_in = Door(inside=EVERYBODY)
