"""Hostile words in the form of a new set, in its invitations and questions, and as the names of people."""

import pytest

from sandbox.people import Person
from tests.whole import hostile
from tests.whole.test_bad_input_words import plainly
from tests.whole.village import Village


async def form(place: Village) -> Person:
    """The coordinator in front of the form for a new set."""
    priya = place.coordinator
    await place.command(priya, "")
    assert await priya.press(None, "setup.new")
    await place.rest()
    return priya


def filled(people: list[Person], **more: object) -> dict[str, object]:
    return {
        "set_name": "Ward set",
        "set_people": [person.id for person in people],
        "set_cadence": "6",
        "set_confidentiality": "unknown",
        "set_contacts": "Rosa Diaz",
        **more,
    }


def newcomers(place: Village, names: list[str]) -> list[Person]:
    people = [place.slack.add_person(f"new{number}") for number in range(len(names))]
    for person, name in zip(people, names, strict=True):
        person.user.name = person.user.real_name = name
    return people


@pytest.mark.parametrize("kind", ["channel", "link", "address", "mail", "marks", "emoji", "turned", "null"])
async def test_a_set_of_hostile_words(place: Village, kind: str) -> None:
    words = hostile.WORDS[kind]
    line = " ".join(words.splitlines())
    priya = await form(place)
    place.slack.admin.change(priya.id, name=words, real_name=words)
    await place.rest()
    people = newcomers(place, [words, "Emil", "Fay", "Gus"])
    assert await place.send(priya, filled(people, set_name=line[:60], set_contacts=line)) == {}
    await place.later(minutes=10)
    said = people[0].sees()
    assert plainly(words) in plainly(" ".join(said.lines(said.direct[0])))
    for _ in range(2):
        await place.press(people[0], "joining.next")
    await place.press(people[0], "joining.ask")
    assert await place.send(people[0], {"question": words}) == {}
    await place.press(people[0], "joining.yes")
    await place.later(minutes=5)
    heard = priya.sees()
    assert plainly(words) in plainly(" ".join(heard.lines(priya.latest("has a question"))))
    await people[0].open_home()
    await priya.open_home()
    await place.rest()
    assert [channel.name for channel in people[0].sees().channels if channel.name.startswith("learning-set-")]
    assert await place.deliveries("dead") == []
    place.check()


async def test_a_set_that_cannot_be(place: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    priya = await form(place)
    people = newcomers(place, ["Emil", "Fay", "Gus", "Hal"])
    monkeypatch.setattr("sandbox.hands.problems_of", lambda _: {})  # a form that was forged gets past Slack
    guest = place.slack.add_person("robot", "Robot", is_bot=True)
    for wrong, said in (
        ({"set_name": "  "}, {"set_name": "Give the set a name."}),
        ({"set_name": hostile.LONG}, {"set_name": "Use 60 letters or fewer."}),
        ({"set_contacts": ""}, {"set_contacts": "Name at least one person to speak to."}),
        ({"set_contacts": hostile.LONG}, {"set_contacts": "Use 300 letters or fewer."}),
        ({"set_people": []}, {"set_people": "You chose 0 people. Choose 4 to 10."}),
        ({"set_people": [people[0].id] * 4}, {"set_people": "You chose 1 person. Choose 4 to 10."}),
    ):
        assert await place.send(priya, filled(people, **wrong)) == said
    own = await place.send(priya, filled([priya, *people[1:]]))
    assert own["set_people"].startswith("You look after these sets")
    assert await place.send(priya, filled([guest, *people[1:]])) == {}  # not known to be a bot before Slack says so
    await place.later(minutes=70)
    assert "I could not ask" in priya.sees().text()
    place.check()


@pytest.mark.parametrize("words", ["   ", hostile.LONG], ids=["blank", "long"])
async def test_a_forged_question(place: Village, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    priya = await form(place)
    people = newcomers(place, ["Emil", "Fay", "Gus", "Hal"])
    assert await place.send(priya, filled(people)) == {}
    await place.later(minutes=5)
    for _ in range(2):
        await place.press(people[0], "joining.next")
    await place.press(people[0], "joining.ask")
    monkeypatch.setattr("sandbox.hands.problems_of", lambda _: {})
    problems = await place.send(people[0], {"question": words})
    assert problems["question"].split(" Reference ")[0] in (
        "Write a few words first.",
        "That is too long for me to keep. Use fewer words.",
    )
    place.check()
