"""Who reads what somebody writes (voice.md): one sentence each, true with a coach in post and without.

privacy.md section 2: a coach reads the names of actions and issues, the ground rules, dates and attendance; what
members share with each other beside that, a coach does not see.
"""

from handlers.messages.parts import escape
from handlers.words import Reader


def set_and_coach(reader: Reader, set_name: str) -> str:
    """Under a box whose words the coach in post reads too."""
    return reader.t("I show this only to people in {set}, and to its coach if it has one.", set=escape(set_name))


def set_and_coach_named(reader: Reader, set_name: str) -> str:
    """The same, where the author's name stands with the words."""
    return reader.t(
        "I show this, with your name, only to people in {set}, and to its coach if it has one.", set=escape(set_name)
    )


def members(reader: Reader, set_name: str) -> str:
    """Under a box whose words are the members' alone."""
    return reader.t("I show this only to the members of {set}. A coach does not see it.", set=escape(set_name))


def action(reader: Reader, set_name: str) -> str:
    """Who reads an action's few words and its date."""
    return reader.t(
        "People in {set}, and its coach if it has one, can see the action and its date.", set=escape(set_name)
    )
