"""A text that bears a mark of secrecy is refused by every form, beside the field, and nothing of it is kept.

The walk finds the fields by itself: a new form with a new field is tried without a word here.
"""

import io
import logging

import pytest

from tests.files.papers import office
from tests.house.fields import WAYS, fields_of, send_way, with_steps
from tests.house.world import digest
from tracker.core.database import db

MARKED = "Kế hoạch diễn tập 7391 (Tối mật)"
REFUSED = "hệ thống không nhận tài liệu mật"


@pytest.mark.one_engine
def test_every_field_of_every_form_refuses_a_secret_paper(world, forms, tell, engine_name, caplog):
    caplog.set_level(logging.DEBUG)
    tried, faults = 0, []
    for way in sorted(WAYS):
        for name in fields_of(world, forms, way):
            tried += 1
            faults += try_field(world, way, name)
    tell(f"{engine_name}: fields that take words={tried} a secret paper kept={len(faults)}")
    assert not faults, "\n".join(faults)
    assert tried > 60
    assert "7391" not in caplog.text


def try_field(world, way: str, name: str) -> list[str]:
    """Post what is valid but for one field; nothing may change, and the page says why and shows what was typed."""
    found: list[str] = []

    def trying() -> None:
        before = digest(db.engine)
        answer = send_way(world, way, {name: MARKED})
        if answer.status_code != 422:
            found.append(f"{way}: {name}: answered {answer.status_code}")
        elif REFUSED not in answer.text and f"“{MARKED}”" not in answer.text:
            found.append(f"{way}: {name}: the page does not say why")
        elif MARKED not in answer.text:
            found.append(f"{way}: {name}: what was typed is lost")
        if digest(db.engine) != before:
            found.append(f"{way}: {name}: something was written")

    with_steps(world, way, trying)
    return found


@pytest.mark.parametrize("way", ["tasks.update", "links.update, send"])
@pytest.mark.parametrize("name", ["Kế hoạch (Mật).docx", "bao_cao_MẬT.docx", "Tối mật.docx", "MẬT.docx"])
def test_a_file_with_a_marked_name_is_refused(world, way, name):
    seen = {}

    def trying() -> None:
        before = digest(db.engine)
        seen["answer"] = send_way(world, way, {"files": (io.BytesIO(office("word/")), name)})
        assert digest(db.engine) == before

    with_steps(world, way, trying)
    assert seen["answer"].status_code == 422
    assert REFUSED in seen["answer"].text
