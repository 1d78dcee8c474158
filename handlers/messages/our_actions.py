"""Our actions, in a window: what the set's members are about to do, and lines they shared."""

from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Block, Button, context, cut, escape, modal, plain_words, section, words_of_people
from handlers.messages.turned_out import about_theirs
from handlers.words import Reader
from sets.our_actions import Ours, SharedLine


def our_actions_button(reader: Reader, set_id: UUID, set_name: str) -> Button:
    """To what a whole set is doing."""
    heard = reader.t("Our actions in {set}", set=plain_words(set_name))
    return Button(cut(heard, 75), Press.OUR_ACTIONS, handle(set_id), label=heard)


def ours_view(reader: Reader, ours: Ours) -> dict[str, Any]:
    """For a member or the coach: nobody's progress, detail or silence shows."""
    blocks: list[Block] = []
    if not ours.actions:
        blocks.append(section(reader.t("No open actions. An action is one small step you choose.")))
    for action in ours.actions:
        said = reader.t("*{name}*, by {date}:", name=escape(action.name), date=reader.date(action.due_date))
        blocks += [section(said), words_of_people(plain_words(action.label.reveal()))]
    if ours.lines:
        blocks.append(section(reader.t("*Shared with the set*")))
    for line in ours.lines:
        said = _about(reader, line)
        blocks += [section(said), words_of_people(line.line.reveal())]
    blocks += _turned_out(reader, ours)
    blocks.append(context(reader.t("Each person chose what to share. Nobody sees how the others are getting on.")))
    return modal(reader, reader.t("Our actions"), blocks, callback_id=Form.OUR_ACTIONS)


def _about(reader: Reader, line: SharedLine) -> str:
    """Who shared a line, about what, and when."""
    name, day = escape(line.name), reader.date(reader.local_date(line.at))
    if line.label is None:
        return reader.t("*{name}*, about an action from before you joined, on {date}:", name=name, date=day)
    label = escape(cut(line.label.reveal(), 600))
    return reader.t('*{name}*, about "{label}", on {date}:', name=name, label=label, date=day)


def _turned_out(reader: Reader, ours: Ours) -> list[Block]:
    """What members say came of their actions, where they shared it."""
    if not ours.outcomes:
        return []
    said = [section(about_theirs(reader, each)) for each in ours.outcomes]
    return [section(reader.t("*What came of actions*")), *said]
