"""A pause for each reason, a name for the database, and the mails that an older database does not know as sent."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sender_node") as batch:
        batch.add_column(sa.Column("database_skew", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE sending_pause SET name = reason")
    op.create_table(
        "database_identity",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_database_identity")),
    )
    op.create_table(
        "restored_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(length=500), nullable=False),
        sa.Column("host", sa.String(length=80), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_restored_mail_account_id_account")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_restored_mail_decided_by_id_account")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_restored_mail_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restored_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_restored_mail_message_id")),
    )
    op.create_index(op.f("ix_restored_mail_organization_id"), "restored_mail", ["organization_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_restored_mail_organization_id"), table_name="restored_mail")
    op.drop_table("restored_mail")
    op.drop_table("database_identity")
    # There was one row, and it was called "mail": the gravest reason stays.
    op.execute(
        "DELETE FROM sending_pause WHERE name NOT IN (SELECT name FROM sending_pause ORDER BY CASE reason"
        " WHEN 'restored' THEN 0 WHEN 'clock' THEN 1 ELSE 2 END LIMIT 1)"
    )
    op.execute("UPDATE sending_pause SET name = 'mail'")
    with op.batch_alter_table("sender_node") as batch:
        batch.drop_column("database_skew")
