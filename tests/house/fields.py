"""The fields of every posted form in which people type words: found by posting, so that a new one is walked too."""

from wtforms import Field, HiddenField, StringField, TextAreaField

from tests.house.doors import STRANGER
from tests.house.posts import POSTS, SENT_BACK, SHOWN, Post
from tests.house.test_one_entry import send
from tracker.web.fields import TypedField
from tracker.web.forms import Form

# Fields that take words from people and yet refuse in another way, or keep nothing, each with the reason.
EXEMPT = {
    "csrf_token": "the proof that the form is ours; a wrong one is refused before the form is read",
    "version": "a number; anything else is no version",
    "form_key": "a random key; it is kept as a hash",
    "seal": "compared with the seal of this moment, never kept",
    "start": "a place in the text; anything else is no place",
    "note": "the number of a conclusion; anything else is none",
    "line": "the number of a pasted line",
    "next": "where to go after the sign-in; only an address of ours is followed",
    "email": "an address; anything else is refused as none",
    "digits": "six digits; anything else is a wrong code",
    "before": "numbers of days; anything else cannot be read",
    "after": "numbers of days; anything else cannot be read",
    "time_zone": "the name of a zone that exists",
    "action": "the button that was pressed; anything else is none of them",
}
# Fields of a form that one of its buttons does not read.
NOT_READ = {
    ("tasks.confirm", "reason"): "the reason of a return; a confirmation keeps no words",
    ("tasks.take_answer_back", "reason"): "the same form; taking back keeps no words",
}
# What the valid posts of the routes do not say: other buttons of the same forms, which keep what was typed.
MORE = {
    "tasks.update, draft": ("tasks.update", Post(by="binh", says={"action": "draft", "done_text": "Đã làm", **SHOWN})),
    "links.update, no change": (
        "links.update",
        Post(by=STRANGER, says={"action": "no_change", "done_text": "Đã làm", **SHOWN}),
    ),
    "links.update, send": (
        "links.update",
        Post(by=STRANGER, says={"self_rating": "on_track", "done_text": "Đã làm", **SHOWN}),
    ),
    "intake.lines, paste": ("intake.lines", Post(by="hoa", says={"lines": "Rà soát hộ nghèo", "kind": ""})),
    "reminders.chase_tasks, preview": (
        "reminders.chase_tasks",
        Post(by="hoa", says={**POSTS["reminders.chase_tasks"].says, "action": ""}, after=SENT_BACK),
    ),
}
WAYS = {**{endpoint: (endpoint, post) for endpoint, post in POSTS.items()}, **MORE}
READS_PASSWORDS = frozenset({"current", "new", "again", "password"})


def fields_of(world, forms, way: str) -> list[str]:
    """The fields of a posted form in which a person could type words, by the names they are sent under."""
    with_steps(world, way, lambda: (forms.clear(), send_way(world, way, {})))
    found = {field.name for form in forms if is_posted(form) for field in form if takes_words(field)}
    return sorted(name for name in found if name.rpartition("-")[2] not in EXEMPT and (way, name) not in NOT_READ)


def is_posted(form: Form) -> bool:
    """Filters live in the address; a form inside another one carries no token but has a name before its fields."""
    return bool(form.meta.csrf) or bool(form._prefix)


def takes_words(field: Field) -> bool:
    """Only fields that read the post: a page that is shown after it has forms of its own."""
    if field.raw_data is None or field.short_name in READS_PASSWORDS:
        return False
    return isinstance(field, StringField | TextAreaField | HiddenField | TypedField)


def with_steps(world, way: str, act) -> None:
    """Do what must come before, act, and put the world back."""
    post = WAYS[way][1]
    names = [name for _step, name in post.after] + [post.by]
    try:
        for step, name in post.after:
            assert send(world, step, name).status_code in {200, 303}
        act()
    finally:
        for name in names:
            world.put_back(name)


def send_way(world, way: str, other: dict[str, object]):
    endpoint, post = WAYS[way]
    return world.ask(post.by, "POST", world.path(endpoint, post.at), {**post.data(world), **other})
