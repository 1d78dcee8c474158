"""What every file of the matrix is made of: roles, letters, one row, one feature's room, and the world it stands in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sets.people import Person
from storage.keyring import KeyRing
from storage.unit_of_work import WorkspaceStore
from tests.handlers.checkin_kit import World, london

Json = dict[str, Any]
Listener = tuple[str, str]
Made = TypeVar("Made")

MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)  # things are made from Monday on; the check-in goes out on Friday
LATER = FRIDAY + timedelta(hours=1)  # when everybody presses

USERS = {
    "holder": "UAMINA",
    "member": "UBEN",
    "other": "UOLU",  # a member of another set
    "former": "UFAY",
    "joiner": "UJO",
    "coordinator": "UCORA",
    "stranger": "UNOBODY",
    "deactivated": "UDEE",
    "coach": "UCOACH",  # in post in the holder's set
    "past_coach": "UPAST",
}
ROLES = tuple(USERS)
HOLDERS = ("UAMINA", "UFAY", "UDEE")
STATES = ("setting_up", "running", "closed")

# S  works, and shows the presser's own content (`shown`)     R  works, and shows the holder's words to the presser
# o  works, and shows the presser's own things only (`own`)   z  the presser is told that they are in no set
# .  acknowledged; nothing is shown
SEEN = frozenset("SRo")
REFUSED = {
    "N": "not_your_set",
    "F": "former_member",
    "C": "not_coordinator",
    "G": "gone",
    "I": "own_issue",  # nobody facilitates their own issue
    "T": "not_your_turn",
    "L": "not_facilitator",
    "H": "not_holder",  # a member, or the coach, who does not hold the issue
    "O": "stale",  # overtaken
    "U": "not_for_you",
    "M": "for_members",  # a coach in post: kindly, and with no reference
}
LETTERS = SEEN | {"z", "."} | set(REFUSED)

HOLDER = "SNNNNNNNNN"  # journal, detail, notes, progress: R of their author alone
JOINER = "NNNNSNNNNN"  # an invitation is for the person it was written to
COORDINATOR = "CCCCCSCCCC"
EVERYONE = "oooooooooo"
KNOWN = "ooooooNooo"
QUIET = ".........."

WROTE = "wrote"  # in `shown`: it answers with nothing more, and leaves a row
IN_NO_SET = "You are not in a set yet."


class Shelf:
    """What features made in the world, each under a dataclass of its own."""

    def __init__(self) -> None:
        self._made: dict[type, object] = {}

    def put(self, made: object) -> None:
        assert type(made) not in self._made
        self._made[type(made)] = made

    def get(self, kind: type[Made]) -> Made:
        """Raises KeyError when no feature made such a thing."""
        found = self._made[kind]
        assert isinstance(found, kind)
        return found


class Things(Shelf):
    """What one holder has."""

    def __init__(self, user: str, person_id: UUID) -> None:
        super().__init__()
        self.user, self.person_id = user, person_id

    @property
    def name(self) -> str:
        """What their words begin with."""
        return self.user.removeprefix("U")


class Ids(Shelf):
    """The ids of a world, which its copies share. things: by the holder's Slack user id."""

    def __init__(self, workspace_id: UUID, ring: KeyRing, set_id: UUID, other_set: UUID) -> None:
        super().__init__()
        self.workspace_id, self.ring, self.set_id, self.other_set = workspace_id, ring, set_id, other_set
        self.things: dict[str, Things] = {}


@dataclass
class Town:
    """A world while it is made. people: by Slack user id, but for the stranger; sender: hands messages out."""

    store: WorkspaceStore
    ids: Ids
    people: dict[str, Person]
    sender: World


Hook = Callable[[Town], Awaitable[None]]
Value = Callable[[Ids, Things], str]
Sent = Callable[[str, Ids, Things], Json]


def no_value(_ids: Ids, _things: Things) -> str:
    """A button without a value, a window without private_metadata."""
    return ""


def no_more(_user: str, _ids: Ids, _things: Things) -> Json:
    """Slack sends what it always sends."""
    return {}


def happened(name: str, about: str, **more: object) -> Json:
    """For `sent`: an event about this person, or about the holder's channel; `more` differs from that."""
    told = {"type": name, "user": about, "channel": "CSET", "event_ts": "5.5", "ts": "5.5"}
    return {"event": told | more}


def in_message(ts: str) -> Json:
    """For `sent`: pressed in this direct message."""
    return {"container": {"type": "message", "channel_id": "D1", "message_ts": ts}, "channel": {"id": "D1"}}


@dataclass(frozen=True)
class Row:
    """Who may do what with one listener.

    letters      one a role of ROLES, while the set runs; `closed`, `setting_up`: where they differ in such a set
    left         the letter of those who have left, and of closed accounts, about their own things; "" has no such thing
    left_closed  the same in a closed set, where it differs
    also         Slack user id of someone the feature's `make` brought in -> their letter, in every state of the set
    shown        what stands in the answer when it works; `own`: for an "o", where that is not the same
    value        of the button, or private_metadata of the window
    any_row      no row that its value names is refused, because it is about the presser; say why in a comment
    may_be_bare  the button may come without a value, too
    any_value    its value may be anything at all: test_forged.py leaves it alone
    sent         keys of the whole payload (`user`, ids, things) that differ from what Slack always sends
    """

    kind: str
    name: str
    letters: str
    shown: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    closed: str = ""
    setting_up: str = ""
    left: str = ""
    left_closed: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    value: Value = no_value
    any_row: bool = False
    may_be_bare: bool = False
    any_value: bool = False
    sent: Sent = no_more

    @property
    def listener(self) -> Listener:
        return self.kind, self.name

    def in_state(self, state: str) -> str:
        """The letters in one state of the set."""
        other = {"closed": self.closed, "setting_up": self.setting_up}.get(state, "")
        return other or self.letters


def action(name: str, letters: str, **more: Any) -> Row:  # noqa: ANN401 - the fields of Row
    """A button or another element that is pressed."""
    return Row("action", name, letters, **more)


def view(name: str, letters: str, **more: Any) -> Row:  # noqa: ANN401 - the fields of Row
    """A window that is sent."""
    return Row("view", name, letters, **more)


def event(name: str, letters: str = QUIET, **more: Any) -> Row:  # noqa: ANN401 - the fields of Row
    """Something that Slack tells."""
    return Row("event", name, letters, **more)


def shortcut(name: str, letters: str, **more: Any) -> Row:  # noqa: ANN401 - the fields of Row
    """What is chosen from Slack's own menus, on a message or anywhere."""
    return Row("shortcut", name, letters, **more)


def command(name: str, letters: str, **more: Any) -> Row:  # noqa: ANN401 - the fields of Row
    """A slash command alone."""
    return Row("command", name, letters, **more)


def word(name: str, letters: str, **more: Any) -> Row:  # noqa: ANN401 - the fields of Row
    """What is typed after /als (`Feature.words`)."""
    return Row("word", name, letters, **more)


@dataclass(frozen=True)
class Room:
    """One feature's part of the matrix.

    rows           a row a listener
    fields         block_id -> the state of an input of its windows, filled in as its owner would
    make           makes what its rows are pressed on, while everyone still belongs to their set
    after_leaving  the same, when Fay has left and Dee's account is closed
    needs          names of the files whose `make` comes first
    tables         names of tables whose rows, when they carry a holder's id, nobody else may change
    own_ids        ids of a holder's things, which such a row may carry instead of the person's
    """

    rows: tuple[Row, ...]
    fields: Mapping[str, Json] = field(default_factory=dict)
    make: Hook | None = None
    after_leaving: Hook | None = None
    needs: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    own_ids: Callable[[Things], tuple[UUID, ...]] = lambda _things: ()
