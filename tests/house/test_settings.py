"""Every setting is explained where it is read, and in the documents, and both say the same."""

import ast
import re

import pytest

from tracker.core.paths import ROOT, SETTINGS

SOURCE = SETTINGS.read_text(encoding="utf-8")
PRODUCT = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tracker").rglob("*.py"))]
DOCUMENT = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

# Read where they are needed and not in config.py, each for a reason of its own.
ELSEWHERE = {
    "PORT": "the command line needs it before the application exists",
    "HOST": "only the demo listens by it",
    "CLOCK_SHIFT_SECONDS": "a rehearsal's clock, read by the clock itself",
}


def settings() -> dict[str, int]:
    """Each setting with the line it stands on."""
    found = {}
    for node in ast.parse(SOURCE).body:
        if isinstance(node, ast.Assign):
            found[node.targets[0].id] = node.lineno
    return found


def documented() -> dict[str, str]:
    """Each setting of the table with its default."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", DOCUMENT, re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize("name", settings())
def test_every_setting_is_commented(name):
    """A comment stands over it, or over the few lines that belong together."""
    lines = SOURCE.splitlines()
    line = settings()[name] - 2
    while lines[line] and not lines[line].startswith("#"):
        line -= 1
    assert lines[line].startswith("#"), f"{name} has no comment"


def test_the_document_lists_every_setting_and_no_other():
    assert set(documented()) == set(settings()) | set(ELSEWHERE)


@pytest.mark.parametrize("name", settings())
def test_the_document_tells_the_default(name):
    read = re.search(rf'"{name}", "(.*?)"', SOURCE)
    assert read, f"{name} is not read from the environment"
    told = documented()[name].strip("`")
    assert told == (read[1] or "empty"), f"{name}: {told!r} in the document, {read[1]!r} in config.py"


def test_every_setting_is_named_as_it_is_read():
    assert set(re.findall(r'(?:environ\.get|_flag)\("([A-Z_]+)"', SOURCE)) == set(settings())


@pytest.mark.parametrize("name", settings())
def test_every_setting_is_read_by_the_product(name):
    assert any(f'"{name}"' in source or f"'{name}'" in source for source in PRODUCT), f"{name} does nothing"
