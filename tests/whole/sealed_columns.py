"""Which sealed columns of the schema a story has filled, and with what: so that no column is forgotten."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import Column, select

from sandbox.people import Person
from sandbox.story import Stage
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.engine import Database
from storage.fields import Field
from storage.models.base import Base
from storage.unit_of_work import UnitOfWork

# Sealed columns in which nobody can write: what stands there instead.
WORDLESS = {
    "action.progress": "one of our own words for how it goes",
    "delivery.args": "ids and dates of ours",
    "issue.progress": "one of our own words for how it goes",
    "own_list.body": "ids of actions",
    "shared_update.readers": "ids of people",
}


def sealed_columns() -> dict[str, Column[bytes]]:
    """Every confidential or anonymous column of the schema, as `table.column`."""
    found: dict[str, Column[bytes]] = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.info["privacy"] != "plain":
                found[f"{table.name}.{column.name}"] = column
    return found


class Filled:
    """Knows of each sealed record what was sealed in it, and looks for the records in the columns.

    A record is found where it stands, not where the code says that it goes: looked for after every act of the story,
    as some are there for a while only.
    """

    def __init__(self, stem: str, patch: pytest.MonkeyPatch) -> None:
        self.with_words: set[str] = set()  # columns in which a canary stood
        self.at_all: set[str] = set()
        self._stem = stem
        self._sealed: dict[bytes, bool] = {}  # a record, and whether a canary is in it
        seal = UnitOfWork.seal

        async def noted(uow: UnitOfWork, field: Field, scope: Scope, row_id: UUID, words: Confidential) -> bytes:
            record = await seal(uow, field, scope, row_id, words)
            self._sealed[record] = self._stem in words.reveal()
            return record

        patch.setattr(UnitOfWork, "seal", noted)

    async def look(self, database: Database) -> None:
        """Note every column in which such a record stands now."""
        async with database.read() as connection:
            for name, column in sealed_columns().items():
                if name not in self.with_words:
                    self._note(name, (await connection.execute(select(column))).scalars())

    def _note(self, name: str, records: Iterable[bytes | None]) -> None:
        for record in records:
            if record is not None and record in self._sealed:
                self.at_all.add(name)
                if self._sealed[record]:
                    self.with_words.add(name)

    def forgotten(self) -> set[str]:
        """Sealed columns that the story did not fill as it should."""
        return {name for name in sealed_columns() if name not in (self.at_all if name in WORDLESS else self.with_words)}


class WatchedStage(Stage):
    """A stage that looks into the sealed columns after everything that may have filled one."""

    filled: Filled
    database: Database

    async def submit(self, person: Person) -> None:
        await super().submit(person)
        await self.filled.look(self.database)

    async def say(self, person: Person, words: str, channel: object = None) -> None:
        await super().say(person, words, channel)  # type: ignore[arg-type]
        await self.filled.look(self.database)

    async def at(self, moment: datetime, direction: str = "") -> None:
        await super().at(moment, direction)
        await self.filled.look(self.database)
