"""The weeks after the canaries' first one: rules, questions, a session, a review, a reflection, a journal.

Whatever box a person can write in is written in once, and everything that shows words again is opened.
"""

from datetime import UTC, datetime, timedelta

from handlers.ids import Command, Field, Press
from sandbox.forms import places
from sandbox.people import Person
from sandbox.records import Channel
from sets.review import OPEN_FOR
from tests.whole.canary_story import Week

BOOKED, MOVED = ("2026-05-28", "13:30"), ("2026-05-29", "14:00")
CLOSED = "Session 1 is closed."
NEXT = ("2026-06-26", "13:30")
SESSION = datetime(2026, 5, 29, 13, 0, tzinfo=UTC)
MORE_OF_AMINA, MORE_OF_BEN = "LE", "LF"  # labels, which stand in their holder's direct messages by design
# What every other canary of this part is: none of them may stand in a message.
WORDS = {
    "RI": "an idea for the ground rules",
    "RW": "the ground rules",
    "CQ": "what a call for questions is about",
    "OQ": "an open question",
    "PA": "a place of a session that was moved",
    "PB": "the place it was moved to",
    "BL": "a bid",
    "BW": "why now",
    "IH": "an issue's headline",
    "IW": "its new words",
    "IO": "what helped, for oneself",
    "IL": "a line for the set about a settled issue",
    "VA": "a line in a secret ballot",
    "VB": "another",
    "VF": "a line for who guided",
    "RS": "a reflection for the set",
    "RM": "a reflection for oneself",
    "JO": "the journal",
    "SP": "a question of the set's own",
    "UW": "an update",
    "UC": "an update that was changed",
    "UQ": "a question about it",
}


class Season:
    """Amina, Ben, Chloe and Efe are in the set by now."""

    def __init__(self, week: Week) -> None:
        self.week, self.stage, self.canaries = week, week.stage, week.canaries

    async def tell(self) -> None:
        await self._rules()
        await self._updates()
        await self._dates()
        await self._stuck()
        await self._open_questions()
        await self._a_session()
        await self._an_issue()
        await self._review()
        await self._reflections()
        await self._journal()
        await self.stage.at(self.stage.now + timedelta(days=2))
        for person in self.everyone:
            await self.stage.home(person)

    @property
    def everyone(self) -> tuple[Person, ...]:
        return (self.week.amina, self.week.ben, self.week.chloe, self.week.efe)

    @property
    def channel(self) -> Channel:
        (found,) = {channel.id for channel in self.week.amina.sees().channels}
        return self.week.place.slack.ws.channels[found]

    async def _rules(self) -> None:
        """Ben suggests, Amina writes, Chloe reads."""
        week = self.week
        await self._home(week.ben, Press.RULES_READ)
        await self.stage.press(week.ben, Press.RULES_SUGGEST)
        await self.stage.fill(week.ben, {Field.RULE_IDEA: self.canaries["RI"]})
        await self.stage.close(week.ben)
        await self._home(week.amina, Press.RULES_READ)
        await self.stage.press(week.amina, Press.RULES_WRITE)
        await self.stage.fill(week.amina, {Field.RULES: self.canaries["RW"]})
        await self.stage.close(week.amina)
        await self._home(week.chloe, Press.RULES_READ)
        self._reads(week.chloe, "RW")

    async def _home(self, person: Person, press: str) -> None:
        await self.stage.close(person)
        await self.stage.home(person)
        await self.stage.press(person, press, person.sees().home)

    def _reads(self, person: Person, *names: str) -> None:
        """These canaries stand in the person's window: the story looks where words are shown."""
        said = "\n".join(person.reads(person.modal()))
        for name in names:
            assert self.canaries[name] in said, (name, said)

    async def _updates(self) -> None:
        """Ben shares, Efe asks, Ben reads what came and changes a word."""
        ben, efe = self.week.ben, self.week.efe
        await self.stage.close(ben)
        await self.stage.command(ben, Command.ALS, "update")
        lasting = {Field.UPDATE_AUDIENCE: "set", Field.UPDATE_LASTS: "set"}
        await self.stage.fill(ben, {Field.UPDATE_WORDS: self.canaries["UW"], **lasting})
        await self.stage.until_seen(efe, Press.UPDATE_READ, within=timedelta(days=1))
        await self.stage.press(efe, Press.UPDATE_READ, efe.latest(Press.UPDATE_READ))
        self._reads(efe, "UW")
        await self.stage.press(efe, Press.UPDATE_QUESTION)
        await self.stage.fill(efe, {Field.UPDATE_ANSWER: self.canaries["UQ"]})
        await self.stage.close(ben)
        await self.stage.press(ben, Press.UPDATE_READ, ben.latest(Press.UPDATE_READ))
        self._reads(ben, "UW", "UQ")
        await self.stage.press(ben, Press.UPDATE_CHANGE)
        await self.stage.fill(ben, {Field.UPDATE_WORDS: self.canaries["UC"]})
        self._reads(ben, "UC")

    async def _dates(self) -> None:
        """Amina books a place and moves it; Ben reads where it is now."""
        amina, ben = self.week.amina, self.week.ben
        await self._menu(amina)
        await self.stage.press(amina, Press.SESSION_BOOK)
        await self.stage.fill(amina, self._date(BOOKED, "PA"))
        await self._menu(amina)
        await self.stage.press(amina, Press.SESSION_MOVE)
        await self.stage.fill(amina, self._date(MOVED, "PB"))
        await self._menu(ben)
        self._reads(ben, "PB")

    def _date(self, when: tuple[str, str], place: str) -> dict[str, str]:
        day, at = when
        chosen = {Field.SESSION_DAY: day, Field.SESSION_TIME: at, Field.SESSION_LENGTH: "210"}
        return {**chosen, Field.SESSION_PLACE: self.canaries[place]}

    async def _menu(self, person: Person) -> None:
        await self.stage.close(person)
        await self.stage.command(person, Command.ALS_SESSION, "", self.channel)

    async def _stuck(self) -> None:
        """Two new actions go badly: one is for its holder's own list, of the other the set hears."""
        amina, ben = self.week.amina, self.week.ben
        for person, label in ((amina, MORE_OF_AMINA), (ben, MORE_OF_BEN)):
            await self.stage.close(person)
            await self.stage.command(person, Command.ALS, "action")
            await self.stage.fill(person, {"action_label": self.canaries[label], "action_due": "tomorrow"})
            await self.stage.submit(person)
            await self.stage.close(person)
        await self.stage.at(self.stage.now + timedelta(days=3))
        await self.stage.press(amina, Press.CHECKIN_STUCK, amina.latest(Press.CHECKIN_STUCK))
        await self.stage.press(amina, Press.STUCK_SESSION)
        await self.stage.press(ben, Press.CHECKIN_STUCK, ben.latest(Press.CHECKIN_STUCK))
        await self.stage.press(ben, Press.STUCK_SET)
        await self.stage.fill(ben, {Field.CALL_ABOUT: self.canaries["CQ"]})
        await self.stage.submit(ben)
        await self.stage.close(ben)

    async def _open_questions(self) -> None:
        ben, chloe = self.week.ben, self.week.chloe
        await self.stage.close(chloe)
        await self.stage.press(chloe, Press.QUESTION_CALL_READ, chloe.latest(Press.QUESTION_CALL_READ))
        self._reads(chloe, "CQ")
        await self.stage.fill(chloe, {Field.OPEN_QUESTION: self.canaries["OQ"]})
        await self.stage.close(chloe)
        await self.stage.at(self.stage.now + timedelta(days=2))
        await self.stage.press(ben, Press.QUESTIONS_OPEN, ben.latest(Press.QUESTIONS_OPEN))
        self._reads(ben, "OQ")

    async def _a_session(self) -> None:
        """Amina leads. Ben asks for time, and says what his issue is."""
        amina, ben, chloe = self.week.amina, self.week.ben, self.week.chloe
        await self.stage.at(SESSION)
        await self._menu(amina)
        await self.stage.press(amina, Press.SESSION_START)
        await self.stage.submit(amina)
        await self._menu(ben)
        await self.stage.press(ben, Press.BID_ASK)
        await self.stage.fill(ben, {Field.BID_LINE: self.canaries["BL"], Field.BID_WHY: self.canaries["BW"]})
        await self._menu(amina)
        await self.stage.press(amina, Press.BID_CHOOSE)
        self._reads(amina, "BL", "BW")
        await self.stage.fill(amina, {f"{Field.SLOT_PRESENTER}_1": self._option(amina, "Ben")})
        await self._on_to_the_issue()
        await self.stage.press(amina, Press.SLOT_ISSUE)
        await self.stage.fill(amina, {Field.SLOT_HEADLINE: self.canaries["IH"], Field.SLOT_TALK: "questions"})
        await self._menu(chloe)
        await self._menu(amina)
        await self.stage.press(amina, Press.SLOT_END)
        await self.stage.fill(amina, {Field.SLOT_ENDING: "carried"})
        await self._menu(amina)
        await self.stage.press(amina, Press.CLOSING)
        await self.stage.submit(amina)
        await self._menu(amina)
        await self.stage.press(amina, Press.SESSION_BOOK)
        await self.stage.fill(amina, self._date(NEXT, "PB"))

    async def _on_to_the_issue(self) -> None:
        for _ in range(5):
            await self._menu(self.week.amina)
            if Press.SLOT_ISSUE in str(self.week.amina.modal().body):
                return
            await self.stage.press(self.week.amina, Press.SESSION_NEXT)
        raise AssertionError("no issue came")

    def _option(self, person: Person, name: str) -> str:
        for place in places(person.modal().body["blocks"]):
            for each in place.element.get("options", []):
                if name in each["text"]["text"]:
                    return str(each["value"])
        raise AssertionError(name)

    async def _an_issue(self) -> None:
        """Ben words the issue of that session anew, settles it, and Chloe reads what is hers to read."""
        ben, chloe = self.week.ben, self.week.chloe
        await self._home(ben, Press.ISSUES_MINE)
        self._reads(ben, "IH")
        await self.stage.press(ben, Press.ISSUE_OPEN)
        await self.stage.press(ben, Press.ISSUE_WORDS)
        await self.stage.fill(ben, {Field.ISSUE_HEADLINE: self.canaries["IW"]})
        self._reads(ben, "IW")
        await self.stage.press(ben, Press.ISSUE_SETTLE)
        await self.stage.fill(ben, {Field.ISSUE_HELPED: self.canaries["IO"], Field.ISSUE_LINE: self.canaries["IL"]})
        self._reads(ben, "IW", "IO", "IL")
        await self._home(chloe, Press.ISSUES_OURS)
        self._reads(chloe, "IW")
        await self.stage.press(chloe, Press.ISSUE_OPEN)
        self._reads(chloe, "IW", "IL")
        await self.stage.close(chloe)
        await self.stage.close(ben)

    async def _review(self) -> None:
        """Four answer in secret, two of them in words; then all can read them."""
        await self.stage.until_seen(self.week.efe, CLOSED, within=timedelta(days=1))
        for person, name in zip(self.everyone, ("VA", "VB", "", ""), strict=True):
            await self.stage.close(person)
            await self.stage.press(person, Press.BALLOT_ANSWER, person.latest(CLOSED))
            words = {f"{Field.BALLOT_PREFIX}wish": self.canaries[name]} if name else {}
            await self.stage.fill(person, {f"{Field.BALLOT_PREFIX}time": "even", **words})
            await self.stage.close(person)
        ben, chloe = self.week.ben, self.week.chloe
        await self.stage.press(ben, "Tell", ben.latest(CLOSED))
        await self.stage.fill(ben, {f"{Field.BALLOT_PREFIX}strength_line": self.canaries["VF"]})
        await self.stage.close(ben)
        await self.stage.until_seen(chloe, Press.BALLOT_RESULT, within=OPEN_FOR + timedelta(days=3))
        await self.stage.press(chloe, Press.BALLOT_RESULT, chloe.latest(Press.BALLOT_RESULT))
        self._reads(chloe, "VA", "VB")

    async def _reflections(self) -> None:
        """The set adds a question of its own. One answer for the set, one for oneself; they open together."""
        amina, ben, efe = self.week.amina, self.week.ben, self.week.efe
        await self._home(efe, Press.PROMPTS)
        await self.stage.press(efe, Press.PROMPT_ADD)
        await self.stage.fill(efe, {Field.PROMPT: self.canaries["SP"]})
        await self.stage.press(efe, Press.PROMPTS)
        self._reads(efe, "SP")
        await self.stage.close(efe)
        await self.stage.until_seen(amina, Press.REFLECT_ANSWER, within=timedelta(weeks=4))
        for person, name, audience in ((amina, "RS", "set"), (ben, "RM", "me")):
            await self.stage.close(person)
            await self.stage.press(person, Press.REFLECT_ANSWER, person.latest(Press.REFLECT_ANSWER))
            self._reads(person, "SP")
            words = {Field.REFLECTION_ANSWER: self.canaries[name], Field.REFLECTION_AUDIENCE: audience}
            await self.stage.fill(person, words)
            await self.stage.close(person)
        await self.stage.until_seen(efe, Press.REFLECT_READ, within=timedelta(weeks=2))
        await self.stage.press(efe, Press.REFLECT_READ, efe.latest(Press.REFLECT_READ))
        self._reads(efe, "SP", "RS")

    async def _journal(self) -> None:
        ben = self.week.ben
        await self._home(ben, Press.JOURNAL_OPEN)
        self._reads(ben, "SP", "RM")
        await self.stage.press(ben, Press.JOURNAL_WRITE)
        await self.stage.fill(ben, {Field.REFLECTION_ANSWER: self.canaries["JO"]})
        self._reads(ben, "JO", "RM")
