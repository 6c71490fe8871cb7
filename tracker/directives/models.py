"""The paper that gives the work, and each sentence of it that somebody must act on."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.database import Base, word
from tracker.core.words import N_
from tracker.organizations.models import FieldOfWork


class DocumentType(StrEnum):
    """Types of Party documents by their code."""

    NOTICE = "TB"
    CONCLUSION = "KL"
    RESOLUTION = "NQ"
    DIRECTIVE = "CT"
    DECISION = "QĐ"
    PLAN = "KH"
    PROGRAMME = "CTr"
    LETTER = "CV"
    MINUTES = "BB"
    REPORT = "BC"


DOCUMENT_TYPE_WORDS = {
    DocumentType.NOTICE: N_("Thông báo kết luận"),
    DocumentType.CONCLUSION: N_("Kết luận"),
    DocumentType.RESOLUTION: N_("Nghị quyết"),
    DocumentType.DIRECTIVE: N_("Chỉ thị"),
    DocumentType.DECISION: N_("Quyết định"),
    DocumentType.PLAN: N_("Kế hoạch"),
    DocumentType.PROGRAMME: N_("Chương trình"),
    DocumentType.LETTER: N_("Công văn"),
    DocumentType.MINUTES: N_("Biên bản"),
    DocumentType.REPORT: N_("Báo cáo"),
}


class SourceDocument(Base):
    """The conclusion that gives the work; `text` is kept as it was entered, in NFC."""

    __tablename__ = "source_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    type: Mapped[DocumentType] = word(DocumentType)
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    issued_on: Mapped[date]
    issuer: Mapped[str] = mapped_column(sa.String(200))
    subject: Mapped[str] = mapped_column(sa.String(300))
    quarter: Mapped[str] = mapped_column(sa.String(7))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (sa.Index("ix_source_document_organization_id_quarter", "organization_id", "quarter"),)


class Directive(Base):
    """One sentence that somebody must act on. `start`/`end` mark it in the document's text where it stands there.

    `form_key` names the form it was entered with and its row, so that a form sent twice gives it once.
    """

    __tablename__ = "directive"
    __table_args__ = (sa.UniqueConstraint("organization_id", "quarter", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("source_document.id"), index=True)
    field_id: Mapped[int | None] = mapped_column(sa.ForeignKey("field_of_work.id"), index=True)
    quarter: Mapped[str] = mapped_column(sa.String(7))
    number: Mapped[int]
    quotation: Mapped[str] = mapped_column(sa.Text)
    start: Mapped[int | None]
    end: Mapped[int | None]
    issuer: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(sa.String(48), unique=True)

    document: Mapped[SourceDocument] = relationship()
    field: Mapped[FieldOfWork | None] = relationship()
