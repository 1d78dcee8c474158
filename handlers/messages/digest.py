"""The coordinator's weekly note (voice.md 25), and what members see of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages import facts as facts_messages
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    input_block,
    message,
    modal,
    option,
    plain_words,
    section,
)
from handlers.messages.people import weekdays
from handlers.words import Reader
from sets.digest import Digest, News
from sets.suppression import LEAST_PEOPLE, Shown
from storage.queries.digest import Post, SnapshotRow, SnapshotSetRow

UNSTATED_SHOWN = 5


def note(reader: Reader, digest: Digest, news: News, post_id: UUID, file_id: str | None) -> dict[str, Any]:
    """The whole note; `file_id`: its picture in Slack. What they heard last week is not said again."""
    count = len(digest.sets)
    figures = group_figures(reader, digest.snapshot) if news.figures else ""
    said = [_calendar(reader, digest.sets, news), figures, _next(reader, digest.sets)]
    blocks = [*(section(each) for each in said if each), *_unstated(reader, news)]
    if file_id is not None:
        picture = {"type": "image", "slack_file": {"id": file_id}, "alt_text": alt_text(reader, digest.sets)}
        blocks.insert(0, picture)
    change = Button(reader.t("Choose another day or time"), Press.DIGEST_TIME, handle(post_id))
    blocks.append(buttons(change))
    notice = reader.n("Your weekly note about {n} set is ready.", "Your weekly note about {n} sets is ready.", count)
    return message(notice, blocks)


def _unstated(reader: Reader, news: News) -> list[Block]:
    """What is not known of each set yet, with the way to say it; once, and again when there is other news."""
    if not news.calendar:
        return []
    return [
        {**section(said), "accessory": facts_messages.fill_in(reader, set_id, name).element()}
        for set_id, name, facts in news.unstated[:UNSTATED_SHOWN]
        for said in [facts_messages.unstated(reader, name, facts)]
    ]


def _calendar(reader: Reader, sets: Sequence[SnapshotSetRow], news: News) -> str:
    """By set, facts of the calendar alone."""
    asking = [one for one in sets if one.asks]
    if not asking and all(one.booked for one in sets):
        return "\n".join([_quiet(reader, len(sets), news), *_met(reader, sets)])
    return _facts(reader, sets)


def _quiet(reader: Reader, count: int, news: News) -> str:
    """Every set has a date, and none asks for anything."""
    if not news.calendar:
        return reader.n("As last week, your set has a date.", "As last week, all {n} sets have a date.", count)
    if news.unstated:
        return reader.n(
            "Your set has a date. You could tell me one more thing about it.",
            "All {n} sets have a date. You could tell me more about them.",
            count,
        )
    return reader.n(
        "Your set has a date. Nothing needs you this week.",
        "All {n} sets have a date. Nothing needs you this week.",
        count,
    )


def _met(reader: Reader, sets: Sequence[SnapshotSetRow]) -> list[str]:
    met = [one for one in sets if one.met]
    return [reader.t("*Met:* {sets}.", sets=_names(met))] if met else []


def _facts(reader: Reader, sets: Sequence[SnapshotSetRow]) -> str:
    """Which sets met, have a date, have none, and would like to hear from the coordinator."""
    rows = _met(reader, sets)
    if booked := [one for one in sets if one.booked]:
        rows.append(reader.t("*Date booked:* {sets}.", sets=_names(booked)))
    if without := [one for one in sets if not one.booked]:
        rows.append(reader.t("*No date yet:* {sets}.", sets=_names(without)))
    if asking := [one for one in sets if one.asks]:
        rows.append(reader.t("*Would like to hear from you:* {sets}.", sets=_names(asking)))
    return "\n".join(rows)


def _names(sets: Sequence[SnapshotSetRow]) -> str:
    return ", ".join(escape(one.name) for one in sets)


def group_figures(reader: Reader, snapshot: SnapshotRow) -> str:
    """About people, only pooled over the threshold, in fifths."""
    if snapshot.shown == Shown.TOO_FEW:
        return reader.t("Too few people to show. I show group figures for {min} people or more.", min=LEAST_PEOPLE)
    if snapshot.shown == Shown.HIDDEN:
        return reader.t("Group figures are not shown this week, so that no one can work out a hidden number.")
    about = reader.t("Across {k} sets and {m} people.", k=snapshot.pooled_sets, m=snapshot.pooled_people)
    return " ".join(
        [
            about,
            reader.t("Actions followed up: {band}.", band=band(reader, snapshot.actions_band)),
            reader.t("Questions answered: {band}.", band=band(reader, snapshot.answers_band)),
            reader.t("Came to sessions: {band}.", band=band(reader, snapshot.sessions_band)),
        ]
    )


def band(reader: Reader, value: int | None) -> str:
    """A fifth in words (voice.md section 4)."""
    if value is None:
        return reader.t("too few to say")
    words = (
        reader.t("hardly any"),
        reader.t("some"),
        reader.t("about half"),
        reader.t("most"),
        reader.t("nearly all"),
    )
    return f"*{words[value]}*"


def _next(reader: Reader, sets: Sequence[SnapshotSetRow]) -> str:
    """One thing the coordinator could do; "" when nothing needs them."""
    asking, dormant = [one for one in sets if one.asks], [one for one in sets if one.dormant]
    if asking:
        return reader.t("Next: you could call {set}.", set=escape(asking[0].name))
    if dormant:
        return reader.t("Next: you could help {set} book a date.", set=escape(dormant[0].name))
    if not all(one.booked for one in sets):
        return reader.t(
            "Any member of a set can pick its date. You need not do anything yet: I tell you when a set has waited "
            "for long."
        )
    return ""


def counts(sets: Sequence[SnapshotSetRow]) -> tuple[int, int, int]:
    """How many met, have a date, have none."""
    booked = sum(one.booked for one in sets)
    return sum(one.met for one in sets), booked, len(sets) - booked


def picture_rows(reader: Reader, sets: Sequence[SnapshotSetRow]) -> list[tuple[str, int]]:
    """What the picture shows."""
    labels = (reader.t("Met"), reader.t("Have a date"), reader.t("No date yet"))
    return list(zip(labels, counts(sets), strict=True))


def picture_title(reader: Reader) -> str:
    return reader.t("Your sets this week")


def alt_text(reader: Reader, sets: Sequence[SnapshotSetRow]) -> str:
    """The same as the picture, for those who hear it."""
    met, booked, none = counts(sets)
    return reader.n(
        "{n} set: {met} met, {booked} with a date, {none} with no date.",
        "{n} sets: {met} met, {booked} with a date, {none} with no date.",
        len(sets),
        met=met,
        booked=booked,
        none=none,
    )


def time_form(reader: Reader, post: Post) -> dict[str, Any]:
    """On which day, and at what time?"""
    days = [option(name, value) for value, name in weekdays(reader)]
    blocks = [
        input_block(
            Field.DIGEST_DAY,
            reader.t("Which day?"),
            {"type": "static_select", "options": days, "initial_option": days[post.day - 1]},
        ),
        input_block(
            Field.DIGEST_TIME,
            reader.t("What time?"),
            {"type": "timepicker", "initial_time": post.time, "timezone": reader.tz},
        ),
    ]
    return modal(
        reader,
        reader.t("Weekly note"),
        blocks,
        callback_id=Form.DIGEST_TIME,
        submit=reader.t("Save"),
        metadata=handle(post.id),
    )


def time_saved(reader: Reader, day: str, time: str) -> dict[str, Any]:
    """After Save."""
    said = reader.t("Saved. Your next note comes on {date}, {time}.", date=day, time=time)
    return modal(reader, reader.t("Weekly note"), [section(said)], callback_id=Form.DIGEST_TIME)


def what_they_see(reader: Reader, digest: Digest | None, set_id: UUID, coordinator: str) -> dict[str, Any]:
    """For a member: what the note says of their set, and of everyone together. Other sets are not named to them."""
    name = escape(coordinator)
    blocks: list[Block] = [
        section(
            reader.t(
                "Once a week I write {coordinator} a short note. These are its words about your set and your group.",
                coordinator=name,
            )
        )
    ]
    mine = [one for one in digest.sets if one.set_id == set_id] if digest else []
    if digest is None or not mine:
        blocks.append(section(reader.t("There has been no note about your set yet.")))
    else:
        blocks += [section(_facts(reader, mine)), section(group_figures(reader, digest.snapshot))]
        blocks.append(context(reader.t("The note was made on {date}.", date=_made(reader, digest))))
    blocks.append(
        context(
            reader.t(
                "{coordinator} also sees who is in your set and when it meets next. I show them no words of yours, and "
                "nothing about one person.",
                coordinator=name,
            )
        )
    )
    ask = Button(reader.t("Ask for a call"), Press.CALL_ASK, handle(set_id))
    blocks.append(buttons(ask))
    return modal(reader, reader.t("What they see"), blocks, callback_id=Form.DIGEST_SEEN)


def _made(reader: Reader, digest: Digest) -> str:
    return reader.date(reader.local_date(digest.snapshot.made_at))


def seen_button(reader: Reader, set_id: UUID, coordinator: str, set_name: str) -> Button:
    """The way to it from Home."""
    heard = reader.t(
        "See exactly what {coordinator} sees of {set}", coordinator=plain_words(coordinator), set=plain_words(set_name)
    )
    return Button(
        reader.t("What {coordinator} sees", coordinator=plain_words(coordinator)),
        Press.DIGEST_SEE,
        handle(set_id),
        label=heard,
    )


def figures_view(reader: Reader, digest: Digest | None) -> dict[str, Any]:
    """The group figures of the last note, for a coordinator."""
    if digest is None:
        blocks: list[Block] = [section(reader.t("There is no weekly note yet."))]
    else:
        blocks = [section(group_figures(reader, digest.snapshot))]
        blocks.append(context(reader.t("As in the note of {date}.", date=_made(reader, digest))))
    return modal(reader, reader.t("Group figures"), blocks, callback_id=Form.DIGEST_FIGURES)


def figures_button(reader: Reader) -> Button:
    """The way to them from Home."""
    return Button(reader.t("Group figures"), Press.DIGEST_FIGURES)
