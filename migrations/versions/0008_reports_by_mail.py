"""Reports by mail: whether a committee has its standing committee told each week, and who was owed which report.

The new column carries a default in the database, so that the code before it goes on writing rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organization") as batch:
        batch.add_column(sa.Column("weekly_report", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "report_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_line_account_id_account")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_report_line_asked_by_id_account")),
        sa.ForeignKeyConstraint(["mail_id"], ["outgoing_mail.id"], name=op.f("fk_report_line_mail_id_outgoing_mail")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_report_line_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_line")),
        sa.UniqueConstraint("key", name=op.f("uq_report_line_key")),
    )
    op.create_index(op.f("ix_report_line_mail_id"), "report_line", ["mail_id"], unique=False)
    op.create_index("ix_report_line_organization_id_quarter", "report_line", ["organization_id", "quarter"])


def downgrade() -> None:
    op.drop_index("ix_report_line_organization_id_quarter", table_name="report_line")
    op.drop_index(op.f("ix_report_line_mail_id"), table_name="report_line")
    op.drop_table("report_line")
    with op.batch_alter_table("organization") as batch:
        batch.drop_column("weekly_report")
