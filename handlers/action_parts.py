"""Reading an action's form as Slack sends it, filling one in, and the message that confirms one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.feature import Call, DeliveryKind
from handlers.ids import Field, parse_handle
from handlers.messages import action_fields
from handlers.messages import actions as messages
from handlers.messages.committing import saved_message
from handlers.words import Reader
from sets.action_forms import Typed, Writer
from sets.action_words import DETAIL_LIMITS
from sets.committing import SAVED_KIND
from sets.dates import write_date
from sets.my_actions import ToChange
from storage.outbox import Delivery
from storage.queries.actions import by_id
from storage.unit_of_work import UnitOfWork


def reader_for(writer: Writer) -> Reader:
    """How someone reads, from a Person or the holder of an action."""
    return Reader(writer.locale, writer.tz)


def typed_of(view: Mapping[str, Any]) -> Typed:
    """Every field of a commit or change form as typed. Raises BadHandle for a choice that no form of ours offers."""
    values = (view.get("state") or {}).get("values") or {}
    chosen = (_element(values, Field.ACTION_SET).get("selected_option") or {}).get("value")
    # A form for one set names it itself; in a form with a choice nothing may be chosen yet.
    known = chosen if Field.ACTION_SET in values else view.get("private_metadata")
    return Typed(
        label=_words(values, Field.ACTION_LABEL),
        due=_words(values, Field.ACTION_DUE),
        detail={name: _words(values, action_fields.FIELDS[name]) for name in DETAIL_LIMITS},
        set_id=parse_handle(known).row_id if known else None,
        supporter_id=_chosen(values, Field.ACTION_SUPPORTER),
        issue_id=_chosen(values, Field.ACTION_ISSUE),
        left_out=frozenset(name for name, block in action_fields.CHOICES.items() if block not in values),
    )


def _chosen(values: Mapping[str, Any], block_id: str) -> UUID | None:
    """The row of a select in which nothing need be chosen. Raises BadHandle."""
    value = (_element(values, block_id).get("selected_option") or {}).get("value")
    return parse_handle(value).row_id if value else None


def _words(values: Mapping[str, Any], block_id: str) -> str:
    return str(_element(values, block_id).get("value") or "")


def _element(values: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    found = (values.get(block_id) or {}).get(Field.VALUE)
    return found if isinstance(found, Mapping) else {}


def change_view(reader: Reader, form: ToChange) -> dict[str, Any]:
    """The form for changing an action, filled in with what its holder wrote."""
    action = form.action
    typed = Typed(
        action.label.reveal(),
        write_date(action.due_date),
        form.detail.words(),
        supporter_id=form.supporter_id,
        issue_id=action.row.issue_id,
    )
    return messages.change_form(
        reader,
        action.id,
        action.revision,
        typed,
        form.choices,
        set_name=action.set_name,
        contacts=action.row.contacts,
    )


async def _saved(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """ "Saved. I will ask ...", unless it was taken back or closed in the meantime."""
    row = await by_id(uow, UUID(delivery.args["action"]))
    if row is None or row.standing != "open":
        return None
    reader = reader_for(row.holder)
    next_ask = reader.local_date(row.next_ask_at) if row.next_ask_at else None
    return Call("chat.postMessage", saved_message(reader, next_ask, UUID(delivery.args["event"])))


SAVED = DeliveryKind(SAVED_KIND, _saved)
