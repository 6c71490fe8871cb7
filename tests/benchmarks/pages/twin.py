"""The bare twin: the smallest Flask application that sends the statements of a script and writes as many bytes.

It knows nobody, decides nothing and has no layout. Of each row it writes the first cells, as a table would; the rest of
the bytes are fixed text beside each row, which costs a template nothing.
"""

import os
import pickle
import secrets
from bisect import bisect_right
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader

from tracker.core import engines

SCRIPTS = "TWIN_SCRIPTS"
CELLS = 8
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Twin</title></head><body><table>
{%- for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}{{ beside|safe }}</tr>{% endfor -%}
</table>{{ below|safe }}</body></html>"""


def create_app():
    """What gunicorn serves; the scripts and the database are named by the environment."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    scripts = pickle.loads(Path(os.environ[SCRIPTS]).read_bytes())
    engine = sa.create_engine(os.environ["DATABASE_URL"])
    engines.prepare(engine)

    @app.get("/healthz")
    def healthz():
        return "ok"

    @app.get("/<page>/<int:number>")
    def read(page, number):
        script = scripts[page][number]
        return render_template("page.html", **fitted(page, number, run(engine, script), script.size))

    @app.post("/<page>/<int:number>")
    def write(page, number):
        script = scripts[page][number]
        engines.writing.set(True)  # SQLite: the lock from the beginning, as every writer takes it
        run(engine, script, form_key=request.form["form_key"])
        engines.writing.set(False)
        return redirect(f"/{page}/{number}", 303)

    return app


def run(engine, script, form_key=None):
    """Send all of it in one transaction; the rows that came back."""
    rows = []
    with engine.begin() as connection:
        for each in script.statements:
            found = connection.exec_driver_sql(each.text, with_fresh_key(each, form_key))
            if found.returns_rows:
                rows += [tuple(row[:CELLS]) for row in found]
    return rows


def with_fresh_key(statement, form_key):
    """The parameters; the key of the form, which may stand in the table only once, is this request's own."""
    if form_key is None or "INSERT INTO status_update" not in statement.text:
        return statement.parameters
    if isinstance(statement.parameters, dict):
        return {**statement.parameters, "form_key": form_key}
    columns = [each.strip() for each in statement.text.split("(", 1)[1].split(")", 1)[0].split(",")]
    place = columns.index("form_key")
    return (*statement.parameters[:place], form_key, *statement.parameters[place + 1 :])


_FITTED: dict = {}


def fitted(page, number, rows, size):
    """Rows and filling so that the page is as large as the product's: worked out at the first request."""
    if (page, number) not in _FITTED:
        _FITTED[page, number] = fit(rows, size)
    shown, beside, below = _FITTED[page, number]
    return {"rows": rows[:shown], "beside": beside, "below": below}


def fit(rows, size):
    """How many rows fit, the text beside each, and the text below them all."""
    shown = bisect_right(range(1, len(rows) + 1), size, key=lambda n: len(written(rows[:n])))
    missing = max(0, size - len(written(rows[:shown])))
    beside = missing // shown if shown else 0
    return shown, filling(beside), filling(missing - beside * shown)


def written(rows):
    return render_template("page.html", rows=rows, beside="", below="").encode()


@cache
def filling(length):
    """Text that compresses about as a page does not: what is compressed is the product's page alone."""
    return secrets.token_hex(length // 2 + 1)[:length]
