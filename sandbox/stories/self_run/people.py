"""Who is in the story, how they answer, and when they look at Slack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sandbox.errors import CannotDo
from sandbox.people import Person
from sandbox.records import Channel
from sandbox.story import Stage
from sandbox.temperaments import LATE, PROMPT, SILENT, STUCK, WELCOME, Temperament
from sandbox.waking import DAYS, NIGHTS, Waking

COORDINATOR = "Priya"
ROLES = {
    "Priya": "coordinator, in no set",
    "Hanna": "coach, a guest, for the first time",
    "Amina": "member, answers at once",
    "Ben": "member, reads and answers nothing",
    "Chloe": "member, a guest without commands",
    "Dev": "member, in New York, and late",
    "Esi": "member, works nights",
    "Femi": "member, away for two weeks",
}
AWAY_FIRST, AWAY_LAST = date(2026, 9, 19), date(2026, 10, 4)
AWAY = Waking(DAYS.opens, DAYS.closes, away=((AWAY_FIRST, AWAY_LAST),))


@dataclass(frozen=True)
class People:
    """Priya coordinates and is in no set; Hanna coaches for the first time; the others are the set."""

    priya: Person
    hanna: Person
    amina: Person  # answers at once
    ben: Person  # joins, reads everything and answers nothing
    chloe: Person  # a guest without commands; gets stuck
    dev: Person  # in New York, and late
    esi: Person  # works nights
    femi: Person  # away for two weeks

    @property
    def members(self) -> Sequence[Person]:
        """The six, as they stand in the coordinator's list."""
        return (self.amina, self.ben, self.chloe, self.dev, self.esi, self.femi)


def cast(stage: Stage) -> People:
    """Everybody comes into the workspace."""
    return People(
        priya=stage.slack.people[COORDINATOR],
        hanna=stage.cast("Hanna", "Hanna", is_restricted=True),
        amina=stage.cast("Amina", "Amina"),
        ben=stage.cast("Ben", "Ben"),
        chloe=stage.cast("Chloe", "Chloe", is_restricted=True, no_commands=True),
        dev=stage.cast("Dev", "Dev", tz="America/New_York"),
        esi=stage.cast("Esi", "Esi"),
        femi=stage.cast("Femi", "Femi"),
    )


# What they put into a window, by the beginning of a field's label.
BALLOTS = {
    "What did we do most": "Some questions, some advice",
    "How did we share the time": "Evenly",
    "One thing that went well": "Let people think",
    "One thing to try": "Listen a little longer",
    "We notice": "Partly",
    "Silence": "Yes",
    "We keep": "Yes",
    "We come back": "Yes",
    "We can disagree": "Partly",
    "Three or more": "Yes",
    "Someone looks": "Yes",
    "Shall we run": "Yes, let us run it ourselves",
}


BALLOT_BUTTONS = ("How did we work?", "Are we ready?", "Give my answer", "Tell")


def _open(temperament: Temperament, answer: str, question: str) -> Temperament:
    """Somebody who also answers the set's questions, asks a stuck colleague one, and reads what others share."""
    wants = (*temperament.wants, *BALLOT_BUTTONS, "Answer", "Read and ask", "Read it", "Thanks")
    mine = {"Your answer": answer, "Who sees it?": "My set, with my name", "Your question": question}
    return temperament.but(wants=wants, writes={**BALLOTS, **mine})


def live(stage: Stage, people: People) -> None:
    """From now on they answer by themselves. Ben joins like the others, and then falls silent (`fall_silent`)."""
    asking = {"What would you like questions about?": "How to begin a talk that I have put off for weeks."}
    stuck = STUCK.but(
        wants=(*STUCK.wants[:-1], "Ask my set", *BALLOT_BUTTONS, "Read privately"), writes={**BALLOTS, **asking}
    )
    ways = (
        (people.hanna, PROMPT.but(wants=WELCOME), DAYS),
        (people.amina, _open(PROMPT, "It keeps coming back when I am tired.", "What are you taking as given?"), DAYS),
        (people.ben, PROMPT, DAYS),
        (people.chloe, stuck, DAYS),
        (
            people.dev,
            _open(LATE, "Saying no without explaining it.", "What would you try if it were safe to get it wrong?"),
            DAYS,
        ),
        (people.esi, _open(PROMPT, "The hour after midnight.", "Who could back you up?"), NIGHTS),
        (people.femi, _open(PROMPT, "Waiting for others to decide.", "What might happen if nothing changes?"), AWAY),
    )
    for seed, (person, temperament, waking) in enumerate(ways):
        stage.let_live(person, temperament, waking, seed=seed)


def try_the_buddy(stage: Stage, person: Person) -> None:
    """From now on, when they are stuck, they ask their buddy."""
    resident = stage.residents[person.name]
    resident.temperament = resident.temperament.but(wants=("Ask my buddy", *resident.temperament.wants))


def fall_silent(stage: Stage, person: Person) -> None:
    """They go on reading, and answer nothing more."""
    stage.residents[person.name].temperament = SILENT


def channel_of(stage: Stage, person: Person) -> Channel:
    """The set's channel, as this person has it on their screen. Raises CannotDo."""
    found = [each.id for each in person.sees().channels]
    if not found:
        raise CannotDo(f"{person.name} is in no channel")
    return stage.slack.ws.channels[found[0]]
