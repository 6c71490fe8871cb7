"""Pages of documents ask as many questions for much work as for little, and speak English when asked to."""

import pytest
import sqlalchemy as sa

from tests.cast import NOW
from tests.counting import counted, selects
from tracker.accounts.models import Account
from tracker.core.database import transaction
from tracker.tasks.assigning import NewDirective, NewTask, assign
from tracker.tasks.status import Kind


def give(document, cast, count):
    """Give `count` directives to two groups each, a third one supporting."""
    leads = [cast.groups["a"].id, cast.groups["c"].id]
    directives = [
        NewDirective(
            quotation=f"việc {n}",
            field_id=cast.fields["rural"].id,
            issuer=document.issuer,
            tasks=tuple(
                NewTask(
                    title=f"việc {n}",
                    kind=Kind.MILESTONE,
                    lead_group_id=lead,
                    supporting_group_ids=(cast.groups["b"].id,),
                )
                for lead in leads
            ),
        )
        for n in range(count)
    ]
    assign(document.id, directives, actor=cast.hoa, now=NOW)


@pytest.mark.parametrize("path", ["/documents", "/documents/{id}", "/documents/{id}/lines"])
def test_a_page_asks_the_same_for_one_directive_and_for_twenty(pages, make, cast, path):
    document = make.document()
    address = path.format(id=document.id)
    give(document, cast, 1)
    visitor = pages.of("hoa")
    visitor.get(address)  # the first page of a process reads more
    with counted() as few:
        visitor.get(address)
    give(document, cast, 20)
    with counted() as many:
        visitor.get(address)
    assert selects(many) == selects(few)


def test_two_hundred_rows_are_shown_with_the_questions_of_one(pages, make):
    address = f"/documents/{make.document().id}/lines"
    visitor = pages.of("hoa")
    counts = []
    for number in (1, 1, 200):
        with counted() as sent:
            visitor.post(address, {"lines": "việc\n" * number, "kind": ""}, status=200)
        counts.append(selects(sent))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("path", ["/documents", "/documents/new", "/documents/{id}", "/documents/{id}/lines"])
def test_the_pages_speak_the_readers_language(pages, make, session, cast, path):
    document = make.document()
    with transaction() as writing:
        writing.execute(sa.update(Account).where(Account.id == cast.people["hoa"].id).values(locale="en"))
    page = pages.of("hoa").get(path.format(id=document.id))
    assert '<html lang="en">' in page.html
