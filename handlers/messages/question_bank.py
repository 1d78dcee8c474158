"""The words of the open questions, by their number in sets/question_bank.py. Source: practice.md section 5."""

from handlers.words import Reader


def question_words(reader: Reader, number: int) -> str:
    """One question of the bank. Raises KeyError for a number that is not in it."""
    return {**_of_slots(reader), **_of_rounds(reader)}[number]


def _of_slots(reader: Reader) -> dict[int, str]:
    return {
        1: reader.t("What is happening now, and what would you like to be different?"),
        2: reader.t("Which part is yours to change?"),
        3: reader.t("What have you tried, and what did you notice?"),
        4: reader.t("What makes this matter now?"),
        5: reader.t("How does this sit with you today?"),
        6: reader.t("Which part takes most energy?"),
        7: reader.t("What are you hoping for?"),
        8: reader.t("What would help you feel steadier?"),
        9: reader.t("What are you taking as given?"),
        10: reader.t("What do you know, and what are you guessing?"),
        11: reader.t("How might someone else describe it?"),
        12: reader.t("What if the opposite were true?"),
        13: reader.t("What else could you do, even if it seems unlikely?"),
        14: reader.t("What has helped in a similar spot?"),
        15: reader.t("What might happen if nothing changes?"),
        16: reader.t("What would you try if it were safe to get it wrong?"),
        17: reader.t("What small step could you take before we meet?"),
        18: reader.t("How will you know it helped?"),
        19: reader.t("What could get in the way?"),
        20: reader.t("Who could back you up?"),
        21: reader.t("How ready are you, from 0 to 10, and what would add one?"),
        22: reader.t("What can you see now that you could not before?"),
        23: reader.t("What new title would you give this issue?"),
        24: reader.t("What does it show you about how you work?"),
        25: reader.t("Where else could you use this?"),
    }


def _of_rounds(reader: Reader) -> dict[int, str]:
    return {
        26: reader.t("What did you do, and what happened?"),
        27: reader.t("What differed from what you expected?"),
        28: reader.t("What does that tell you?"),
        29: reader.t("What did you learn about yourself?"),
        30: reader.t("Who noticed a difference?"),
        31: reader.t("What will you keep, change or stop?"),
        32: reader.t("Is the issue settled, moving or open?"),
        33: reader.t("What help would you like next?"),
        34: reader.t("What will you test, and what do you expect?"),
        35: reader.t("What is the smallest safe test?"),
        36: reader.t("What happened when you tried it?"),
        37: reader.t("How did that compare?"),
        38: reader.t("Will you adopt, adapt or stop?"),
        39: reader.t("When did our questions help most?"),
        40: reader.t("When did we slip into advice?"),
        41: reader.t("How evenly did we share time?"),
        42: reader.t("What shall we do differently?"),
        43: reader.t("One word as you leave?"),
        44: reader.t("What will you remember?"),
        45: reader.t("What has given you a lift lately?"),
    }
