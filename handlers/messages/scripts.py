"""What each stage is called, and what who facilitates could say. Source: practice.md sections 2 and 4."""

from handlers.messages.parts import escape
from handlers.words import Reader
from sets.sessions import StageRow
from sets.slot_guide import Step, guide
from sets.slots import Talk
from sets.stages import Kind, Planned


def title(reader: Reader, stage: StageRow | Planned, issues: int) -> str:
    """The name of a stage at the start of a line. `issues`: how many issue slots the session has."""
    if stage.kind == Kind.ISSUE:
        return reader.t("Issue {number} of {issues}", number=stage.number, issues=issues)
    return {
        Kind.OPEN: reader.t("Open"),
        Kind.OPENING_ROUND: reader.t("Opening round"),
        Kind.PROGRESS_ROUND: reader.t("Progress round"),
        Kind.BIDS: reader.t("Asking for time"),
        Kind.COMMON: reader.t("A theme we share"),
        Kind.BREAK: reader.t("Break"),
        Kind.LUNCH: reader.t("Lunch"),
        Kind.PROCESS_REVIEW: reader.t("How we worked together"),
        Kind.CLOSING_ROUND: reader.t("Closing round"),
        Kind.WELCOME: reader.t("Welcome"),
        Kind.HOW_IT_WORKS: reader.t("How action learning works"),
        Kind.GROUND_RULES: reader.t("Ground rules"),
        Kind.HOPES: reader.t("Hopes and first actions"),
    }[Kind(stage.kind)]


def next_is(reader: Reader, stage: StageRow | None, issues: int) -> str:
    """What comes after, in a sentence."""
    if stage is None:
        return reader.t("This is the last stage.")
    if stage.kind == Kind.ISSUE:
        return reader.t("Next: issue {number} of {issues}.", number=stage.number, issues=issues)
    return {
        Kind.OPEN: reader.t("Next: open."),
        Kind.OPENING_ROUND: reader.t("Next: opening round."),
        Kind.PROGRESS_ROUND: reader.t("Next: progress round."),
        Kind.BIDS: reader.t("Next: asking for time."),
        Kind.COMMON: reader.t("Next: a theme we share."),
        Kind.BREAK: reader.t("Next: a break."),
        Kind.LUNCH: reader.t("Next: lunch."),
        Kind.PROCESS_REVIEW: reader.t("Next: how we worked together."),
        Kind.CLOSING_ROUND: reader.t("Next: closing round."),
        Kind.WELCOME: reader.t("Next: welcome."),
        Kind.HOW_IT_WORKS: reader.t("Next: how action learning works."),
        Kind.GROUND_RULES: reader.t("Next: ground rules."),
        Kind.HOPES: reader.t("Next: hopes and first actions."),
    }[Kind(stage.kind)]


def for_all(reader: Reader, kind: Kind) -> str:
    """What everybody may know of a stage: one or two sentences for the board."""
    return {
        Kind.OPEN: reader.t("What is said here stays here. Anyone may pass."),
        Kind.OPENING_ROUND: reader.t("One at a time. Anyone may pass."),
        Kind.PROGRESS_ROUND: reader.t("Say what you tried, and what you learned. Anyone may pass."),
        Kind.BIDS: reader.t("Who would like time today? One line each. We decide."),
        Kind.ISSUE: reader.t("Ask one question at a time. Silence is fine."),
        Kind.COMMON: reader.t("One person starts. The others add to it."),
        Kind.BREAK: reader.t("Time to stretch."),
        Kind.LUNCH: reader.t("Enjoy your meal."),
        Kind.PROCESS_REVIEW: reader.t("Talk about how we worked, not what was said."),
        Kind.CLOSING_ROUND: reader.t("A word each as we leave. Anyone may pass."),
        Kind.WELCOME: reader.t("What is said here stays here. Anyone may pass."),
        Kind.HOW_IT_WORKS: reader.t("We help each other think, by asking open questions."),
        Kind.GROUND_RULES: reader.t("What do we need from each other?"),
        Kind.HOPES: reader.t("What do you hope for? What is one small first step?"),
    }[kind]


def lines(reader: Reader, kind: Kind) -> list[str]:
    """What who facilitates could say or do, a few short lines."""
    return {
        Kind.OPEN: [
            reader.t("“Welcome. What is said here stays here. Anyone may pass at any time.”"),
            reader.t("“What do we need from each other today?”"),
            reader.t("You do not need answers. You look after time and questions."),
        ],
        Kind.OPENING_ROUND: [
            reader.t("“What are you bringing in with you? You can pass.”"),
            reader.t("Go round once. Nobody replies. You can start."),
        ],
        Kind.PROGRESS_ROUND: [
            reader.t("“What did you try? What happened? What did you learn?”"),
            reader.t("Press Actions. The owner speaks first, then you mark what they say."),
        ],
        Kind.BIDS: [
            reader.t("“In one line, what would you use time for?”"),
            reader.t("Press Who presents. I suggest an order. The set decides."),
        ],
        Kind.COMMON: [
            reader.t("“Who would like to start? Then others add to it.”"),
            reader.t("Open questions help here too."),
        ],
        Kind.BREAK: [reader.t("Say when you start again. Press Next stage when people are back.")],
        Kind.LUNCH: [reader.t("Say when you start again. Press Next stage when people are back.")],
        Kind.PROCESS_REVIEW: [
            reader.t("“How did we work together?”"),
            reader.t("“When did our questions help most? When did we slip into advice?”"),
        ],
        Kind.CLOSING_ROUND: [
            reader.t("Agree the next date, and who will facilitate and be host."),
            reader.t("“One word as you leave? You can pass.” Then press Close session."),
        ],
        Kind.WELCOME: [
            reader.t("“Welcome. Please say your name, and what brought you here. You can pass.”"),
            reader.t("“What is said here stays here.”"),
        ],
        Kind.HOW_IT_WORKS: [
            reader.t("One person brings a real problem. The others ask open questions."),
            reader.t("An open question helps someone think. It hides no advice."),
            reader.t("Each person chooses their own action. We ask about it next time."),
        ],
        Kind.GROUND_RULES: [
            reader.t("“What do we need from each other?”"),
            reader.t("Read the rules in the channel together. Change what does not fit."),
        ],
        Kind.HOPES: [
            reader.t("“What do you hope for? What is one small step before we meet again?”"),
            reader.t("Each person can write their step with New action."),
        ],
    }.get(kind, [])


def slot_lines(reader: Reader, name: str, talk: str) -> list[str]:
    """How an issue slot begins. `talk`: what the presenter asked for, "" before they were asked."""
    asked = {
        Talk.QUESTIONS.value: reader.t("They would like questions only."),
        Talk.IDEAS.value: reader.t("They would like questions first, then ideas."),
    }.get(talk, reader.t("Ask first: “Questions only, or ideas too?” Then press The issue."))
    return [
        reader.t("{name} presents.", name=escape(name)),
        asked,
        reader.t("Questions before statements. One at a time. They may leave a question open."),
    ]


def guide_words(reader: Reader, minutes: int) -> str:
    """The steps of a slot with suggested minutes, a line each."""
    said = {
        Step.PRESENT: reader.t("They tell it. Nobody breaks in."),
        Step.CLARIFY: reader.t("Questions about the facts."),
        Step.QUESTIONS: reader.t("Open questions."),
        Step.THINK_ALOUD: reader.t("They think aloud. The set is silent."),
        Step.WHAT_NEXT: reader.t("They say what next."),
        Step.LEARNING: reader.t("What each of us learned."),
    }
    shares = guide(minutes)
    return "\n".join(
        reader.t("*{minutes} min*  {step}", minutes=share, step=said[step]) for step, share in shares.items()
    )


PROMPTS = 7


def prompt_title(reader: Reader, number: int) -> str:
    """What a private prompt is for, as a choice."""
    return [
        reader.t("We drift into advice"),
        reader.t("Someone is quiet"),
        reader.t("One voice fills the room"),
        reader.t("It gets heavy"),
        reader.t("Someone wants to rescue"),
        reader.t("We talk, and no step comes"),
        reader.t("We talk about people who are not here"),
    ][number]


def prompt(reader: Reader, number: int, contacts: str) -> str:
    """The words of a private prompt, for who facilitates alone (voice.md 23)."""
    return [
        reader.t("You could say: “Could that be a question?”"),
        reader.t("You could say: “Shall we hear from those who have not spoken? Anyone may pass.”"),
        reader.t("You could ask each person in turn. Anyone may pass."),
        reader.t(
            "You could say: “Let us stop for a minute. What do we need?” If somebody needs more than the set can give, "
            "they can speak to {contacts}.",
            contacts=escape(contacts),
        ),
        reader.t("You could say: “Let us leave this with them. What would you like from us now?”"),
        reader.t("You could ask: “What is one small step, or one thing you learned?”"),
        reader.t(
            "You could say: “Let us come back to us. Which part of this is yours to change?” If it is about someone in "
            "the set: “Would you like to raise it with all of us here?”"
        ),
    ][number]
