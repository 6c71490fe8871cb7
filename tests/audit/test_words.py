"""Every action that the code writes into the trail has words on its page."""

import ast
import re
from pathlib import Path

import tracker
from tracker.administration.audit_page import value_words
from tracker.audit.words import ACTION_WORDS, ADMINISTRATIVE_GROUPS, CHANGE_WORDS, GROUP_WORDS
from tracker.tasks.status import ReviewDecision

PACKAGE = Path(tracker.__file__).parent
ACTION = re.compile(rf"(?:{'|'.join(GROUP_WORDS)})\.[a-z_]+")
# The words of these calls name pages and tables, not actions.
OTHER = {"url_for", "ForeignKey", "relationship", "get_type", "links_to", "Place"}


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def actions_in(path):
    """The names of actions in a file, as text; a name put together at run time keeps a star."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    others = {
        id(inside)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and name_of(call) in OTHER
        for inside in ast.walk(call)
    }
    for node in ast.walk(tree):
        if id(node) in others:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value):
            yield node.value
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if start.rstrip(".") in GROUP_WORDS and start.endswith("."):
                yield f"{start}*"


def written():
    found = {}
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name not in {"audit", "commands"} and path.name not in {"tabs.py", "models.py"}:
            found |= dict.fromkeys(actions_in(path), path.name)
    return found


def test_every_action_in_the_code_has_words():
    found = written()
    assert len(found) > 30
    nameless = {action: where for action, where in found.items() if action not in ACTION_WORDS and "*" not in action}
    assert not nameless


def test_names_put_together_at_run_time_have_words_too():
    assert {action for action in written() if "*" in action} <= {"task.*"}
    for decision in ReviewDecision:
        assert f"task.{decision}" in ACTION_WORDS


def test_every_action_belongs_to_a_group_of_the_filter():
    assert {action.partition(".")[0] for action in ACTION_WORDS} <= set(GROUP_WORDS)
    assert set(GROUP_WORDS) >= ADMINISTRATIVE_GROUPS
    assert not {"task", "document", "directive"} & ADMINISTRATIVE_GROUPS


def test_every_name_of_a_change_in_the_code_has_words():
    names = set()
    for path in PACKAGE.rglob("actions.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for keyword in getattr(call, "keywords", ()):
                if keyword.arg == "changes" and isinstance(keyword.value, ast.Dict):
                    names |= {key.value for key in keyword.value.keys if isinstance(key, ast.Constant)}
    assert names
    assert names <= set(CHANGE_WORDS)


def test_values_become_words():
    assert value_words("state", "returned") == "Trả lại"
    assert value_words("roles", ["office", "inspector"]) == "Văn phòng, Kiểm tra, giám sát (chỉ xem)"
    assert value_words("due_on", "2026-06-15") == "15/06/2026"
    assert value_words("priority", True) == "có"
    assert value_words("priority", False) == "không"
    assert value_words("sign_ins", 0) == "0"
    assert value_words("name", None) == ""
    assert value_words("text", "x" * 200) == "x" * 160 + "…"
