"""The window of a running session: the facilitator's private panel, and what a member may do (voice.md 19, 23)."""

from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages.board import moves, rules_button
from handlers.messages.our_actions import our_actions_button
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    header,
    modal,
    option,
    plain_words,
    section,
    words_of_people,
)
from handlers.messages.question_bank import question_words
from handlers.messages.scripts import PROMPTS, guide_words, lines, next_is, prompt, prompt_title, slot_lines, title
from handlers.words import Reader
from sets.panel import Panel
from sets.sessions import PHONES, TOGETHER
from sets.slot_guide import Step
from sets.stages import Kind

BROUGHT_SHOWN = 10


def panel_view(
    reader: Reader, panel: Panel, *, flash: str = "", question: int | None = None, card: int | None = None
) -> dict[str, Any]:
    """The window for who leads, or for another member.

    flash     what just happened, on top
    question  number of an open question that was asked for; card: number of a private prompt that was chosen
    """
    blocks = [section(flash)] if flash else []
    blocks += _leaders(reader, panel, question, card) if panel.leads else _members(reader, panel)
    return modal(
        reader,
        reader.t("Session"),
        blocks,
        callback_id=Form.SESSION_PANEL,
        metadata=handle(panel.found.session.id, panel.revision),
    )


def _leaders(reader: Reader, panel: Panel, question: int | None, card: int | None) -> list[Block]:
    value = handle(panel.found.session.id, panel.revision)
    together = panel.found.session.mode == TOGETHER
    blocks = [header(title(reader, panel.stage, panel.issues)), section(clock_words(reader, panel))]
    if question is not None:
        blocks.append(section(reader.t("*An open question:* “{question}”", question=question_words(reader, question))))
    if card is not None:
        blocks.append(section(prompt(reader, card, panel.found.contacts)))
    blocks += _notes(reader, panel)
    blocks += _what_to_say(reader, panel)
    blocks += _brought(reader, panel)
    blocks.append(buttons(*moves(reader, value, panel.stage, panel.found.coming), *_going_back(reader, panel, value)))
    blocks.append(buttons(*_tools(reader, panel, value)))
    if panel.slot is not None:
        blocks.append(section(guide_words(reader, max(panel.stage.planned_seconds // 60, len(Step)))))
    blocks.append(_prompts(reader, value))
    blocks.append(buttons(*_way_out(reader, panel, value)))
    foot = reader.t("You lead this one together.") if together else reader.t("Only you see this. You facilitate.")
    return [*blocks, context(foot), _about(reader, panel)]


def _about(reader: Reader, panel: Panel) -> Block:
    return context(reader.t("This is about {set}.", set=escape(panel.found.set_name)))


def clock_words(reader: Reader, panel: Panel) -> str:
    """When the stage ends, and what comes next."""
    after = next_is(reader, panel.found.coming, panel.issues)
    stage = panel.stage
    if stage.ends_at is None:
        minutes = max(0, round((stage.paused_left or 0) / 60))
        paused = reader.n("Paused, with {n} minute left.", "Paused, with {n} minutes left.", minutes)
        return f"{paused} {after}"
    time = reader.time(stage.ends_at)
    if stage.ends_at <= panel.now:
        over = reader.t("Its time was up at {time}. Go on when you like: I do not move it.", time=time)
        return f"{over} {after}"
    return f"{reader.t('It ends at {time}.', time=time)} {after}"


def _notes(reader: Reader, panel: Panel) -> list[Block]:
    """What needs the leader's eye."""
    said = []
    if panel.own_next:
        said.append(reader.t("Your own issue is next. Who will lead this part? Press Hand over."))
    if panel.wished:
        said.append(reader.t("Someone would welcome an open question."))
    if panel.order:
        names = ", ".join(escape(name) for name in panel.order)
        said.append(reader.t("An order for this round: {names}. Anyone may pass.", names=names))
    if panel.passing:
        names = ", ".join(escape(name) for name in panel.passing)
        said.append(reader.t("Passing in this round: {names}.", names=names))
    if panel.stage.kind == Kind.ISSUE and panel.stage.presenter_id is None:
        said.append(reader.t("Nobody is down for this time yet. Press Who presents."))
    return [section("\n".join(said))] if said else []


def _what_to_say(reader: Reader, panel: Panel) -> list[Block]:
    if panel.slot is None:
        said = lines(reader, Kind(panel.stage.kind))
        return [section("\n".join(said))] if said else []
    blocks = [section("\n".join(slot_lines(reader, panel.slot.presenter, panel.stage.talk)))]
    return blocks + _headline(reader, panel)


def _headline(reader: Reader, panel: Panel) -> list[Block]:
    """The issue, in its holder's words."""
    if panel.slot is None or panel.slot.headline is None:
        return []
    return [section(reader.t("*The issue*")), words_of_people(plain_words(panel.slot.headline.reveal()))]


def _brought(reader: Reader, panel: Panel) -> list[Block]:
    """What the person who looks wanted to bring, in their own words."""
    if not panel.brought:
        return []
    shown = [words_of_people(plain_words(label.reveal())) for label in panel.brought[:BROUGHT_SHOWN]]
    return [section(reader.t("*On your own list for today.* Nobody else sees this list.")), *shown]


def _going_back(reader: Reader, panel: Panel, value: str) -> list[Button]:
    if panel.stage.ordinal == 1:
        return []
    return [Button(reader.t("Back a stage"), Press.SESSION_BACK, value)]


def _tools(reader: Reader, panel: Panel, value: str) -> list[Button]:
    """What helps in this stage."""
    kind = panel.stage.kind
    row = [Button(reader.t("Open question"), Press.SESSION_QUESTION, value, reader.t("Show me an open question"))]
    if kind == Kind.PROGRESS_ROUND:
        row.insert(0, Button(reader.t("Actions"), Press.PROGRESS, handle(panel.found.session.id, 0)))
    if panel.slot is not None:
        row.insert(0, Button(reader.t("The issue"), Press.SLOT_ISSUE, value))
        if panel.stage.issue_id is not None:
            row.insert(1, Button(reader.t("How it ends"), Press.SLOT_END, value))
    if panel.unfilled or kind == Kind.BIDS:
        row.append(Button(reader.t("Who presents"), Press.BID_CHOOSE, value))
    row.append(Button(reader.t("Who is here"), Press.SESSION_WHO, value))
    return row + rules_button(reader, panel.found.session.set_id, panel.stage)


def _prompts(reader: Reader, value: str) -> Block:
    """The private prompts, one press away. The chosen option's value is a handle whose revision is its number."""
    row_id = value.split(":")[1]
    choices = [option(prompt_title(reader, number), f"v1:{row_id}:{number}") for number in range(PROMPTS)]
    menu = {
        "type": "static_select",
        "action_id": Press.SESSION_PROMPT,
        "placeholder": {"type": "plain_text", "text": reader.t("Choose what you notice"), "emoji": False},
        "options": choices,
    }
    said = {"type": "mrkdwn", "text": reader.t("Words for a hard moment:"), "verbatim": True}
    return {"type": "section", "text": said, "accessory": menu}


def _way_out(reader: Reader, panel: Panel, value: str) -> list[Button]:
    last = panel.found.coming is None
    close = Button(reader.t("Close session"), Press.CLOSING, value, style="primary" if last else "")
    if panel.found.session.mode == TOGETHER:
        return [close]
    phones = (
        Button(reader.t("Phones: only mine"), Press.SESSION_SWITCH, value)
        if panel.found.session.mode == PHONES
        else Button(reader.t("Phones: everyone’s"), Press.SESSION_SWITCH, value)
    )
    return [Button(reader.t("Hand over"), Press.LEADING_HAND_OVER, value), phones, close]


def _members(reader: Reader, panel: Panel) -> list[Block]:
    found = panel.found
    value = handle(found.session.id, panel.revision)
    said = reader.t("The session is open. This stage is: {stage}.", stage=title(reader, panel.stage, panel.issues))
    blocks = [section(f"{said} {clock_words(reader, panel)}")]
    if found.facilitator:
        blocks.append(section(reader.t("{name} facilitates.", name=escape(found.facilitator))))
    row = [] if found.here else [Button(reader.t("I’m here"), Press.SIGN_HERE, value)]
    if panel.presents:
        blocks.append(section(reader.t("This is your time. You choose what to say, and what to leave open.")))
        blocks += _headline(reader, panel)
        row.append(Button(reader.t("My issue"), Press.SLOT_ISSUE, value))
        if panel.stage.issue_id is not None:
            row.append(Button(reader.t("How it ends"), Press.SLOT_END, value))
    elif found.belongs == "member":
        row.append(Button(reader.t("Ask for time"), Press.BID_ASK, value))
    if found.belongs == "member":
        row += [Button(reader.t("New action"), Press.ACTION_NEW), Button(reader.t("My actions"), Press.ACTION_LIST)]
    else:
        row.append(our_actions_button(reader, found.session.set_id, found.set_name))
    if not panel.presents:
        row.append(Button(reader.t("Take over"), Press.LEADING_TAKE_OVER, value, reader.t("Take over as facilitator")))
    blocks += _brought(reader, panel)
    return [*blocks, *([buttons(*row)] if row else []), _about(reader, panel)]


def begun_view(reader: Reader, set_id: Any, said: str) -> dict[str, Any]:  # noqa: ANN401 - a set's id
    """For the moment between a form and the panel that follows it."""
    button = Button(reader.t("Session"), Press.SESSION_MENU, handle(set_id))
    return modal(reader, reader.t("Session"), [section(said), buttons(button)], callback_id=Form.SESSION_PANEL)


def checkboxes(block_id: str, label: str, choices: list[Block], chosen: list[Block], hint: str = "") -> Block:
    """People to tick; nobody may be ticked too. Slack takes ten options in one list."""
    element: Block = {"type": "checkboxes", "action_id": Field.VALUE, "options": choices}
    if chosen:
        element["initial_options"] = chosen
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label, "emoji": False},
        "element": element,
        "optional": True,
    }
    if hint:
        block["hint"] = {"type": "plain_text", "text": hint, "emoji": False}
    return block
