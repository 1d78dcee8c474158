"""Dates that cannot be: every one is answered under its own field, and what was typed stays in the window."""

import pytest

from tests.whole.village import MORNING, Village

UNREADABLE = 'I could not read that date. Try "22 May".'
PAST = "That date has passed. Choose a later one."
TOO_FAR = "That date is more than two years away. Choose a nearer one."


@pytest.mark.parametrize("both", ["http"], indirect=True)
async def test_dates_that_cannot_be(both: Village) -> None:
    amina = both.amina
    await both.command(amina)
    for typed, said in (
        ("1 May 2026", PAST),
        ("13/5/2026", PAST),
        ("yesterday", PAST),
        ("22 May 2090", TOO_FAR),
        ("14/5/2029", TOO_FAR),
        ("31 February", UNREADABLE),
        ("sooner or later", UNREADABLE),
        ("99/99/9999", UNREADABLE),
        ("<!channel>", UNREADABLE),
        ("😀", UNREADABLE),
        ("١٥ مايو", UNREADABLE),
        ("15th 15th 15th " * 6, UNREADABLE),
        ("   ", "Please complete this required field."),  # said by Slack itself
    ):
        problems = await both.send(amina, {"action_label": "ring the ward", "action_due": typed})
        assert problems == {"action_due": said}, typed
        assert amina.modal().values["action_label"]["value"]["value"] == "ring the ward"
    assert await both.send(amina, {"action_due": "22 May"}) == {}
    assert "Friday 22 May" in amina.sees().text()
    both.check()


async def test_nothing_is_kept_of_a_form_with_a_wrong_date(place: Village) -> None:
    await place.command(place.amina)
    await place.send(place.amina, {"action_label": "ring the ward", "action_due": "1 May 2026"})
    await place.amina.close_view(everything=True)
    await place.until(MORNING)
    assert place.posts(place.amina) == []
    place.check()
