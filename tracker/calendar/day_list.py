"""A list of days off and of working Saturdays as an office has it: one line a day. Plain values in and out.

A line is the day, whether it is worked, and why, with semicolons, tabs or commas between: as pasted from a
spreadsheet, typed, or read from a file. What is wrong is told line by line; a list with a fault says nothing.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tracker.core.days import NotADay, format_day, parse_day
from tracker.core.errors import Invalid, Refusal
from tracker.core.text import clean_line, fold
from tracker.core.words import N_

MOST_LINES = 400
LONGEST_REASON = 200
BYTE_ORDER_MARK = "\ufeff"

_HEADINGS = frozenset({"ngay", "date", "day"})
_WORD_OF = {True: N_("làm việc"), False: N_("nghỉ")}
_OFF = frozenset({"nghi", "ngay nghi", "nghi le", "nghi bu", "off", "day off"})
_WORKED = frozenset({"lam", "lam viec", "lam bu", "di lam", "work", "works", "worked", "working"})


@dataclass(frozen=True, kw_only=True)
class ListedDay:
    """A line that is right."""

    line: int
    day: date
    works: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class LineFault:
    """A line that is wrong: its number in the list, what stands there, and what is wrong with it."""

    line: int
    text: str
    refusal: Refusal


@dataclass(frozen=True, kw_only=True)
class DayList:
    """All that was read."""

    days: tuple[ListedDay, ...]
    faults: tuple[LineFault, ...]


def read_days(text: str, *, year: int) -> DayList:
    """Read a list of days of one year: a day of another year is a slip of the pen."""
    days: list[ListedDay] = []
    faults: list[LineFault] = []
    seen: dict[date, int] = {}
    for number, line in _lines(text):
        try:
            found = _listed(number, line, year)
            if found.day in seen:
                raise Invalid(N_("Ngày này đã có ở dòng %(line)s."), line=seen[found.day])
        except Refusal as refusal:
            faults.append(LineFault(line=number, text=clean_line(line), refusal=refusal))
        else:
            seen[found.day] = number
            days.append(found)
    if len(days) + len(faults) > MOST_LINES:
        much = Invalid(N_("Danh sách dài quá %(n)s dòng."), n=MOST_LINES)
        faults = [LineFault(line=MOST_LINES + 1, text="", refusal=much)]
    return DayList(days=tuple(days), faults=tuple(faults))


def spell_days(days: Iterable[tuple[date, bool, str]]) -> str:
    """Days as such a list, in the order of the calendar."""
    return "\n".join(
        f"{format_day(day)}; {_WORD_OF[works]}; {clean_line(reason)}" for day, works, reason in sorted(days)
    )


def decode_list(content: bytes) -> str:
    """The text of a file as spreadsheets write it. Invalid for bytes that are no Unicode text."""
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Invalid(
            N_("Tệp không phải văn bản Unicode. Lưu lại dạng CSV UTF-8 rồi chọn lại."), field="file"
        ) from error


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, by number; the names of the columns are none."""
    told = [
        (n, line) for n, line in enumerate(text.removeprefix(BYTE_ORDER_MARK).splitlines(), 1) if line.strip(" \t;,")
    ]
    if told and fold(_cells(told[0][1])[0]) in _HEADINGS:
        told = told[1:]
    yield from told


def _cells(line: str) -> list[str]:
    """The day, the word and the reason; what stands after a third mark belongs to the reason."""
    mark = next((each for each in "\t;" if each in line), ",")
    first, second, *rest = [*next(csv.reader([line], delimiter=mark, skipinitialspace=True), []), "", ""]
    return [clean_line(first), clean_line(second), clean_line(f"{mark} ".join(each for each in rest if each.strip()))]


def _listed(number: int, line: str, year: int) -> ListedDay:
    written, word, reason = _cells(line)
    try:
        day = parse_day(written, today=date(year, 1, 1))
    except NotADay as error:
        raise Invalid(NotADay.message, text=written) from error
    if day.year != year:
        raise Invalid(N_("Ngày %(day)s không thuộc năm %(year)s."), day=format_day(day), year=year)
    if fold(word) not in _OFF | _WORKED:
        raise Invalid(N_("Cột thứ hai ghi “nghỉ” hoặc “làm việc”, không phải “%(text)s”."), text=word)
    if not reason:
        raise Invalid(N_("Ghi lý do hoặc số văn bản."))
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Lý do dài %(n)s ký tự, tối đa %(limit)s."), n=len(reason), limit=LONGEST_REASON)
    return ListedDay(line=number, day=day, works=fold(word) in _WORKED, reason=reason)
