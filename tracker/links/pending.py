"""An update that waits for its six digits: kept as a draft, with its files and the form it came from."""

from dataclasses import asdict, dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from tracker.tasks.drafts import BY_LINK
from tracker.tasks.forms import UpdateForm
from tracker.tasks.models import UpdateDraft
from tracker.tasks.uploads import StoredFile

KEY = "_pending"


@dataclass(frozen=True, kw_only=True)
class Pending:
    """What a draft does not carry by itself."""

    version: str
    form_key: str
    files: tuple[StoredFile, ...]
    no_change: bool


def draft_with(form: UpdateForm, *, files: tuple[StoredFile, ...] = (), no_change: bool = False) -> dict[str, object]:
    """The draft of a form about to be sent; with `no_change` only that is sent."""
    kept = {
        "version": form.version.data or "",
        "form_key": form.form_key.data or "",
        "files": [asdict(each) for each in files],
        "no_change": no_change,
    }
    return {**form.draft(), KEY: kept}


def pending_of(draft: UpdateDraft | None) -> Pending | None:
    """What waits in a draft, if anything does."""
    kept: dict[str, Any] | None = draft.answers.get(KEY) if draft is not None else None
    if not kept:
        return None
    files = tuple(StoredFile(**each) for each in kept["files"])
    return Pending(version=kept["version"], form_key=kept["form_key"], files=files, no_change=kept["no_change"])


def as_sent(draft: UpdateDraft) -> MultiDict[str, str]:
    """The answers of a draft as a browser would send them."""
    return MultiDict(
        {name: str(typed) for name, typed in draft.answers.items() if name not in {KEY, BY_LINK} and typed}
    )
