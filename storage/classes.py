"""The privacy class of every column (privacy.md section 4). A test walks the schema and fails on an undeclared one.

plain         readable by whoever holds the database; says why that is right
confidential  sealed by the vault; of type Sealed
anonymous     sealed, and unlinkable to a person once its round has closed
"""

from typing import Any, Literal

from sqlalchemy.orm import MappedColumn, mapped_column

from storage.types import Sealed

PrivacyClass = Literal["plain", "confidential", "anonymous"]


def plain(why: str, *arguments: Any, **options: Any) -> MappedColumn[Any]:  # noqa: ANN401 - as mapped_column
    """A column anyone who holds the database may read, and the reason why that is right."""
    return mapped_column(*arguments, info={"privacy": "plain", "why": why}, **options)


def confidential(*, nullable: bool = False) -> MappedColumn[Any]:
    """A column that holds one sealed record."""
    return mapped_column(Sealed(), nullable=nullable, info={"privacy": "confidential"})


def anonymous() -> MappedColumn[Any]:
    """A sealed column that nobody can join with a person once its round has closed (privacy.md section 3)."""
    return mapped_column(Sealed(), info={"privacy": "anonymous"})
