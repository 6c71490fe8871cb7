"""Entering a document and correcting its facts."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.audit import trail
from tracker.core.clock import today
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed, Stale
from tracker.core.words import N_
from tracker.directives.models import DocumentType, SourceDocument
from tracker.directives.queries import directives_of, find_same_document, get_document
from tracker.directives.rules import check_document, check_edit
from tracker.organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class DocumentFacts:
    """What is entered of a document."""

    type: DocumentType
    number: str
    issued_on: date
    issuer: str
    subject: str
    quarter: str
    text: str


def add_document(facts: DocumentFacts, *, actor: Actor, now: datetime) -> SourceDocument:
    """Enter a document of the actor's organization. One that is there already is refused, with its name."""
    with transaction() as session:
        organization = _lock(session, actor)
        check_document(issued_on=facts.issued_on, today=today(organization.time_zone, now))
        _refuse_double(session, facts, organization_id=organization.id)
        document = SourceDocument(
            organization_id=organization.id, created_by_id=actor.account_id, created_at=now, **asdict(facts)
        )
        session.add(document)
        session.flush()
        _record(session, document, "document.added", actor=actor, now=now, changes=_printed(facts))
    return document


def edit_document(
    document_id: int, version: int, facts: DocumentFacts, *, actor: Actor, now: datetime
) -> SourceDocument:
    """Correct the facts of a document. Stale when somebody else changed them since the form was shown."""
    with transaction() as session:
        document = get_document(session, document_id, actor=actor)
        if not allows(actor, Right.ASSIGN, Subject(organization_id=document.organization_id)):
            raise NotAllowed
        organization = _lock(session, actor)
        session.refresh(document)
        if document.version != version:
            raise Stale
        check_document(issued_on=facts.issued_on, today=today(organization.time_zone, now))
        _check_against_directives(session, document, facts)
        _refuse_double(session, facts, organization_id=document.organization_id, itself=document.id)
        changes = _changed(document, facts)
        if changes:
            _write(document, facts)
            _record(session, document, "document.edited", actor=actor, now=now, changes=changes)
    return document


def _lock(session: Session, actor: Actor) -> Organization:
    """The actor's organization, held so that two people entering the same document come one after the other."""
    if not allows(actor, Right.ASSIGN, Subject(organization_id=actor.organization_id)):
        raise NotAllowed
    return session.get_one(Organization, actor.organization_id, with_for_update=True, populate_existing=True)


def _refuse_double(session: Session, facts: DocumentFacts, *, organization_id: int, itself: int | None = None) -> None:
    same = find_same_document(
        session,
        organization_id=organization_id,
        document_type=facts.type,
        number=facts.number,
        issued_on=facts.issued_on,
        subject=facts.subject,
    )
    if same is not None and same.id != itself:
        raise Invalid(
            N_("Văn bản này đã được nhập trước đó (“%(subject)s”). Mở văn bản ấy trong danh sách để giao tiếp."),
            field="number" if facts.number else "subject",
            subject=same.subject,
        )


def _check_against_directives(session: Session, document: SourceDocument, facts: DocumentFacts) -> None:
    directives = directives_of(session, document.id)
    check_edit(
        old_quarter=document.quarter,
        new_quarter=facts.quarter,
        old_text=document.text,
        new_text=facts.text,
        has_directives=bool(directives),
        is_quoted=any(directive.start is not None for directive in directives),
    )


def _write(document: SourceDocument, facts: DocumentFacts) -> None:
    for name, value in asdict(facts).items():
        setattr(document, name, value)
    document.version += 1


def _changed(document: SourceDocument, facts: DocumentFacts) -> dict[str, tuple[object, object]]:
    pairs = {name: (getattr(document, name), value) for name, value in asdict(facts).items()}
    return {name: _short(pair) if name == "text" else pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _printed(facts: DocumentFacts) -> dict[str, tuple[object, object]]:
    pairs: dict[str, tuple[object, object]] = {name: (None, value) for name, value in asdict(facts).items()}
    pairs["text"] = _short(pairs["text"])
    return pairs


def _short(pair: tuple[object, object]) -> tuple[object, object]:
    """The trail keeps how long a text is; the document itself keeps the text."""
    old, new = (len(str(value)) if value is not None else None for value in pair)
    return old, new


def _record(
    session: Session,
    document: SourceDocument,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    changes: dict[str, tuple[object, object]],
) -> None:
    trail.record(
        session,
        actor=actor,
        now=now,
        organization_id=document.organization_id,
        action=action,
        subject="document",
        subject_id=document.id,
        subject_label=f"{document.number} {document.subject}".strip(),
        changes=changes,
    )
