"""What a facilitator could say in each stage, in a practice run (practice.md sections 2 and 5)."""

from handlers.words import Reader
from sets.slot_guide import Step, guide
from sets.stages import Kind, Planned


def say(reader: Reader, stage: Planned) -> list[str]:
    """What to do and what to say, a sentence or two a line."""
    if stage.kind is Kind.ISSUE:
        return _slot(reader, stage.minutes)
    said = {
        Kind.OPEN: [
            reader.t("Read out the ground rules."),
            reader.t("You could say: “What do we need from each other today?”"),
        ],
        Kind.OPENING_ROUND: [
            reader.t("Go round once. Everyone may pass."),
            reader.t("You could say: “What are you bringing in with you? You can pass.”"),
        ],
        Kind.PROGRESS_ROUND: [
            reader.t("Each person speaks first about their own action."),
            reader.t("You could say: “What did you try, what happened, what did you learn?”"),
        ],
        Kind.BIDS: [
            reader.t("Ask who would like time. The set decides, not you."),
            reader.t("You could say: “In one line, what would you use time for?”"),
        ],
        Kind.COMMON: [
            reader.t("One person starts, others add."),
            reader.t("You could say: “What do we know about this, and what are we guessing?”"),
        ],
        Kind.BREAK: [reader.t("Say when you start again.")],
        Kind.LUNCH: [reader.t("Say when you start again.")],
        Kind.PROCESS_REVIEW: [
            reader.t("Talk about how you worked, not about the issues."),
            reader.t("You could say: “When did our questions help most?”"),
        ],
        Kind.CLOSING_ROUND: [
            reader.t("Agree the next date, who facilitates, and who is host."),
            reader.t("You could say: “One word as you leave? You can pass.”"),
        ],
        Kind.WELCOME: [reader.t("Everyone says who they are. You could say: “What brings you here?”")],
        Kind.HOW_IT_WORKS: [reader.t("One person brings an issue. The others help them think, with open questions.")],
        Kind.GROUND_RULES: [
            reader.t("Agree how you want to work."),
            reader.t("You could say: “What do we need, so that we can speak openly?”"),
        ],
        Kind.HOPES: [
            reader.t("Each person says what they hope for, and one small first action."),
            reader.t("You could say: “What small step could you take before we meet?”"),
        ],
    }
    return said[stage.kind]


def _slot(reader: Reader, minutes: int) -> list[str]:
    """The steps of an issue slot with their minutes."""
    shares = guide(minutes)
    return [
        reader.t("First ask the presenter: “Questions only, or ideas too?”"),
        reader.t("{n} min: the presenter talks. Nobody breaks in.", n=shares[Step.PRESENT]),
        reader.t("{n} min: questions about facts.", n=shares[Step.CLARIFY]),
        reader.t("{n} min: open questions, one at a time. Silence is fine.", n=shares[Step.QUESTIONS]),
        reader.t("{n} min: the presenter thinks aloud. The set is silent.", n=shares[Step.THINK_ALOUD]),
        reader.t("{n} min: the presenter says what they will do next.", n=shares[Step.WHAT_NEXT]),
        reader.t("{n} min: everyone says one thing they learned.", n=shares[Step.LEARNING]),
    ]
