"""How an action turned out, and what came of a small test: the words for each choice."""

from handlers.messages.parts import cut, escape
from handlers.words import Reader
from sets.notes import Act
from sets.outcomes import Outcome, TurnedOut


def choices(reader: Reader) -> dict[TurnedOut, str]:
    """What can be chosen, in this order."""
    return {
        TurnedOut.AS_HOPED: reader.t("As I hoped"),
        TurnedOut.NOT_AS_HOPED: reader.t("Not as I hoped"),
        TurnedOut.UNEXPECTED: reader.t("Something I did not expect"),
    }


def acts(reader: Reader) -> dict[Act, str]:
    """What can be done after a small test."""
    return {
        Act.ADOPT: reader.t("Adopt it: I will go on like this"),
        Act.ADAPT: reader.t("Adapt it: I will change it a little"),
        Act.ABANDON: reader.t("Stop it: I will try something else"),
    }


def about_mine(reader: Reader, outcome: Outcome) -> str:
    """The holder's own entry."""
    said = {
        TurnedOut.AS_HOPED: reader.t("You said: it turned out as you hoped."),
        TurnedOut.NOT_AS_HOPED: reader.t("You said: it did not turn out as you hoped."),
        TurnedOut.UNEXPECTED: reader.t("You said: something came of it that you did not expect."),
    }
    return said[outcome.turned_out]


def about_theirs(reader: Reader, outcome: Outcome) -> str:
    """The same, where they shared it with their set."""
    name = escape(outcome.name)
    if outcome.label is None:
        return _from_before(reader, outcome.turned_out, name)
    label = escape(cut(outcome.label.reveal(), 600))
    if outcome.turned_out is TurnedOut.AS_HOPED:
        return reader.t('*{name}*: "{label}" turned out as hoped.', name=name, label=label)
    if outcome.turned_out is TurnedOut.NOT_AS_HOPED:
        return reader.t('*{name}*: "{label}" did not turn out as hoped.', name=name, label=label)
    return reader.t('*{name}*: something came of "{label}" that nobody expected.', name=name, label=label)


def _from_before(reader: Reader, turned_out: TurnedOut, name: str) -> str:
    """The same for who joined when the action was closed already: they do not read its label."""
    said = {
        TurnedOut.AS_HOPED: reader.t("*{name}*: an action from before you joined turned out as hoped.", name=name),
        TurnedOut.NOT_AS_HOPED: reader.t(
            "*{name}*: an action from before you joined did not turn out as hoped.", name=name
        ),
        TurnedOut.UNEXPECTED: reader.t(
            "*{name}*: something came of an action from before you joined that nobody expected.", name=name
        ),
    }
    return said[turned_out]


def after_test(reader: Reader, act: str) -> str:
    """What the holder decided after a small test."""
    said = {
        Act.ADOPT.value: reader.t("You decided to adopt it."),
        Act.ADAPT.value: reader.t("You decided to adapt it."),
        Act.ABANDON.value: reader.t("You decided to stop it."),
    }
    return said.get(act, "")
