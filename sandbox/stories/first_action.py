"""first-action: a set begins, one member commits to an action, is asked about it next morning, and answers."""

from datetime import UTC, datetime

from sandbox.people import Person
from sandbox.records import Message
from sandbox.story import Stage

COORDINATOR = "Priya"


async def tell(stage: Stage) -> None:
    """From the empty workspace to the answered check-in. The coordinator is in the workspace already."""
    priya = stage.slack.people[COORDINATOR]
    amina = stage.cast("Amina", "Amina")
    ben = stage.cast("Ben", "Ben")
    chloe = stage.cast("Chloe", "Chloe", is_restricted=True)
    dev = stage.cast("Dev", "Dev", tz="America/New_York")
    await _a_set_begins(stage, priya, [amina, ben, chloe, dev])
    await _they_answer(stage, amina, ben, chloe, dev)
    await _amina_commits(stage, amina)
    await _ben_commits(stage, ben)
    await _next_morning(stage, amina, ben)
    await stage.home(priya)


async def _a_set_begins(stage: Stage, priya: Person, members: list[Person]) -> None:
    await stage.command(priya, "/als")
    await stage.press(priya, "setup.new")
    await stage.fill(
        priya,
        {
            "set_name": "Thursday set",
            "set_people": [person.id for person in members],
            "set_cadence": "6",
            "set_zone": "Europe/London",
            "set_confidentiality": "unknown",
            "set_contacts": "Rosa Diaz, wellbeing lead, ext. 2040",
        },
        [
            "Set name: Thursday set",
            "Who is in it: Amina, Ben, Chloe, Dev",
            "How often: every 6 weeks. What may leave the set: I do not know yet",
            "Who to speak to: Rosa Diaz, wellbeing lead, ext. 2040",
        ],
    )
    await stage.close(priya)
    await stage.wait(180)


async def _they_answer(stage: Stage, amina: Person, ben: Person, chloe: Person, dev: Person) -> None:
    for person in (amina, ben, chloe):
        await stage.press(person, "joining.next", _asked(person))
        await stage.press(person, "joining.next", _asked(person))
        await stage.press(person, "joining.yes", _asked(person))
        await stage.wait(60)
    await stage.press(dev, "joining.not_now", _asked(dev))
    await stage.wait(60)


def _asked(person: Person) -> Message:
    """The joining message as it stands now."""
    return person.sees().direct[0]


async def _amina_commits(stage: Stage, amina: Person) -> None:
    await stage.command(amina, "/als", "action")
    await stage.fill(
        amina,
        {
            "action_label": "ask the night team what they need",
            "action_due": "tomorrow",
            "action_sign": "I know two things that I did not know before.",
        },
        [
            "In a few words, I will: ask the night team what they need",
            "By when: tomorrow",
            "How will I know it helped: I know two things that I did not know before.",
        ],
    )
    await stage.submit(amina)
    await stage.wait(30)


async def _ben_commits(stage: Stage, ben: Person) -> None:
    for label in ("book the small room", "write to the ward manager"):
        await stage.command(ben, "/als", "action")
        await stage.fill(
            ben,
            {"action_label": label, "action_due": "15 May"},
            [f"In a few words, I will: {label}", "By when: 15 May"],
        )
        await stage.submit(ben)
    await stage.wait(30)


async def _next_morning(stage: Stage, amina: Person, ben: Person) -> None:
    await stage.at(datetime(2026, 5, 15, 8, 30, tzinfo=UTC), "The next morning")
    await stage.press(amina, "checkins.done", amina.latest())
    await stage.wait()
    await stage.press(amina, "checkins.undo", amina.latest())
    await stage.press(amina, "checkins.still_on_it", amina.latest())
    await stage.wait()
    await stage.press(ben, "checkins.not_now", ben.latest())
    await stage.press(ben, "checkins.next_week", ben.latest())
    await stage.say(ben, "I wrote to her, she said yes")
    await stage.wait(60)
    await stage.home(amina)
