"""Makers of what tests need, through the same actions the pages use wherever there is one."""

from datetime import date, datetime

from tests.cast import NOW, QUARTER, TODAY, Cast
from tracker.core.database import transaction
from tracker.core.text import fold
from tracker.directives.models import Directive, DocumentType, SourceDocument
from tracker.tasks.models import Assignment, Task
from tracker.tasks.status import Kind, State


class Makers:
    """`make.task(due_on=…)` makes a task with its document and directive."""

    def __init__(self, session, cast: Cast) -> None:
        self.session = session
        self.cast = cast
        self.count = 0

    def document(self, *, organization="home", quarter=QUARTER, text="") -> SourceDocument:
        with transaction() as session:
            document = SourceDocument(
                organization_id=self.cast.organizations[organization].id,
                type=DocumentType.NOTICE,
                number=f"{self.count + 1}-TB/ĐU",
                issued_on=date(2026, 4, 3),
                issuer="Thường trực Đảng ủy",
                subject="Kết luận hội nghị sơ kết quý",
                quarter=quarter,
                text=text,
                created_at=NOW,
            )
            session.add(document)
        return document

    def directive(self, *, organization="home", quarter=QUARTER, field="rural", quotation="") -> Directive:
        document = self.document(organization=organization, quarter=quarter)
        self.count += 1
        with transaction() as session:
            directive = Directive(
                organization_id=document.organization_id,
                document_id=document.id,
                field_id=self.cast.fields[field].id if organization == "home" and field else None,
                quarter=quarter,
                number=self.count,
                quotation=quotation or f"Đẩy mạnh việc thứ {self.count}",
                issuer=document.issuer,
                created_at=NOW,
            )
            session.add(directive)
        return directive

    def task(
        self,
        *,
        lead="a",
        supporting=(),
        organization="home",
        quarter=QUARTER,
        field="rural",
        title="",
        kind=Kind.ONGOING_ACTIVITY,
        due_on: date | None = None,
        default_due_on: date | None = None,
        state=State.NOT_STARTED,
        reported_on: date | None = None,
        confirmed_on: date | None = None,
        returned_on: date | None = None,
        last_update_on: date | None = None,
        assigned_on: date = date(2026, 4, 6),
        in_charge=None,
        **more,
    ) -> Task:
        """A task in any state, written directly: the rules' own tests walk the legal ways."""
        directive = self.directive(organization=organization, quarter=quarter, field=field)
        title = title or f"Việc thứ {directive.number}"
        with transaction() as session:
            task = Task(
                organization_id=directive.organization_id,
                directive_id=directive.id,
                part=1,
                code=f"{directive.number:02d}",
                quarter=quarter,
                title=title,
                folded=fold(f"{title} {directive.quotation}"),
                kind=kind,
                lead_group_id=self.cast.groups[lead].id,
                in_charge_id=self.cast.people[in_charge].id if in_charge else None,
                assigned_on=assigned_on,
                due_on=due_on,
                default_due_on=default_due_on,
                state=state,
                state_since=NOW,
                reported_on=reported_on,
                confirmed_on=confirmed_on,
                returned_on=returned_on,
                last_update_on=last_update_on,
                **more,
            )
            task.supporting = [
                Assignment(organization_id=directive.organization_id, group_id=self.cast.groups[key].id)
                for key in supporting
            ]
            session.add(task)
        return task

    @property
    def now(self) -> datetime:
        return NOW

    @property
    def today(self) -> date:
        return TODAY
