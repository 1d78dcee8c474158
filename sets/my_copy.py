"""One's own copy (privacy.md section 5, voice.md 33): one file, locked with a password that is shown once.

The password is made here, shown in the window that asked, and travels sealed with the delivery until the file is sent;
then it goes. What stands in the file is read just before it is sent.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sets import ballots
from sets.action_forms import someone
from sets.ballots import Result
from sets.erasures import EVERY, ErasureRow
from sets.my_data import FACTS, Fact, Item, Kind, Known, known_of
from sets.my_words import opened
from sets.people import Person, person_by_id
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import erasing, my_data, my_facts
from storage.queries.erasures import of_person as erasure_rows
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

FILE = "my_copy.file"
SENT_WITHIN = timedelta(days=1)
# Nothing that looks like something else, so that it can be written down: 31 letters and digits, nearly 5 bits each.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 5, 5


@dataclass(frozen=True)
class Copy:
    """Everything that stands in the file. made_at: aware UTC; feedback: to the person, nobody's words any more."""

    person: Person
    made_at: datetime
    known: Known
    items: Sequence[Item] = field(repr=False)
    facts: Sequence[Fact]
    feedback: Sequence[Result] = field(repr=False)
    erasures: Sequence[ErasureRow] = ()


async def who(store: WorkspaceStore, slack_user_id: str) -> Person:
    """Whose copy it would be. Raises Refused(NOT_YOUR_SET) for someone the bot has never met."""
    async with store.read() as uow:
        return await someone(uow, slack_user_id)


async def ask(store: WorkspaceStore, slack_user_id: str, key: str, now: datetime) -> tuple[Person, str]:
    """Have a copy made and sent to the asker alone; its password, or "" for a form that was sent before.

    Raises Refused, as `who`.
    """
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        if not (await claim(uow, key, now)).first:
            return person, ""
        password = new_password()
        copy_id = uow.new_id()
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.UPLOAD,
                kind=FILE,
                dedupe=f"{FILE}:{copy_id}",
                due_at=now,
                expires_at=now + SENT_WITHIN,
                recipient_id=person.id,
                args={"password": password},
            ),
        )
        return person, password


def new_password() -> str:
    """Five groups of five letters and digits: some 123 bits, more than the file's own lock can be tried for."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


async def of(uow: UnitOfWork, person_id: UUID, now: datetime) -> Copy | None:
    """What stands in somebody's copy; None when there is no such person."""
    person = await person_by_id(uow, person_id)
    if person is None:
        return None
    items = [
        await opened(uow, kind, row) for kind in Kind for row in await my_data.of_kind(uow, person.id, kind, 0, EVERY)
    ]
    facts = [
        fact for kinds in FACTS.values() for what in kinds for fact in await my_facts.of(uow, person.id, what, EVERY)
    ]
    return Copy(
        person,
        now,
        await known_of(uow, person),
        items,
        facts,
        await ballots.received(uow, person.id, person.slack_user_id),
        await erasure_rows(uow, person.id, EVERY),
    )


async def forget_password(uow: UnitOfWork, delivery_id: UUID) -> None:
    """The file has gone out, or never will: nobody needs the password here any more."""
    await erasing.arguments_gone(uow, delivery_id)
