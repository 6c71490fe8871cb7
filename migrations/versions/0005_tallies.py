"""Tallies: how many tasks stand where, kept for everybody above a committee, and filled from the tasks there are.

Old code goes on writing tasks without touching them; after one deploy beside it, `tracker tallies rebuild` sets them
right again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNSETTLED = {"sqlite_where": sa.text("NOT settled"), "postgresql_where": sa.text("NOT settled")}


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("via_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_tally_organization_id_organization")
        ),
        sa.ForeignKeyConstraint(["via_id"], ["organization.id"], name=op.f("fk_tally_via_id_organization")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    op.create_index("ix_tally_organization_id_quarter", "tally", ["organization_id", "quarter"])
    op.create_index("ix_tally_unsettled", "tally", ["organization_id", "quarter"], **UNSETTLED)
    no_day = "DATE '0001-01-01'" if op.get_bind().dialect.name == "postgresql" else "'0001-01-01'"
    op.execute(FILL.replace("NO_DAY", no_day))


def downgrade() -> None:
    op.drop_table("tally")


FILL = """
WITH RECURSIVE lines (home_id, of_id, via_id, above) AS (
  SELECT id, id, id, parent_id FROM organization
  UNION ALL
  SELECT lines.home_id, parent.id, lines.of_id, parent.parent_id
  FROM lines JOIN organization AS parent ON parent.id = lines.above
),
told (organization_id, quarter, part, day) AS (
  SELECT organization_id, quarter,
    CASE state WHEN 'not_started' THEN 'none' WHEN 'in_progress' THEN 'progress'
      WHEN 'awaiting_confirmation' THEN 'wait' WHEN 'returned' THEN 'back' ELSE 'completed' END,
    NO_DAY
  FROM task WHERE state NOT IN ('cancelled', 'carried_over')
  UNION ALL
  SELECT organization_id, quarter,
    CASE WHEN due_on IS NULL THEN 'nodl'
      WHEN state = 'completed' AND reported_on IS NULL THEN 'closed'
      WHEN state = 'completed' AND reported_on <= due_on THEN 'done'
      WHEN state = 'completed' THEN 'late'
      WHEN state = 'awaiting_confirmation' AND reported_on <= due_on THEN 'term'
      WHEN state = 'awaiting_confirmation' AND reported_on IS NOT NULL THEN 'over'
      ELSE 'due' END,
    CASE WHEN due_on IS NULL
      OR (state IN ('completed', 'awaiting_confirmation') AND reported_on IS NOT NULL)
      THEN NO_DAY ELSE due_on END
  FROM task WHERE state NOT IN ('cancelled', 'carried_over')
  UNION ALL
  SELECT organization_id, quarter, 'heard', COALESCE(last_update_on, assigned_on)
  FROM task WHERE state IN ('not_started', 'in_progress', 'returned')
)
INSERT INTO tally (organization_id, via_id, quarter, part, day, n, settled)
SELECT lines.of_id, lines.via_id, told.quarter, told.part, told.day, COUNT(*), TRUE
FROM told JOIN lines ON lines.home_id = told.organization_id
GROUP BY lines.of_id, lines.via_id, told.quarter, told.part, told.day
"""
