"""What features put on the Home tab and into the /als menu: each its own part, composed in a fixed order."""

from dataclasses import dataclass
from enum import IntEnum, auto
from uuid import UUID

from handlers.messages.parts import Block, Button


class Place(IntEnum):
    """Where a part stands, from the top down. Buttons of the Home tab stand in one row, in this order too."""

    INVITED = auto()
    NEXT = auto()
    """The person's own next things, each a section; the composition introduces them."""
    ACTIONS = auto()
    SESSIONS = auto()
    UPDATES = auto()
    REFLECTIONS = auto()
    SETS = auto()
    COORDINATED = auto()
    AWAY = auto()
    SETTINGS = auto()
    DATA = auto()


@dataclass(frozen=True)
class AboutSet:
    """What a feature adds to the line of one set: whole sentences, escaped, with no words of the set; and buttons."""

    set_id: UUID
    words: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class HomePart:
    """A feature's part of the Home tab.

    blocks   stand at `place`; none: only the buttons do
    buttons  join the one row at the end; each action_id once
    sets     more about sets the person is in, or looks after
    """

    place: Place
    blocks: tuple[Block, ...] = ()
    buttons: tuple[Button, ...] = ()
    sets: tuple[AboutSet, ...] = ()


@dataclass(frozen=True)
class MenuPart:
    """A feature's part of the menu: a line that says what it is for, its buttons, and what can be typed instead.

    typed  one short line a command, such as "/als action: commit to an action"
    """

    place: Place
    words: str = ""
    buttons: tuple[Button, ...] = ()
    typed: tuple[str, ...] = ()


class SessionPlace(IntEnum):
    """Where a button stands in the /als-session menu, from the first."""

    BEGIN = auto()
    PLAN = auto()
    BID = auto()
    SWAP = auto()
    BOOK = auto()
    CANNOT_COME = auto()
    MORE = auto()


@dataclass(frozen=True)
class SessionPart:
    """One button of the /als-session menu."""

    place: SessionPlace
    button: Button
