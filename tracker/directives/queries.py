"""Questions about documents and what was taken from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.errors import NotFound
from tracker.directives.models import Directive, DocumentType, SourceDocument
from tracker.organizations.models import Organization
from tracker.web.paging import PAGE_SIZE

# Tasks are kept by the room above this one; here they are only counted, by the table's name.
_task = sa.table("task", sa.column("id", sa.Integer), sa.column("directive_id", sa.Integer))


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A document in the list, with how many directives and tasks came out of it."""

    document: SourceDocument
    directives: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class DocumentList:
    """One page of documents and the number of all that match."""

    rows: Sequence[DocumentRow]
    total: int


def get_document(session: Session, document_id: int, *, actor: Actor) -> SourceDocument:
    """The document, for those who may read it; it does not exist for others."""
    document = session.get(SourceDocument, document_id)
    if document is None or not allows(actor, Right.SEE_DOCUMENTS, Subject(organization_id=document.organization_id)):
        raise NotFound
    return document


def list_documents(session: Session, *, organization_id: int, quarter: str | None, page: int) -> DocumentList:
    """The documents of an organization, newest first."""
    which = [SourceDocument.organization_id == organization_id]
    if quarter is not None:
        which.append(SourceDocument.quarter == quarter)
    total = session.scalar(sa.select(sa.func.count()).select_from(SourceDocument).where(*which)) or 0
    rows = session.execute(
        sa.select(SourceDocument, _directives_of_document(), _tasks_of_document())
        .where(*which)
        .order_by(SourceDocument.issued_on.desc(), SourceDocument.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return DocumentList(rows=[DocumentRow(document=a, directives=b, tasks=c) for a, b, c in rows], total=total)


def quarters_with_documents(session: Session, organization_id: int) -> Sequence[str]:
    """The quarters in which the organization has documents, newest first."""
    return session.scalars(
        sa.select(SourceDocument.quarter)
        .where(SourceDocument.organization_id == organization_id)
        .distinct()
        .order_by(SourceDocument.quarter.desc())
    ).all()


def organizations_read_by(session: Session, actor: Actor) -> Sequence[Organization]:
    """The organizations whose documents the actor may read, the own one first."""
    return session.scalars(
        sa.select(Organization)
        .where(Organization.id.in_(actor.reads))
        .order_by(sa.case((Organization.id == actor.organization_id, 0), else_=1), Organization.name)
    ).all()


def directives_of(session: Session, document_id: int) -> Sequence[Directive]:
    """The directives taken from a document, in the order of their numbers."""
    return session.scalars(
        sa.select(Directive).where(Directive.document_id == document_id).order_by(Directive.number)
    ).all()


def find_same_document(
    session: Session,
    *,
    organization_id: int,
    document_type: DocumentType,
    number: str,
    issued_on: date,
    subject: str,
) -> SourceDocument | None:
    """A document already entered under this number and day; without a number, under this subject and day."""
    same = SourceDocument.number == number if number else SourceDocument.subject == subject
    return session.scalars(
        sa.select(SourceDocument).where(
            SourceDocument.organization_id == organization_id,
            SourceDocument.type == document_type,
            SourceDocument.issued_on == issued_on,
            same,
        )
    ).first()


def _directives_of_document() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(Directive)
        .where(Directive.document_id == SourceDocument.id)
        .correlate(SourceDocument)
        .scalar_subquery()
    )


def _tasks_of_document() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(_task)
        .join(Directive, Directive.id == _task.c.directive_id)
        .where(Directive.document_id == SourceDocument.id)
        .correlate(SourceDocument)
        .scalar_subquery()
    )
