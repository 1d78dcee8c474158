"""The board (voice.md 20): one message in the channel, edited in place. No presenter's name, no words of the set."""

from typing import Any
from uuid import UUID

from handlers.ids import Press, handle
from handlers.messages.ballots import answer_button
from handlers.messages.parts import Button, buttons, context, message, section
from handlers.messages.scripts import for_all, lines, next_is, title
from handlers.words import Reader
from sets.ballot_kinds import FEWEST
from sets.board import Board
from sets.review import KIND
from sets.sessions import PHONES, TOGETHER, StageRow
from sets.stages import Kind


def board_message(reader: Reader, board: Board) -> dict[str, Any]:
    """The board as it stands. `reader`: the channel's, in the set's zone."""
    if board.stage is None:
        return message(reader.t("Our session is closed."), [section(reader.t("Our session is closed. Thank you all."))])
    reviewing = board.stage.kind == Kind.PROCESS_REVIEW and board.review is not None
    said = [_where(reader, board.stage, board.issues), next_is(reader, board.coming, board.issues)]
    said.append(reader.n("{n} is here.", "{n} are here.", board.here))
    said.append(for_all(reader, Kind(board.stage.kind)))
    if reviewing:
        said.append(
            reader.t("You can also answer in private. From {n} answers on, I show them with no names.", n=FEWEST)
        )
    blocks = [section(" ".join(said))]
    if board.session.mode == TOGETHER:
        blocks.append(section("\n".join(_script(reader, board.stage))))
    answering = [answer_button(reader, KIND, board.review.id)] if reviewing and board.review else []
    rules = rules_button(reader, board.session.set_id, board.stage)
    blocks.append(buttons(*answering, *rules, *_row(reader, board)))
    if board.session.mode == TOGETHER:
        blocks.append(context(reader.t("We lead this one together. Anyone may press a button here.")))
    return message(reader.t("Our session is open."), blocks)


def stage_notice(reader: Reader, board: Board, stage: StageRow) -> dict[str, Any]:
    """In direct messages, for who chose it. `reader`: theirs, in their own zone."""
    said = [_where(reader, stage, board.issues), next_is(reader, board.coming, board.issues)]
    said.append(for_all(reader, Kind(stage.kind)))
    session = Button(reader.t("Session"), Press.SESSION_MENU, handle(board.session.set_id))
    blocks = [section(" ".join(each for each in said if each)), buttons(session)]
    return message(reader.t("Your session is in its next stage."), blocks)


# practice.md section 4: the ground rules are shown at open and close.
_WITH_RULES = (Kind.OPEN, Kind.WELCOME, Kind.GROUND_RULES, Kind.CLOSING_ROUND)


def rules_button(reader: Reader, set_id: UUID, stage: StageRow) -> list[Button]:
    """The set's ground rules, in the stages that begin from them."""
    if stage.kind not in _WITH_RULES:
        return []
    return [Button(reader.t("Read the ground rules"), Press.RULES_READ, handle(set_id))]


def _where(reader: Reader, stage: StageRow, issues: int) -> str:
    name = title(reader, stage, issues)
    if stage.ends_at is None:
        return reader.t("*{stage}*, paused.", stage=name)
    return reader.t("*{stage}*, until {time}.", stage=name, time=reader.time(stage.ends_at))


def _script(reader: Reader, stage: StageRow) -> list[str]:
    """The shared script, for a set that leads itself."""
    if stage.kind == Kind.ISSUE:
        return [
            reader.t("Ask first: “Questions only, or ideas too?”"),
            reader.t("They tell it. Then ask about the facts. Then open questions."),
            reader.t("Leave time for them to think aloud, and to say what next."),
        ]
    return lines(reader, Kind(stage.kind))


def _row(reader: Reader, board: Board) -> list[Button]:
    value = handle(board.session.id, board.revision)
    session = Button(reader.t("Session"), Press.SESSION_MENU, handle(board.session.set_id))
    signs = [
        Button(reader.t("I’m here"), Press.SIGN_HERE, value),
        Button(reader.t("Pass"), Press.SESSION_PASSING, value),
        Button(reader.t("Open question please"), Press.SESSION_PLEASE, value),
    ]
    if board.session.mode == PHONES:
        return [*signs, session]
    if board.session.mode == TOGETHER:
        return [*moves(reader, value, board.stage, board.coming), session]
    return [session]


def moves(reader: Reader, value: str, stage: StageRow | None, coming: StageRow | None) -> list[Button]:
    """What moves a session on."""
    row = []
    if coming is not None:
        row.append(Button(reader.t("Next stage"), Press.SESSION_NEXT, value, style="primary"))
    row.append(Button(reader.t("+2 min"), Press.SESSION_MORE, value, reader.t("Add 2 minutes")))
    paused = stage is not None and stage.paused_left is not None
    row.append(Button(reader.t("Go on") if paused else reader.t("Pause"), Press.SESSION_PAUSE, value))
    return row


def passed(reader: Reader, value: str) -> dict[str, Any]:
    """After Pass, for who pressed alone."""
    return _undoable(
        reader, reader.t("You passed. That’s fine."), value, Press.SESSION_PASSING_UNDO, reader.t("Undo: Pass")
    )


def wished(reader: Reader, value: str, *, led: bool) -> dict[str, Any]:
    """After Open question please, for who pressed alone."""
    said = (
        reader.t("I have told who facilitates that someone would welcome an open question. I gave no name.")
        if led
        else reader.t("Noted. You could say so aloud, too.")
    )
    heard = reader.t("Undo: Open question please")
    return _undoable(reader, said, value, Press.SESSION_PLEASE_UNDO, heard)


def _undoable(reader: Reader, said: str, value: str, press: str, heard: str) -> dict[str, Any]:
    return message(said, [section(said), buttons(Button(reader.t("Undo"), press, value, heard))])


def moved(reader: Reader, stage: StageRow, issues: int, value: str) -> dict[str, Any]:
    """After Next on the board, for who pressed alone."""
    said = reader.t("You moved to: {stage}.", stage=title(reader, stage, issues))
    return _undoable(reader, said, value, Press.SESSION_BACK, reader.t("Undo: Next stage"))


def noted(said: str) -> dict[str, Any]:
    """A sentence for who pressed alone."""
    return message(said, [section(said)])


def undone(reader: Reader) -> dict[str, Any]:
    said = reader.t("Undone. You can choose again.")
    return message(said, [section(said)])


def you_are_here(reader: Reader) -> dict[str, Any]:
    said = reader.t("Good to have you here.")
    return message(said, [section(said)])


def note_for_facilitator(reader: Reader) -> dict[str, Any]:
    """Somebody pressed Open question please (voice.md 23)."""
    return message(reader.t("A note for you."), [section(reader.t("Someone would welcome an open question."))])


def two_minutes(reader: Reader) -> dict[str, Any]:
    return message(reader.t("2 minutes left."))


def time_is_up(reader: Reader) -> dict[str, Any]:
    return message(reader.t("Time."))
