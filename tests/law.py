"""The conservation law, looked at after every test that has a database: whatever was owed has ended in one way."""

import sqlalchemy as sa

from tracker.mail.ledger import balance


def check_books(engine, node):
    """Note in the report of `node` how many lines were owed there and how many nobody can account for: none."""
    with sa.orm.Session(engine) as session:
        owed = balance(session)
    node.user_properties.append(("books", f"{owed.total} {owed.difference}"))
    return owed.difference
