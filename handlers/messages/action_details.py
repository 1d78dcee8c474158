"""What a holder wrote about an action, as its window shows it, to them or to who backs it up."""

from handlers.ids import Press, handle
from handlers.messages import turned_out
from handlers.messages.parts import Block, Button, context, cut, section, words_of_people
from handlers.words import Reader
from sets.action_words import Detail
from sets.my_actions import Note, Whole

_NOTES_SHOWN = 10


def details(reader: Reader, whole: Whole) -> list[Block]:
    """The optional boxes that were filled in, the issue, and how it turned out."""
    blocks: list[Block] = []
    if whole.issue is not None:
        blocks += [_my_issue(reader, whole), words_of_people(whole.issue.reveal())]
    blocks += detail_blocks(reader, whole.detail)
    if whole.turned_out is not None:
        blocks.append(section(turned_out.about_mine(reader, whole.turned_out)))
    return blocks


def _my_issue(reader: Reader, whole: Whole) -> Block:
    """What the action is about, and the way there."""
    title = section(reader.t("*My issue*"))
    if whole.action.row.issue_id is None:
        return title
    button = Button(
        reader.t("Open"), Press.ISSUE_OPEN, handle(whole.action.row.issue_id), label=reader.t("Open my issue")
    )
    return {**title, "accessory": button.element()}


def detail_blocks(reader: Reader, detail: Detail, *, without: str = "") -> list[Block]:
    """Each box that was filled in, under its name; `without`: one that is not shown."""
    labels = {
        "about": reader.t("*What it is about*"),
        "sign": reader.t("*How I will know it helped*"),
        "support": reader.t("*Who could back me up*"),
        "if_then": reader.t("*If something gets in the way, then I will*"),
        "plan": reader.t("*A small test: what I will try out*"),
        "expect": reader.t("*A small test: what I expect*"),
    }
    blocks: list[Block] = []
    for name, words in detail.words().items():
        if words and name != without:
            blocks += [section(labels[name]), words_of_people(words)]
    return blocks


def notes(reader: Reader, whole: Whole) -> list[Block]:
    """The holder's notes, newest first."""
    return [block for note in whole.notes[:_NOTES_SHOWN] for block in _note(reader, whole, note)]


def _note(reader: Reader, whole: Whole, note: Note) -> list[Block]:
    blocks = [section(reader.t("*Your note of {date}*", date=reader.date(reader.local_date(note.at))))]
    if note.words.reveal():
        blocks.append(words_of_people(cut(note.words.reveal(), 3000)))
    if note.compared.reveal():
        blocks += [context(reader.t("How it compared:")), words_of_people(note.compared.reveal())]
    if said := turned_out.after_test(reader, note.act):
        blocks.append(context(said))
    if note.for_supporter and whole.supporter is not None and whole.supporter.state == "yes":
        blocks.append(context(reader.t("You marked this for who backs you up.")))
    return blocks
