"""The questions and answers of secret ballots in words, by the codes of sets/ballot_kinds.py.

Sources: practice.md section 4 (readiness), section 5 (process) and section 7 (facilitator competencies).
"""

from handlers.messages.parts import cut, escape, plain_words
from handlers.words import Reader
from sets.ballot_kinds import FEWEST, Choice

NAME_SHOWN = 12  # of a name on a button or in a title


def title(reader: Reader, kind: str, name: str = "") -> str:
    """What a round is called: the title of its window. `name`: of the one person it is about."""
    titles = {
        "process_review": reader.t("How we worked"),
        "readiness": reader.t("Are we ready?"),
        "handover": reader.t("Run ourselves?"),
        "feedback": reader.t("A word for {name}", name=plain_words(cut(name, NAME_SHOWN)))
        if name
        else reader.t("A word for you"),
    }
    return titles[kind]


def closed(reader: Reader, kind: str) -> str:
    """The notice that a round has closed and can be read."""
    notices = {
        "process_review": reader.t("How did we work? The answers are ready to read."),
        "readiness": reader.t("Are we ready to run ourselves? The answers are ready to read."),
        "feedback": reader.t("Your set has a word for you about how you guided. Only you can open it."),
    }
    return notices[kind]


def closed_with_too_few(reader: Reader, kind: str, name: str) -> str:
    """The same notice to all when there is nothing to read."""
    notices = {
        "process_review": reader.t(
            "How did we work? Fewer than {n} people answered this time, so I show nothing, and I kept nothing. You can "
            "also talk about it when you meet.",
            n=FEWEST,
        ),
        "readiness": reader.t(
            "Are we ready to run ourselves? Fewer than {n} people answered this time, so I show nothing, and I kept "
            "nothing. You can also talk about it when you meet.",
            n=FEWEST,
        ),
        "feedback": reader.t(
            "A word for {name}: fewer than {n} people wrote this time, so I show it to nobody, and I kept nothing. "
            "You can also thank {name} yourselves.",
            n=FEWEST,
            name=escape(name),
        ),
    }
    return notices[kind]


def question_label(reader: Reader, kind: str, name: str) -> str:
    """One question."""
    if kind == "readiness":
        return readiness(reader)[name]
    labels = {
        "questions": reader.t("What did we do most, ask or advise?"),
        "time": reader.t("How did we share the time?"),
        "strength": reader.t("One thing that went well"),
        "next_time": reader.t("One thing to try next time"),
        "decision": reader.t("Shall we run ourselves from now on?"),
    }
    return labels[name]


def line_label(reader: Reader, name: str) -> str:
    """A question that is answered in words."""
    labels = {
        "wish": reader.t("What shall we do differently?"),
        "strength_line": reader.t("What went well, in your words"),
        "next_time_line": reader.t("Next time, in your words"),
    }
    return labels[name]


def option_label(reader: Reader, kind: str, question: Choice, code: str) -> str:
    """One answer."""
    if kind == "feedback":
        return next_times(reader)[code] if question.name == "next_time" else competencies(reader)[code]
    if kind == "handover":
        return decisions(reader)[code]
    labels = {
        "mostly_questions": reader.t("Mostly open questions"),
        "half": reader.t("Some questions, some advice"),
        "mostly_advice": reader.t("Mostly advice"),
        "even": reader.t("Evenly"),
        "nearly": reader.t("Nearly evenly"),
        "uneven": reader.t("Not evenly"),
        "yes": reader.t("Yes"),
        "partly": reader.t("Partly"),
        "not_yet": reader.t("Not yet"),
    }
    return labels[code]


def readiness(reader: Reader) -> dict[str, str]:
    """Seven statements, rated by each member for the set's own eyes."""
    return {
        "advice": reader.t("We notice when we slip into advice"),
        "silence": reader.t("Silence is comfortable"),
        "time": reader.t("We keep to time"),
        "actions": reader.t("We come back to our actions"),
        "disagreement": reader.t("We can disagree and go on"),
        "facilitators": reader.t("Three or more of us will facilitate"),
        "host": reader.t("Someone looks after date and place"),
    }


def competencies(reader: Reader) -> dict[str, str]:
    """What a facilitator does."""
    return {
        "agreements": reader.t("Kept to what we agreed"),
        "safe": reader.t("Made it safe to speak"),
        "present": reader.t("Was there for us"),
        "listened": reader.t("Listened"),
        "thinking": reader.t("Let people think"),
        "action": reader.t("Helped a next step take shape"),
        "non_directive": reader.t("Held back from advice"),
        "ethical": reader.t("Was fair and careful"),
    }


def next_times(reader: Reader) -> dict[str, str]:
    """The same, each as something that somebody could try: an offer, and no mark."""
    return {
        "agreements": reader.t("Bring us back to what we agreed"),
        "safe": reader.t("Make more room for quiet voices"),
        "present": reader.t("Slow down and stay with us"),
        "listened": reader.t("Listen a little longer"),
        "thinking": reader.t("Leave more silence to think"),
        "action": reader.t("Help us find a small next step"),
        "non_directive": reader.t("Offer a question in place of advice"),
        "ethical": reader.t("Ask us what feels fair and careful"),
    }


def decisions(reader: Reader) -> dict[str, str]:
    """What a member may say to running themselves."""
    return {
        "yes": reader.t("Yes, let us run it ourselves"),
        "not_yet": reader.t("Not yet"),
        "either": reader.t("I am happy either way"),
    }
