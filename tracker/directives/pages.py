"""What the pages of documents show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from tracker.core.days import format_document_day
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.directives.forms import quarter_label
from tracker.directives.models import DOCUMENT_TYPE_WORDS, DocumentType, SourceDocument
from tracker.directives.queries import DocumentList, DocumentRow
from tracker.organizations.models import Organization
from tracker.web.paging import Page


@dataclass(frozen=True, kw_only=True)
class DocumentLine:
    """A row of the list."""

    subject: str
    href: str
    type: str
    number: str
    issued_on: date
    issuer: str
    quarter: str
    directives: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class IndexPage:
    """The list, the choices over it, and what one may do."""

    organization_name: str
    quarter: str
    quarters: Sequence[tuple[str, str, bool]]
    organizations: Sequence[tuple[str, str, bool]]
    documents: Page[DocumentLine]
    new_href: str | None


@dataclass(frozen=True, kw_only=True)
class EditPage:
    """A document being corrected; `saved` is what is stored now when somebody else was faster."""

    document_id: int
    subject: str
    locked: bool
    saved: Sequence[tuple[str, str]]


def index_page(
    found: DocumentList,
    *,
    number: int,
    quarter: str | None,
    quarters: Sequence[str],
    organizations: Sequence[Organization],
    organization_id: int,
    may_write: bool,
) -> IndexPage:
    """Put the list together."""
    org = organization_id if organizations and organizations[0].id != organization_id else None
    return IndexPage(
        organization_name=next((each.name for each in organizations if each.id == organization_id), ""),
        quarter=quarter_label(Quarter.parse(quarter)) if quarter else "",
        quarters=_quarter_links(quarter, quarters, org),
        organizations=[
            (each.short_name, url_for("directives.index", org=each.id, quarter=quarter), each.id == organization_id)
            for each in organizations
        ]
        if len(organizations) > 1
        else [],
        documents=Page(rows=[_line(row) for row in found.rows], number=number, total=found.total),
        new_href=url_for("directives.new", quarter=quarter) if may_write else None,
    )


def document_name(document: SourceDocument) -> str:
    """Thông báo kết luận số 112-TB/ĐU, ngày 12/4/2026."""
    return document_words(document.type, document.number, document.issued_on)


def document_words(kind: DocumentType, number: str, issued_on: date) -> str:
    """The name of a document that has these."""
    params = {"type": _(DOCUMENT_TYPE_WORDS[kind]), "day": format_document_day(issued_on)}
    if number:
        return _("%(type)s số %(number)s, ngày %(day)s", number=number, **params)
    return _("%(type)s ngày %(day)s", **params)


def saved_facts(document: SourceDocument) -> list[tuple[str, str]]:
    """The stored facts in words."""
    return [
        (_("Văn bản"), document_name(document)),
        (_("Nơi ban hành, người kết luận"), document.issuer),
        (_("Trích yếu"), document.subject),
        (_("Quý thực hiện"), quarter_label(Quarter.parse(document.quarter))),
        (_("Toàn văn"), document.text),
    ]


def _quarter_links(chosen: str | None, used: Sequence[str], org: int | None) -> list[tuple[str, str, bool]]:
    texts: list[str] = sorted(set(used) | ({chosen} if chosen else set()), reverse=True)
    links = [(_("Mọi quý"), url_for("directives.index", org=org), chosen is None)]
    for text in texts:
        href = url_for("directives.index", quarter=text, org=org)
        links.append((quarter_label(Quarter.parse(text)), href, text == chosen))
    return links


def _line(row: DocumentRow) -> DocumentLine:
    document = row.document
    return DocumentLine(
        subject=document.subject,
        href=url_for("directives.document", document_id=document.id),
        type=_(DOCUMENT_TYPE_WORDS[document.type]),
        number=document.number,
        issued_on=document.issued_on,
        issuer=document.issuer,
        quarter=quarter_label(Quarter.parse(document.quarter)),
        directives=row.directives,
        tasks=row.tasks,
    )
