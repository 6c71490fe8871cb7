"""How days, hours, numbers and sizes are printed; and the converter of quarters in addresses."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask, g
from werkzeug.routing import BaseConverter, ValidationError

from tracker.core.days import format_clock, format_day, format_document_day, format_short_day, format_weekday
from tracker.core.languages import gettext
from tracker.core.numbers import format_number
from tracker.core.quarter import Quarter
from tracker.web.spark import spark

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"


class QuarterConverter(BaseConverter):
    """`<quarter:quarter>` is 2026-Q4."""

    regex = r"\d{4}-Q[1-4]"

    def to_python(self, value: str) -> Quarter:
        try:
            return Quarter.parse(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: Quarter | str) -> str:
        return str(value)


def zone() -> str:
    """The zone of the reader's organization."""
    return str(g.get("time_zone", DEFAULT_ZONE))


def vn_time(moment: datetime) -> str:
    return format_clock(moment, zone())


def vn_datetime(moment: datetime) -> str:
    return f"{format_day(moment.astimezone(_zone_info()).date())} {vn_time(moment)}"


def vn_weekday(day: date) -> str:
    return gettext(format_weekday(day))


def vn_long_day(day: date) -> str:
    """thứ Ba 13/06/2017."""
    return f"{vn_weekday(day)} {format_day(day)}"


def vn_number(value: Decimal | int) -> str:
    return format_number(Decimal(value))


def file_size(size: int) -> str:
    """1,8 MB."""
    for limit, unit in ((1024**2, "MB"), (1024, "KB")):
        if size >= limit:
            return f"{format_number(Decimal(size * 10 // limit) / 10)} {unit}"
    return f"{size} B"


def local_day(moment: datetime) -> date:
    return moment.astimezone(_zone_info()).date()


def _zone_info() -> ZoneInfo:
    return ZoneInfo(zone())


def init_app(app: Flask) -> None:
    """Make the filters and the converter known."""
    app.url_map.converters["quarter"] = QuarterConverter
    app.jinja_env.filters.update(
        vn_date=format_day,
        vn_day=format_short_day,
        vn_document_day=format_document_day,
        vn_weekday=vn_weekday,
        vn_long_day=vn_long_day,
        vn_time=vn_time,
        vn_datetime=vn_datetime,
        vn_number=vn_number,
        local_day=local_day,
        file_size=file_size,
        spark=spark,
    )
