"""Asking one more person into a set."""

from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import Button, context, escape, input_block, modal, plain_words, section
from handlers.places import AboutSet
from handlers.words import Reader
from sets.errors import Problem
from sets.inviting import MOST, Asker, OneMore


def about_set(reader: Reader, set_id: UUID, set_name: str) -> AboutSet:
    """The button in the line of a set, on Home."""
    heard = reader.t("Ask one more person to join {set}", set=plain_words(set_name))
    return AboutSet(set_id, buttons=(Button(reader.t("Ask one more person"), Press.ONE_MORE, handle(set_id), heard),))


def form(reader: Reader, found: Asker) -> dict[str, Any]:
    """Whom to ask."""
    blocks = [
        input_block(
            Field.ONE_MORE,
            reader.t("Whom would you like to ask?"),
            {"type": "users_select"},
            hint=reader.t(
                "A set has up to {most} people. Guests are welcome. Somebody from another organisation needs a guest "
                "account here first.",
                most=MOST,
            ),
        )
    ]
    if found.standing == "member":
        note = reader.t("Ask your set first. I write to this person with the name of who looks after the set.")
    elif found.members:
        note = reader.t("{set} has begun, so I ask its people first. They decide.", set=escape(found.set_name))
    else:
        note = reader.t("I ask them to join {set}. It is their choice.", set=escape(found.set_name))
    blocks.append(context(note))
    return modal(
        reader,
        reader.t("One more person"),
        blocks,
        callback_id=Form.ONE_MORE,
        submit=reader.t("Ask them"),
        metadata=handle(found.set_id),
    )


def form_error(reader: Reader, problem: Problem) -> dict[str, str]:
    """What to say under the field."""
    sentences = {
        Problem.EMPTY: reader.t("Choose a person."),
        Problem.NOT_A_MEMBER: reader.t(
            "I can only ask people with an account here: members and guests. A guest account would work."
        ),
        Problem.COORDINATES: reader.t("They look after sets, and nobody looks after a set they are in."),
        Problem.ASKED_ALREADY: reader.t("They have been asked already."),
    }
    return {Field.ONE_MORE: sentences.get(problem, reader.t("I could not do that."))}


def done(reader: Reader, found: OneMore) -> dict[str, Any]:
    """After Ask them."""
    if found.asked:
        said = reader.t("I am asking them now. They join {set} only if they say yes.", set=escape(found.set_name))
    else:
        said = reader.t("I am asking {set} first. If they say yes, I ask the person.", set=escape(found.set_name))
    return modal(reader, reader.t("One more person"), [section(said)], callback_id=Form.MENU)
