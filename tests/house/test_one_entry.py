"""Every change leaves exactly one entry in the trail, in the same transaction."""

import sqlalchemy as sa

from tests.house.doors import STRANGER
from tests.house.posts import LEAVES_NO_ENTRY, POSTS
from tracker.audit.models import AuditEntry
from tracker.core.database import db


def test_every_writing_route_leaves_exactly_one_entry(world, routes, tell, engine_name):
    writing = sorted({endpoint for endpoint, method in routes if method != "GET"} - set(LEAVES_NO_ENTRY))
    without_example = [endpoint for endpoint in writing if endpoint not in POSTS]
    faults = [fault for endpoint in writing if endpoint in POSTS for fault in try_post(world, endpoint)]
    tell(f"{engine_name}: writing routes={len(writing)} without exactly one entry={len(faults)}")
    assert not faults, "\n".join(faults)
    assert not without_example, f"no valid post in tests/house/posts.py: {without_example}"


def test_every_post_has_its_route(whole):
    known = {rule.endpoint for rule in whole.url_map.iter_rules() if "POST" in rule.methods}
    assert set(POSTS) | set(LEAVES_NO_ENTRY) <= known


def try_post(world, endpoint: str) -> list[str]:
    """Send the valid post and count the entries it left; then put the world back."""
    post = POSTS[endpoint]
    names = [name for _step, name in post.after] + [post.by]
    try:
        for step, name in post.after:
            made = send(world, step, name)
            if made.status_code not in {200, 303}:
                return [f"{endpoint}: before it, {step} answered {made.status_code}"]
        before = count_entries()
        answer = send(world, endpoint, post.by)
        left = count_entries() - before
    finally:
        for name in names:
            world.put_back(name)
    if answer.status_code not in {200, 303}:
        return [f"{endpoint}: {post.by} was answered {answer.status_code}: {refusals(answer)}"]
    return [] if left == 1 else [f"{endpoint}: {left} entries"]


def send(world, endpoint: str, name: str):
    post = POSTS[endpoint]
    return world.ask(name, "POST", world.path(endpoint, post.at), post.data(world))


def count_entries() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(AuditEntry.id)))


def refusals(answer) -> str:
    """What the page complains about."""
    lines = [line.strip() for line in answer.text.splitlines()]
    return " | ".join(line for line in lines if "invalid-feedback" in line or 'class="err' in line)[:400]


def test_a_stranger_may_try_the_door(world):
    """The world's stranger has no sign-in, or the post above would prove nothing."""
    assert world.ask(STRANGER, "GET", "/tasks").status_code == 303
