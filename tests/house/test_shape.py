"""The shape of the house: who commits, how long a file is, whose every row is, and what no file says."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tracker import schema
from tracker.core.paths import ROOT

PACKAGE = ROOT / "tracker"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 260

LONG_FILES: dict[str, str] = {}
"""Longer files, each with the reason why splitting it would not help."""

OF_NO_ORGANIZATION = {
    "organization": "it is one",
    "breaker": "the mail server is shared by all",
    "rate_slot": "so is what it takes in a minute",
    "sending_pause": "sending stops for all",
    "database_identity": "it is of the database",
    "sender_node": "a process serves all",
    "sign_in_failure": "the address that was tried may belong to nobody",
    "group_locality": "both sides of the pair belong to the same organization",
}
"""Tables without organization_id, each with the reason."""

# A letter in brackets, so that this very file does not say it.
NOT_SAID = {
    r"/(wor[k]|hom[e]|roo[t]|tm[p])/[\w.-]+/": "a path of one machine",
    r"\b(TO[D]O|FIX[M]E|XX[X])\b": "an unfinished thought",
    r"pyp[i]\.org|python[h]osted|npm[j]s\.|deb\.[d]ebian": "the address of a package index",
}
MAY_SAY = {"requirements.txt"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(tree: ast.AST):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))


def imported(tree: ast.AST) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_only_the_database_module_commits():
    """Migrations run outside any action: `tracker.schema` commits what Alembic did."""
    allowed = {"tracker/core/database.py", "tracker/schema.py"}
    committing = {
        name_of(path)
        for path in MODULES
        for call in calls(ast.parse(path.read_text(encoding="utf-8")))
        if call.func.attr == "commit" and name_of(path) not in allowed
    }
    assert committing == set()


def test_views_and_forms_write_no_sql():
    asking = [
        name_of(path)
        for path in MODULES
        if path.stem.endswith(("views", "forms"))
        and any(
            name.partition(".")[0] == "sqlalchemy" for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert asking == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_is_short(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE or LONG_FILES.get(name_of(path)), f"{lines} lines"


def test_every_reason_for_a_long_file_is_still_needed():
    short = [name for name in LONG_FILES if len((ROOT / name).read_text().splitlines()) <= LONGEST_FILE]
    assert short == []


def test_the_init_files_of_rooms_are_empty():
    filled = [name_of(path) for path in MODULES if path.name == "__init__.py" and path.read_text().strip()]
    assert filled == []


def test_every_row_belongs_to_an_organization():
    tables = schema.Base.metadata.tables
    without = {name for name, table in tables.items() if "organization_id" not in table.columns}
    assert without == set(OF_NO_ORGANIZATION)
    nullable = [name for name, table in tables.items() if name not in without and table.c.organization_id.nullable]
    assert nullable == []


def test_no_file_says_what_does_not_belong_in_it():
    said = [
        f"{name_of(path)}:{number}: {reason}"
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for pattern, reason in NOT_SAID.items()
        if re.search(pattern, line)
    ]
    assert said == []


def files() -> list[Path]:
    """Every text file of the project, as git knows them; in an unpacked archive everything that is no cache."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = listed.stdout.splitlines() or [name_of(path) for path in ROOT.rglob("*") if path.is_file()]
    kept = {".py", ".html", ".txt", ".md", ".toml", ".css", ".js", ".po", ".yml", ".json", ""}
    return [
        ROOT / name
        for name in names
        if Path(name).suffix in kept
        and name not in MAY_SAY
        and not re.match(r"\.(venv|git|hypothesis|\w+_cache)", name)
        and (ROOT / name).is_file()
    ]


def test_the_words_looked_for_are_found():
    for text in ("/wo" + "rk/main/x", "TO" + "DO: later", "https://py" + "pi.org/simple"):
        assert any(re.search(pattern, text) for pattern in NOT_SAID), text
