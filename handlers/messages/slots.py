"""An issue slot: the holder's headline, what they would like, and how it ends."""

from typing import Any

from handlers.ids import Field, Form, handle
from handlers.messages import audiences
from handlers.messages.parts import (
    Block,
    context,
    escape,
    input_block,
    modal,
    option,
    plain_words,
    section,
    text_input,
    words_of_people,
)
from handlers.words import Reader
from sets.issue_words import HEADLINE_LIMIT
from sets.slots import Ended, Ending, Slot, Talk

CARRIED_SHOWN = 20
NEW = "new"


def issue_form(reader: Reader, slot: Slot) -> dict[str, Any]:
    """The issue in its holder's own words; or one carried forward."""
    blocks: list[Block] = [
        section(reader.t("{name} says it in their own words. A short line is enough.", name=escape(slot.presenter)))
    ]
    if slot.carried:
        blocks.append(_carried(reader, slot))
    initial = slot.headline or slot.suggested
    blocks.append(
        text_input(
            Field.SLOT_HEADLINE,
            reader.t("The issue, in one line"),
            hint=reader.t("Leave out patients, health and union matters. The story stays in the room."),
            optional=bool(slot.carried),
            initial=initial.reveal() if initial else "",
            max_length=HEADLINE_LIMIT,
        )
    )
    talk = [
        option(reader.t("Questions only"), Talk.QUESTIONS.value),
        option(reader.t("Questions first, then ideas"), Talk.IDEAS.value),
    ]
    chosen = talk[1] if slot.stage.talk == Talk.IDEAS else talk[0]
    radio = {"type": "radio_buttons", "options": talk, "initial_option": chosen}
    blocks += [
        input_block(Field.SLOT_TALK, reader.t("Questions only, or ideas too?"), radio),
        context(audiences.set_and_coach(reader, slot.found.set_name)),
        context(
            reader.t(
                "Nobody watches this. If it is urgent, speak to {contacts}.",
                contacts=escape(slot.found.contacts),
            )
        ),
    ]
    return modal(
        reader,
        reader.t("The issue"),
        blocks,
        callback_id=Form.SLOT_ISSUE,
        submit=reader.t("Save"),
        metadata=handle(slot.found.session.id),
    )


def _carried(reader: Reader, slot: Slot) -> Block:
    """Issues of theirs from before; the first choice is a new one."""
    new = option(reader.t("A new issue"), NEW)
    choices = {each: option(plain_words(words.reveal()), handle(each)) for each, words in slot.carried[:CARRIED_SHOWN]}
    element: Block = {"type": "static_select", "options": [new, *choices.values()]}
    element["initial_option"] = choices.get(slot.stage.issue_id, new) if slot.stage.issue_id else new
    return input_block(Field.SLOT_CARRIED, reader.t("Is it one from before?"), element)


def end_form(reader: Reader, slot: Slot) -> dict[str, Any]:
    """How the time ends. The holder says so."""
    choices = [
        option(reader.t("With an action"), Ending.ACTION.value),
        option(reader.t("No action yet"), Ending.NO_ACTION.value),
        option(reader.t("The issue is settled"), Ending.SETTLED.value),
        option(reader.t("Come back to it next time"), Ending.CARRIED.value),
    ]
    radio = {"type": "radio_buttons", "options": choices}
    blocks: list[Block] = []
    if slot.headline is not None:
        blocks.append(words_of_people(plain_words(slot.headline.reveal())))
    blocks += [
        section(reader.t("Only {name} can say. No action is a good end, too.", name=escape(slot.presenter))),
        input_block(Field.SLOT_ENDING, reader.t("How does it end?"), radio),
    ]
    if not slot.mine:
        blocks.append(context(_only_its_holder(reader, slot.presenter)))
    return modal(
        reader,
        reader.t("How it ends"),
        blocks,
        callback_id=Form.SLOT_END,
        submit=reader.t("Save"),
        metadata=handle(slot.found.session.id),
    )


def _only_its_holder(reader: Reader, presenter: str) -> str:
    """Beside the choice, and after it, for somebody else who leads."""
    return reader.t(
        "Only {name} can mark it as settled, on their own phone: Session, then How it ends.", name=escape(presenter)
    )


def ended(reader: Reader, done: Ended) -> str:
    """What the panel says after that."""
    if done.ending is Ending.SETTLED and not done.settled:
        saved = reader.t("Saved. I keep the issue open until then.")
        return f"{saved} {_only_its_holder(reader, done.presenter)}"
    return {
        Ending.ACTION: reader.t("Saved. They write their action on their own phone: Session, then New action."),
        Ending.NO_ACTION: reader.t("Saved. No action yet, and that’s fine. You can come back to it next time."),
        Ending.SETTLED: reader.t("Saved. The issue is settled. You could ask: “What helped most?”"),
        Ending.CARRIED: reader.t("Saved. You can come back to the issue next time."),
    }[done.ending]
