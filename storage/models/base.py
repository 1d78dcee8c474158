"""What every table has: a workspace, a random key made beforehand, and names by convention."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr
from sqlalchemy.types import Uuid

from storage.classes import plain

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_1_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of the schema. Models are used for Core statements only; there is no ORM session."""

    metadata = MetaData(naming_convention=NAMING)


class Scoped:
    """A row of one workspace. The key is (workspace_id, id), so that every foreign key carries the workspace."""

    @declared_attr
    def workspace_id(cls) -> Mapped[UUID]:  # noqa: N805 - declared_attr passes the class
        return plain("which workspace: an id of ours", Uuid(), primary_key=True)

    @declared_attr
    def id(cls) -> Mapped[UUID]:  # noqa: N805
        return plain("a random id", Uuid(), primary_key=True)


def within(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key to a row of the same workspace."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"])
