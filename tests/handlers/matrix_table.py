"""Who may do what with each listener, typed by hand from privacy.md section 2: deny unless it says otherwise.

One letter a role, in the order of ROLES. The thing pressed on is Amina's (or the joiner's invitation, or the set):

S  works, and shows its content (matrix_world.SHOWN)       o  works, and shows the presser's own things only
z  the presser is told that they are in no set             .  acknowledged; nothing is shown
N  refused: not your set       F  refused: you have left it       C  refused: not a coordinator
G  refused: no longer here
"""

from handlers.ids import Command, Form, Press

ROLES = ("holder", "member", "other", "former", "joiner", "coordinator", "stranger", "deactivated")
STATES = ("setting_up", "running", "closed")
REFUSED = {"N": "not_your_set", "F": "former_member", "C": "not_coordinator", "G": "gone"}

HOLDER = "SNNNNNNN"  # journal, detail, notes, progress: R of their author alone
JOINER = "NNNNSNNN"  # an invitation is for the person it was written to
COORDINATOR = "CCCCCSCC"
EVERYONE = "oooooooo"
KNOWN = "ooooooNo"
QUIET = "........"

# listener -> its row while the set is running; then the rows that differ in another state.
TABLE: dict[tuple[str, str], str] = {
    ("event", "user_change"): QUIET,
    ("action", Press.SETTINGS): EVERYONE,
    ("view", Form.SETTINGS): EVERYONE,
    ("action", Press.SET_NEW): COORDINATOR,
    ("view", Form.SET_NEW): COORDINATOR,
    ("action", Press.SET_RETRY): COORDINATOR,
    ("action", Press.SET_TAKE_OFF): COORDINATOR,
    ("event", "group_archive"): QUIET,
    ("event", "group_deleted"): QUIET,
    ("event", "group_left"): QUIET,
    ("event", "channel_id_changed"): QUIET,
    ("event", "group_rename"): QUIET,
    ("event", "group_unarchive"): QUIET,
    ("event", "app_uninstalled"): QUIET,
    ("event", "tokens_revoked"): QUIET,
    ("action", Press.JOIN_NEXT): JOINER,
    ("action", Press.JOIN_BACK): JOINER,
    ("action", Press.JOIN_LOOK): JOINER,
    ("action", Press.JOIN_YES): JOINER,
    ("action", Press.JOIN_NOT_NOW): JOINER,
    ("action", Press.JOIN_UNDO): JOINER,
    ("action", Press.JOIN_CHOICES): EVERYONE,
    ("action", Press.JOIN_ASK): JOINER,
    ("view", Form.JOIN_QUESTION): JOINER,
    ("event", "member_joined_channel"): QUIET,
    ("event", "member_left_channel"): QUIET,
    ("action", Press.ACTION_NEW): "ooozzzNz",
    ("action", Press.ACTION_LIST): "SoooooNo",
    ("action", Press.ACTION_OPEN): HOLDER,
    ("action", Press.ACTION_CHANGE): HOLDER,
    ("action", Press.ACTION_STOP): HOLDER,
    ("action", Press.ACTION_UNDO): HOLDER,
    ("view", Form.ACTION): "SSNNNNNN",  # a new action of one's own, in Amina's set
    ("view", Form.ACTION_DATE): HOLDER,
    ("view", Form.ACTION_CHANGE): HOLDER,
    ("action", Press.CHECKIN_DONE): HOLDER,
    ("action", Press.CHECKIN_STILL): HOLDER,
    ("action", Press.CHECKIN_KEEP): HOLDER,
    ("action", Press.CHECKIN_STUCK): HOLDER,
    ("action", Press.CHECKIN_TOMORROW): HOLDER,
    ("action", Press.CHECKIN_NEXT_WEEK): HOLDER,
    ("action", Press.CHECKIN_STOP): HOLDER,
    ("action", Press.CHECKIN_NOT_NOW): HOLDER,
    ("action", Press.CHECKIN_UNDO): HOLDER,
    ("action", Press.CHECKIN_CHANGE): HOLDER,
    ("action", Press.CHECKIN_SMALLER): HOLDER,
    ("action", Press.CHECKIN_OPEN): HOLDER,
    ("action", Press.STUCK_SMALLER): HOLDER,
    ("action", Press.STUCK_KEEP): HOLDER,
    ("action", Press.CHECKIN_NOT_UNTIL): KNOWN,
    ("action", Press.CHECKIN_LIFT): HOLDER,
    ("view", Form.CHECKIN_NOTE): HOLDER,
    ("view", Form.REPLY_FORM): HOLDER,
    ("view", Form.CHECKIN_NOT_UNTIL): KNOWN,
    ("event", "message"): QUIET,
    ("action", Press.REPLY_CHOOSE): "SGGGGGGG",
    ("action", Press.REPLY_NONE): HOLDER,
    ("action", Press.REPLY_OTHER): HOLDER,
    ("action", Press.REPLY_UNDO): HOLDER,
    ("action", Press.REPLY_UNDERSTOOD): HOLDER,
    ("action", Press.REPLY_OPEN): HOLDER,
    ("action", Press.REPLY_FORM): HOLDER,
    ("event", "app_home_opened"): "Sooooooo",
    ("command", Command.ALS): EVERYONE,
    ("action", Press.NOTHING): QUIET,
}

# A closed set takes nobody in and nothing new; what its members wrote they can still read and take off their list.
_JOINER_LATE = "NNNNGNNN"
CLOSED: dict[tuple[str, str], str] = {
    ("action", Press.SET_RETRY): "CCCCCGCC",
    ("action", Press.SET_TAKE_OFF): "CCCCCGCC",
    ("action", Press.JOIN_NEXT): _JOINER_LATE,
    ("action", Press.JOIN_BACK): _JOINER_LATE,
    ("action", Press.JOIN_LOOK): _JOINER_LATE,
    ("action", Press.JOIN_YES): _JOINER_LATE,
    ("action", Press.JOIN_NOT_NOW): _JOINER_LATE,
    ("action", Press.JOIN_UNDO): _JOINER_LATE,
    ("action", Press.JOIN_ASK): _JOINER_LATE,
    ("view", Form.JOIN_QUESTION): _JOINER_LATE,
    ("action", Press.ACTION_NEW): "zzozzzNz",
    ("view", Form.ACTION): "NNNNNNNN",
}

# Those who have left, and closed accounts, with things of their own from before: they read them ("own RD"), and change
# nothing. In every state of the set.
LEFT: dict[tuple[str, str], str] = {
    ("action", Press.ACTION_OPEN): "S",
    ("action", Press.ACTION_CHANGE): "S",  # their own words, in a form that cannot be saved
    ("action", Press.ACTION_STOP): "F",
    ("action", Press.ACTION_UNDO): "F",
    ("view", Form.ACTION_DATE): "F",
    ("view", Form.ACTION_CHANGE): "F",
    ("action", Press.CHECKIN_DONE): "F",
    ("action", Press.CHECKIN_STILL): "F",
    ("action", Press.CHECKIN_KEEP): "F",
    ("action", Press.CHECKIN_STUCK): "F",
    ("action", Press.CHECKIN_TOMORROW): "F",
    ("action", Press.CHECKIN_NEXT_WEEK): "F",
    ("action", Press.CHECKIN_STOP): "F",
    ("action", Press.CHECKIN_NOT_NOW): "F",
    ("action", Press.CHECKIN_UNDO): "F",
    ("action", Press.CHECKIN_CHANGE): "S",
    ("action", Press.CHECKIN_SMALLER): "S",
    ("action", Press.CHECKIN_OPEN): "S",
    ("action", Press.STUCK_SMALLER): "S",
    ("action", Press.STUCK_KEEP): "S",
    ("action", Press.CHECKIN_LIFT): "S",
    ("view", Form.CHECKIN_NOTE): "F",
    ("view", Form.REPLY_FORM): "F",
    ("action", Press.REPLY_CHOOSE): "F",
    ("action", Press.REPLY_NONE): "S",
    ("action", Press.REPLY_OTHER): "F",
    ("action", Press.REPLY_UNDO): "F",
    ("action", Press.REPLY_UNDERSTOOD): "S",
    ("action", Press.REPLY_OPEN): "S",
    ("action", Press.REPLY_FORM): "S",
}


def row(listener: tuple[str, str], state: str) -> str:
    """The letters of a listener in one state of the set."""
    return CLOSED.get(listener, TABLE[listener]) if state == "closed" else TABLE[listener]
