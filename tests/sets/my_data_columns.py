"""Whose every column is, by hand: shown to its person in My data, or kept back with a reason. A new one needs a line.

    "table": of(shown="columns that My data shows", **others)     a person's own rows
    "table": nobodys("why it is no person's")                    rows about a set, a session, a key, the outbox

`others`: a column that is not shown, and why. Ids that every table has, and the count of changes, need no line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ALWAYS = frozenset({"id", "workspace_id", "revision"})
"""A random id, which workspace, and a count of presses."""

SET = "the name of the set is shown"
SESSION = "the date of the session is shown"
WHOSE = "it is how the row is found: whose it is"
ACTION = "the action is shown beside it"


@dataclass(frozen=True)
class Columns:
    """One table. shown: in My data; others: with the reason; nobodys: why none of it is a person's."""

    shown: frozenset[str] = frozenset()
    others: Mapping[str, str] = field(default_factory=dict)
    nobodys: str = ""


def of(shown: str, **others: str) -> Columns:
    return Columns(frozenset(shown.split()), others)


def nobodys(why: str) -> Columns:
    return Columns(nobodys=why)


TABLES: Mapping[str, Columns] = {
    # What somebody wrote.
    "action": of(
        "label detail progress standing due_date committed_at",
        set_id=SET,
        holder_id=WHOSE,
        issue_id="the issue has a page of its own; the window of the action says which",
        zone="the zone of the due date: the person's own, which is shown",
        next_ask_at="the window of the action says when it is asked about",
        closed_at="the note with which it ended has that date",
        draft_key="a hash of the form, which names nothing",
    ),
    "action_event": of(
        "at body",
        action_id=ACTION,
        person_id=WHOSE,
        undone_at="what was taken back has no words any more, and is not shown",
        for_supporter="the window of the action says so beside the note",
        shared="a copy of the note for the set; that the set reads it is shown",
    ),
    "outcome": of(
        "at audience body", set_id=SET, person_id=WHOSE, action_id=ACTION, event_id="the note beside it, which is shown"
    ),
    "own_list": of("body", session_id=SESSION, person_id=WHOSE),
    "reflection": of(
        "at audience question body",
        round_id="its question is shown",
        session_id="its question is shown",
        set_id=SET,
        person_id=WHOSE,
    ),
    "shared_update": of(
        "shared_at audience body",
        set_id=SET,
        author_id=WHOSE,
        lasts="the window of the update says how long it lasts",
        session_id="the window of the update says whom it is for",
        expires_at="the window of the update says how long it lasts",
        changed_at="the window of the update says when",
        taken_back_at="what was taken back goes within the hour",
        seen_at="when its author last looked: for counting what is new",
        notice_channel="Slack's id of the line in the channel",
        notice_ts="Slack's id of the line in the channel",
        readers="who has opened it is for nobody to see; its author is shown the number (privacy.md section 3)",
    ),
    "update_answer": of("at body", update_id="the update is its author's", person_id=WHOSE),
    "question_call": of(
        "at state about",
        set_id=SET,
        asker_id=WHOSE,
        draft_key="a hash of the form, which names nothing",
        closes_at="seven days after it was posted",
        delivery_id="the message in the channel",
    ),
    "open_question": of("at body", call_id="the call is its asker's", author_id=WHOSE),
    "supporter_word": of("at body", action_id="the action is its holder's", author_id=WHOSE),
    "issue": of(
        "raised_at headline progress",
        set_id=SET,
        author_id=WHOSE,
        standing="how it stands is shown",
        closed_at="how it stands is shown",
    ),
    "issue_event": of(
        "at body own shared",
        issue_id="the window of the issue is a press away",
        person_id=WHOSE,
        undone_at="what was taken back has no words any more, and is not shown",
    ),
    "issue_holder": of("issue_id state since", person_id=WHOSE, asked_by_id="who raised it: the window of the issue"),
    "bid": of("state body", set_id=SET, session_id=SESSION, person_id=WHOSE, at="the date of the session is shown"),
    "rule_idea": of("at idea", agreement_id="of which version: the rules show it", person_id=WHOSE),
    "set_prompt": of("at off_at body", set_id=SET, author_id=WHOSE),
    "pending_reply": of(
        "at body",
        person_id=WHOSE,
        message_ts="Slack's id of their own message",
        state="only those that wait have words; they are shown",
        asked_in="the message that they answered",
        unsure="whether it was asked what they say",
        warned="whether the answer explained what Slack keeps",
        delivery_id="the answer they got",
        expires_at="one that nobody places goes within days",
    ),
    "reply_part": of(
        "",
        reply_id="its words are a note now, which is shown",
        action_id=ACTION,
        event_id="the note, which is shown",
        place="a number in a message",
        answered="what was read in it is said by the note",
    ),
    # What is kept about somebody.
    "person": of(
        "slack_user_id display_name tz locale",
        home_team_id="Slack's id of their workspace",
        kind="member or guest: Slack's directory says it",
        active="whether their account is open: Slack's directory says it",
        dm_id="Slack's id of the direct message with the bot",
    ),
    "person_settings": of(
        "days window_start window_end weekly_limit show_labels paused_until not_until one_item stage_notices "
        "date_language",
        person_id=WHOSE,
        undo_id="names the last save, for its Undo",
        before="what stood before the last save, for its Undo",
    ),
    "away": of("first_day last_day", person_id=WHOSE),
    "reflection_pause": of("person_id"),
    "membership": of(
        "set_id role from_at until_at", person_id=WHOSE, in_channel_at="when Slack let them into the channel"
    ),
    "invitation": of("set_id state asked_at", person_id=WHOSE, role="the membership says it"),
    "programme_role": of(
        "programme_id from_at until_at",
        person_id=WHOSE,
        role="there is one: coordinator",
        digest_day="the window of the weekly note shows it",
        digest_time="the window of the weekly note shows it",
        digest_at="worked out from the two",
    ),
    "buddy_side": of("set_id", person_id=WHOSE),
    "buddy": of("set_id phase_id until_at", person_id=WHOSE, pair="a number; the window of the set names the buddy"),
    "supporter": of("state", action_id="the action is its holder's", person_id=WHOSE),
    "set_change": of(
        "set_id at undone_at",
        person_id=WHOSE,
        before="what the set had chosen before: the channel was told",
        after="what the set chose then: the channel was told",
        delivery_id="its line in the channel",
    ),
    "arrival": of("set_id at", person_id=WHOSE, how="how they came: the set was told", state="what the set answered"),
    "attendance": of("session_id state", person_id=WHOSE, at="the date of the session is shown"),
    "turn": of(
        "set_id session_id ledger state",
        person_id=WHOSE,
        rule="a code for why it was this person; the rota explains its rules",
        exceptions="codes for rules that gave way; the rota explains its rules",
        owed_from="that it is owed is shown",
        offered_at="the date of the session is shown",
        answered_at="the date of the session is shown",
        expires_at="the message said until when",
        delivery_id="the message about it",
    ),
    "swap": of(
        "asker_id asked_id asked_at",
        turn_id="the turns are shown",
        other_turn_id="the turns are shown",
        state="the turns show what came of it",
        answered_at="the turns show what came of it",
        delivery_id="the message about it",
    ),
    "pair_meeting": of(
        "set_id on_day state",
        phase_id="the buddy is shown, with the phase",
        pair="a number; it is how the row is found",
        starts_at="the day is shown; the time stands in the set's own window",
    ),
    "sign": of("session_id kind", stage="which part of the session", person_id=WHOSE),
    "erasure": of("set_id due_at state done_at things", person_id=WHOSE, asked_at="a day before it is due"),
    "consent": of(
        "scope answer at subject_id", person_id=WHOSE, text_hash="a hash of the words shown, to prove which they were"
    ),
    "agreed": of("agreement_id state", person_id=WHOSE),
    "ballot": of(
        "round_id",
        person_id=WHOSE,
        blob="the vote is opened in its own window while it runs; afterwards nobody can find it (privacy.md section 3)",
    ),
    "round": of(
        "set_id opens_at deadline recipient_id kind",
        subject_id="the session or phase that it is about",
        state="a result is read in its own window",
    ),
    "nudge": of(
        "kind since due_at",
        person_id=WHOSE,
        subject_id="what it is about has a page of its own",
        slot="which of several check-ins",
        subject_revision="which date it belongs to",
        expires_at="until when it made sense",
        state="how far it has come; the window of an action says what was not asked",
        reason="the window of an action says why",
        waited_for="the window of an action says why",
        delivery_id="the message it went out with",
        answer_id="the note it was answered with",
    ),
    "delivery": of(
        "recipient_id due_at",
        set_id="which set's channel",
        channel="Slack's id",
        effect="how it is sent",
        kind="which message of ours; its words are rendered when it goes, and not kept",
        args="ids of rows; they go a day after it was sent",
        dedupe_hash="a hash, so that it goes once",
        state="how far the sending has come",
        next_at="of the sending",
        expires_at="of the sending",
        lease_token="of the sending",
        sending_at="of the sending",
        attempts="of the sending",
        ambiguous="of the sending",
        version="of the sending",
        slack_channel="Slack's id of the message they have",
        slack_ts="Slack's id of the message they have",
        last_error_code="of the sending",
        sent_at="the due time is shown",
        slack_file="Slack's id of the file they have",
    ),
    "snapshot_person": of("person_id", snapshot_id="the weekly figures are shown to members in their own window"),
    "update_recipient": of("", update_id="the update is its author's to show", person_id=WHOSE),
    "session": of(
        "set_id starts_at host_id facilitator_id",
        phase_id="of the set's calendar, which the set sees",
        ordinal="of the set's calendar",
        local_start="of the set's calendar",
        zone="of the set's calendar",
        length_minutes="of the set's calendar",
        by_bids="of the set's calendar",
        state="of the set's calendar",
        mode="of the set's calendar",
        place="of the set's calendar",
        ics_uid="of the calendar entry",
        ics_sequence="of the calendar entry",
        reminded_for="of the set's calendar",
        ics_posted="of the calendar entry",
        notice_channel="of the line in the channel",
        notice_ts="of the line in the channel",
        opened_at="of the set's calendar",
        closed_at="of the set's calendar",
    ),
    # Nobody's own.
    "agreement": nobodys("the ground rules are the set's; nobody's name is kept with them"),
    "answer": nobodys("an answer of a closed round is nobody's: no person can be found (privacy.md section 3)"),
    "call_request": nobodys("that a set asked for a call; who pressed is not stored"),
    "channel_gate": nobodys("the outbox"),
    "data_key": nobodys("which keys exist; theirs is named by their id, and holds nothing"),
    "handover": nobodys("the set's question to itself; the coach in it is shown by their membership"),
    "issue_session": nobodys("in which sessions an issue was worked on: the set's own record"),
    "learning_set": nobodys("the set; whoever created it is shown as its coordinator"),
    "operator_log": nobodys("codes and references for the operator"),
    "phase": nobodys("the set's calendar"),
    "programme": nobodys("the programme"),
    "receipt": nobodys("hashes of what came in; they go within days"),
    "reflection_round": nobodys("the question to a set"),
    "rota": nobodys("how far finding somebody has come; to whom the guide went is shown by their turn"),
    "run": nobodys("a session that runs; who led it before is shown by their turn"),
    "session_change": nobodys("what a session was before, for Undo; who changed it is not kept"),
    "setup_step": nobodys("how far setting up has come; whom it is about is shown by their invitation"),
    "snapshot": nobodys("weekly figures over many people"),
    "snapshot_set": nobodys("weekly figures of a set"),
    "stage": nobodys("the stages of a session; who presented is shown by their turn"),
    "workspace": nobodys("the workspace"),
    "workspace_gate": nobodys("the outbox"),
}
