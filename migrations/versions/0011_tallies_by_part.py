"""Tallies are found by their part as well: the number around every page of a committee above others is a sum of some.

The code before it asks by the first two columns, which the new index begins with.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD, NEW = "ix_tally_organization_id_quarter", "ix_tally_organization_id_quarter_part"


def upgrade() -> None:
    op.create_index(NEW, "tally", ["organization_id", "quarter", "part"], unique=False)
    op.drop_index(OLD, table_name="tally")


def downgrade() -> None:
    op.create_index(OLD, "tally", ["organization_id", "quarter"], unique=False)
    op.drop_index(NEW, table_name="tally")
