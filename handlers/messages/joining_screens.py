"""The three screens that somebody reads before they join. Their text is privacy.md section 6 (docs/decisions/0042)."""

from handlers.messages.parts import escape
from handlers.messages.people import days_in_words
from handlers.words import Reader
from sets.joining import InvitationRow
from sets.people import Settings

GROUP_OF, KEPT_DAYS = 10, 90  # the smallest group whose figures are shown; days words are kept after a set ends


def coordinator_of(row: InvitationRow) -> str:
    """Their name as a message shows it; somebody without one is mentioned."""
    return escape(row.coordinator_name) if row.coordinator_name else f"<@{row.coordinator_slack_id}>"


def what_this_is(reader: Reader, row: InvitationRow) -> list[str]:
    """Screen 1."""
    if row.role == "coach":
        asks = reader.t(
            "{coordinator} has asked you to coach the action learning set {set}. It is your choice.",
            coordinator=coordinator_of(row),
            set=escape(row.set_name),
        )
    else:
        asks = reader.t(
            "{coordinator} has asked you to join the action learning set {set}. It is your choice.",
            coordinator=coordinator_of(row),
            set=escape(row.set_name),
        )
    return [asks, *(_for_coach(reader) if row.role == "coach" else _for_member(reader)), _no_watch(reader, row)]


def _for_coach(reader: Reader) -> list[str]:
    return [
        reader.t(
            "Setkeeper helps a set keep going between meetings. You guide its first sessions, and it learns to guide "
            "them itself. Then you hand over, and I take you out of its channel."
        ),
        reader.t(
            "It is for learning, not for judging anyone’s work. You can skip anything, pause, or leave, without giving "
            "a reason."
        ),
    ]


def _for_member(reader: Reader) -> list[str]:
    return [
        reader.t(
            "Setkeeper helps your set keep going between meetings. It reminds you of actions you chose, asks a "
            "question now and then, and shares out whose turn it is to facilitate."
        ),
        reader.t(
            "It is for learning, not for judging your work. The bot gives managers no view of what you do. You can "
            "skip anything, pause, or leave, without giving a reason."
        ),
    ]


def _no_watch(reader: Reader, row: InvitationRow) -> str:
    return reader.t(
        "It does not watch for risk or call for help. If you are worried about someone’s safety, speak to {contacts}.",
        contacts=escape(row.contacts),
    )


def who_sees_what(reader: Reader, row: InvitationRow) -> list[str]:
    """Screen 2."""
    return [
        *(_what_a_coach_sees(reader) if row.role == "coach" else ()),
        reader.t(
            "Each box says who will see your words. {coordinator} sees who is in your set, whether it is meeting, "
            "totals over {k} or more people, and themes your set releases. The bot shows them nothing else.",
            coordinator=coordinator_of(row),
            k=GROUP_OF,
        ),
        *_who_hears_themes(reader, row),
        reader.t("I keep who was at each session, for your set and its coach. I do not hear what is said there."),
        reader.t("Be aware: whoever runs the bot holds the keys and could read what we store."),
        reader.t(
            "Slack handles everything you type. Messages, including replies to me and action labels, may be exported "
            "by your employer. *Write in a form* keeps words out of messages. Please never enter patient details."
        ),
    ]


def _who_hears_themes(reader: Reader, row: InvitationRow) -> list[str]:
    """As the coordinator stated it; nothing while nobody has."""
    if not row.theme_audience:
        return []
    said = reader.t(
        "A theme is what your set has learned, with no names. Themes that may leave the set go to: {audience}",
        audience=escape(row.theme_audience),
    )
    return [said]


def _what_a_coach_sees(reader: Reader) -> list[str]:
    """privacy.md section 2, the column of a coach in post."""
    return [
        reader.t(
            "As its coach you see the dates, the turns, who came, the ground rules, the names of actions and issues, "
            "and an update when its author shares it with you."
        ),
        reader.t(
            "You do not see what people write for themselves or answer together, or how they vote. When you hand over, "
            "you see nothing more."
        ),
    ]


def what_for(reader: Reader, row: InvitationRow) -> list[str]:
    """What the coordinator says that the set is for; on the last screen, as it is often filled in after the asking."""
    if not row.purpose:
        return []
    name = coordinator_of(row)
    return [
        reader.t("{coordinator} says what the set is for: {purpose}", coordinator=name, purpose=escape(row.purpose))
    ]


def my_choices(reader: Reader, settings: Settings) -> list[str]:
    """Screen 3."""
    limit = reader.n("At most {n} reminder a week.", "At most {n} reminders a week.", settings.weekly_limit)
    labels = (
        reader.t("Reminders show the names of your actions: yes.")
        if settings.show_labels
        else reader.t("Reminders show the names of your actions: no.")
    )
    hours = reader.t(
        "I can write on {days}, {start} to {end}, {city} time.",
        days=days_in_words(reader, settings),
        start=f"{settings.window_start:%H:%M}",
        end=f"{settings.window_end:%H:%M}",
        city=reader.city(),
    )
    return [
        f"{hours} {limit} {labels}",
        reader.t(
            "You can see, export, correct or delete your own named words. Surveys and votes stay linked to you until "
            "they close. Then we drop the link, so we cannot find, change or delete yours. In a small set, people may "
            "still guess."
        ),
        reader.t("When your set ends we keep its words {retention} days, then destroy the keys.", retention=KEPT_DAYS),
    ]
