"""The model is worth something only if it notices: each safeguard taken out must turn it red (issue 2, Show)."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import ColumnElement, true, update
from sqlalchemy.sql.dml import Update

from bot import lookup
from bot.courier import Courier
from bot.lookup import NotThere
from storage import gates, leases
from storage.deliveries import Delivery, State
from storage.models import Delivery as Row
from storage.unit_of_work import UnitOfWork
from tests.bot.test_delivery_model import run_model

EXAMPLES, STEPS = 200, 30
Mutant = Callable[[pytest.MonkeyPatch, Path], None]


def without_unique(_: pytest.MonkeyPatch, template: Path) -> None:
    """One key, any number of deliveries: two ticks compose the daily message twice."""
    with connect(template) as connection:
        table, indexes = _definition(
            connection.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name='delivery'")
        )
        looser = re.sub(r",?\s*CONSTRAINT \w+ UNIQUE \(workspace_id, dedupe_hash\)", "", table)
        assert looser != table
        connection.execute("DROP TABLE delivery")
        connection.execute(looser)
        for index in indexes:
            connection.execute(index)
    connection.close()


def without_look_up(patch: pytest.MonkeyPatch, _: Path) -> None:
    """Send again without asking Slack."""

    async def nothing_found(*_: object) -> NotThere:
        return NotThere()

    patch.setattr(lookup, "find_message", nothing_found)


def without_fence(patch: pytest.MonkeyPatch, _: Path) -> None:
    """Whoever once held the row may write it, in whatever state it is now."""

    def anybodys(delivery: Delivery, *_: State) -> Update:
        return update(Row).where(Row.id == delivery.id)

    patch.setattr(leases, "_held", anybodys)


def without_version(patch: pytest.MonkeyPatch, _: Path) -> None:
    """A row moved while somebody prepares it is sent all the same."""

    def always(_: Delivery) -> ColumnElement[bool]:
        return true()

    patch.setattr(leases, "_unmoved", always)


def without_mark(patch: pytest.MonkeyPatch, _: Path) -> None:
    """A crash after the send leaves no trace of it."""

    async def unmarked(uow: UnitOfWork, delivery: Delivery, now: datetime) -> bool:
        return True

    patch.setattr(leases, "begin_send", unmarked)


def without_gate(patch: pytest.MonkeyPatch, _: Path) -> None:
    """Messages to one channel go as fast as they come."""

    async def always_open(uow: UnitOfWork, channel: str, now: datetime) -> None:
        return None

    patch.setattr(gates, "take", always_open)


def without_reference(patch: pytest.MonkeyPatch, _: Path) -> None:
    """A channel post that may be a repeat does not say so."""
    patch.setattr("bot.addressing.with_reference", lambda arguments, *_: arguments)


def without_expiry(patch: pytest.MonkeyPatch, _: Path) -> None:
    """Late messages go out all the same."""

    async def never(self: Courier, *_: object) -> bool:
        return True

    patch.setattr(Courier, "_is_still_wanted", never)


MUTANTS: list[tuple[Mutant, str]] = [
    (without_unique, "one dedupe key, two deliveries|after it was cancelled"),
    (without_look_up, "a direct message went out twice"),
    (without_fence, "not once|after it was cancelled|out twice|before it was due"),
    (without_version, "before it was due"),
    (without_mark, "out twice|without a reference|before it was due|after it was cancelled|come to rest"),
    (without_gate, "within a second"),
    (without_reference, "without a reference"),
    (without_expiry, "after it expired|before it was due|out twice|without a reference"),
]


@pytest.mark.usefixtures("out")
@pytest.mark.parametrize(("mutant", "broken"), MUTANTS, ids=[mutant.__name__ for mutant, _ in MUTANTS])
def test_the_model_notices(
    mutant: Mutant, broken: str, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "template.db"
    template.write_bytes(sqlite_template.read_bytes())
    mutant(monkeypatch, template)
    with pytest.raises(AssertionError, match=broken):
        run_model(template, examples=EXAMPLES, steps=STEPS, shrink=False)


def _definition(rows: object) -> tuple[str, list[str]]:
    found = [(kind, sql) for kind, sql in rows if sql]  # type: ignore[attr-defined]
    return next(sql for kind, sql in found if kind == "table"), [sql for kind, sql in found if kind == "index"]
