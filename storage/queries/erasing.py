"""Taking somebody's words away for good, a kind at a time, with whatever hangs on them. Nothing here commits.

SQLite overwrites what is deleted (`secure_delete`); what was sealed under a person's own key is also out of reach of
older copies of the database once that key is renewed.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, exists, select, update

from storage.models import (
    Action,
    ActionEvent,
    Bid,
    Delivery,
    Issue,
    IssueEvent,
    IssueHolder,
    Nudge,
    OpenQuestion,
    Outcome,
    OwnList,
    PendingReply,
    Person,
    QuestionCall,
    Reflection,
    ReflectionRound,
    ReplyPart,
    RuleIdea,
    SetPrompt,
    Supporter,
    SupporterWord,
    UpdateAnswer,
)
from storage.unit_of_work import UnitOfWork


async def action(uow: UnitOfWork, action_id: UUID) -> None:
    """An action with its notes, what came of it, who backs it up and what they left for its holder."""
    await _replies(uow, action_id=action_id)
    for model in (Outcome, ReplyPart, Supporter, SupporterWord, ActionEvent):
        await uow.execute(delete(model).where(model.action_id == action_id))
    await uow.execute(delete(Action).where(Action.id == action_id))


async def event(uow: UnitOfWork, event_id: UUID, body: bytes, now: datetime) -> None:
    """A note with the entry of the ledger that came with it. The row stays, empty: that something was said."""
    await _replies(uow, event_id=event_id)
    await uow.execute(delete(Outcome).where(Outcome.event_id == event_id))
    emptied = {"undone_at": now, "body": body, "shared": None, "for_supporter": False}
    await uow.execute(update(ActionEvent).where(ActionEvent.id == event_id).values(emptied))


async def _replies(uow: UnitOfWork, *, action_id: UUID | None = None, event_id: UUID | None = None) -> None:
    """A reply in words that became this: a later edit of the message in Slack brings nothing back."""
    which = ReplyPart.action_id == action_id if action_id else ReplyPart.event_id == event_id
    theirs = select(ReplyPart.reply_id).where(ReplyPart.workspace_id == PendingReply.workspace_id, which)
    dropped = update(PendingReply).where(PendingReply.id.in_(theirs))
    await uow.execute(dropped.values(state="dropped", body=None, expires_at=None, revision=PendingReply.revision + 1))


async def reply(uow: UnitOfWork, reply_id: UUID) -> None:
    """Words that waited for a place."""
    dropped = update(PendingReply).where(PendingReply.id == reply_id)
    await uow.execute(dropped.values(state="dropped", body=None, expires_at=None, revision=PendingReply.revision + 1))


async def call(uow: UnitOfWork, call_id: UUID, about: bytes) -> None:
    """What somebody asked their set about, with the questions that came back to them. The line in the channel stays."""
    await uow.execute(delete(OpenQuestion).where(OpenQuestion.call_id == call_id))
    emptied = update(QuestionCall).where(QuestionCall.id == call_id)
    await uow.execute(emptied.values(state="taken_back", about=about, revision=QuestionCall.revision + 1))


async def issue(uow: UnitOfWork, issue_id: UUID, headline: bytes, now: datetime) -> None:
    """An issue that nobody else holds: sessions and actions still point at the row, which says nothing.

    What others said who held it once stays theirs.
    """
    author = select(Issue.author_id).where(Issue.workspace_id == uow.workspace_id, Issue.id == issue_id)
    mine = delete(IssueEvent).where(IssueEvent.issue_id == issue_id)
    await uow.execute(mine.where(IssueEvent.person_id == author.scalar_subquery()))
    await uow.execute(delete(IssueHolder).where(IssueHolder.issue_id == issue_id))
    emptied = {"standing": "removed", "headline": headline, "progress": None, "closed_at": now}
    await uow.execute(update(Issue).where(Issue.id == issue_id).values(**emptied, revision=Issue.revision + 1))


async def other_holder(uow: UnitOfWork, issue_id: UUID, person_id: UUID) -> UUID | None:
    """Who else holds an issue, the longest first; None: nobody."""
    held = select(IssueHolder.person_id).where(
        IssueHolder.issue_id == issue_id, IssueHolder.person_id != person_id, IssueHolder.state == "yes"
    )
    return (await uow.rows(held.order_by(IssueHolder.since, IssueHolder.id).limit(1))).scalars().first()


async def hand_issue(uow: UnitOfWork, issue_id: UUID, from_id: UUID, to_id: UUID, headline: bytes) -> None:
    """An issue that others hold too goes on as theirs, under other words."""
    mine = delete(IssueHolder).where(IssueHolder.issue_id == issue_id, IssueHolder.person_id == from_id)
    await uow.execute(mine)
    handing = update(Issue).where(Issue.id == issue_id)
    await uow.execute(handing.values(author_id=to_id, headline=headline, revision=Issue.revision + 1))


async def prompt(uow: UnitOfWork, prompt_id: UUID, body: bytes, now: datetime) -> None:
    """A question for the set: gone, or, where a round asked it, empty and nobody's."""
    asked = exists().where(
        ReflectionRound.workspace_id == SetPrompt.workspace_id, ReflectionRound.prompt_id == SetPrompt.id
    )
    await uow.execute(delete(SetPrompt).where(SetPrompt.id == prompt_id, ~asked.correlate(SetPrompt)))
    emptied = update(SetPrompt).where(SetPrompt.id == prompt_id)
    await uow.execute(emptied.values(body=body, author_id=None, off_at=now))


async def own_list(uow: UnitOfWork, list_id: UUID) -> None:
    await uow.execute(delete(OwnList).where(OwnList.id == list_id))


async def outcome(uow: UnitOfWork, outcome_id: UUID) -> None:
    await uow.execute(delete(Outcome).where(Outcome.id == outcome_id))


async def reflection(uow: UnitOfWork, reflection_id: UUID) -> None:
    await uow.execute(delete(Reflection).where(Reflection.id == reflection_id))


async def answer(uow: UnitOfWork, answer_id: UUID) -> None:
    await uow.execute(delete(UpdateAnswer).where(UpdateAnswer.id == answer_id))


async def question(uow: UnitOfWork, question_id: UUID) -> None:
    await uow.execute(delete(OpenQuestion).where(OpenQuestion.id == question_id))


async def word(uow: UnitOfWork, word_id: UUID) -> None:
    await uow.execute(delete(SupporterWord).where(SupporterWord.id == word_id))


async def bid(uow: UnitOfWork, bid_id: UUID) -> None:
    await uow.execute(delete(Bid).where(Bid.id == bid_id))


async def idea(uow: UnitOfWork, idea_id: UUID) -> None:
    await uow.execute(delete(RuleIdea).where(RuleIdea.id == idea_id))


async def questions_to(uow: UnitOfWork, person_id: UUID) -> None:
    """What came back to somebody's calls for questions: sealed under their own key."""
    theirs = select(QuestionCall.id).where(
        QuestionCall.workspace_id == OpenQuestion.workspace_id, QuestionCall.asker_id == person_id
    )
    await uow.execute(delete(OpenQuestion).where(OpenQuestion.call_id.in_(theirs)))


async def arguments_of(uow: UnitOfWork, kind: str) -> list[tuple[UUID, str, bytes]]:
    """Deliveries of one kind that still hold their arguments: id, state, and these, sealed."""
    found = await uow.rows(
        select(Delivery.id, Delivery.state, Delivery.args).where(Delivery.kind == kind, Delivery.args.is_not(None))
    )
    return [(row.id, row.state, row.args) for row in found if row.args is not None]


async def without_arguments(uow: UnitOfWork, delivery_id: UUID) -> None:
    """What it would have said goes; if it was not sent yet, it never is."""
    state = case((Delivery.state == "open", "cancelled"), else_=Delivery.state)
    await uow.execute(
        update(Delivery).where(Delivery.id == delivery_id).values(args=None, state=state, version=Delivery.version + 1)
    )


async def arguments_gone(uow: UnitOfWork, delivery_id: UUID) -> None:
    """What it was sent with goes at once, and not a day later."""
    await uow.execute(update(Delivery).where(Delivery.id == delivery_id).values(args=None))


async def lists_of(uow: UnitOfWork, person_id: UUID) -> list[tuple[UUID, bytes]]:
    """Somebody's own lists for sessions, sealed."""
    found = await uow.rows(select(OwnList.id, OwnList.body).where(OwnList.person_id == person_id))
    return [(row.id, row.body) for row in found]


async def held(uow: UnitOfWork, person_id: UUID) -> None:
    """On PostgreSQL, wait for whoever writes this person's row: of two erasings the second finds nothing left."""
    await uow.execute(select(Person.id).where(Person.id == person_id).with_for_update())


async def no_longer_asked(uow: UnitOfWork, subject_id: UUID) -> set[tuple[UUID, UUID]]:
    """Nothing is asked about a row that goes; (delivery, person) of the messages it stands in."""
    about = update(Nudge).where(
        Nudge.subject_id == subject_id, Nudge.state.in_(["planned", "composed", "sent", "answered"])
    )
    dropped = about.values(state="dropped", reason="taken_back", answer_id=None, revision=Nudge.revision + 1)
    found = await uow.execute(dropped.returning(Nudge.delivery_id, Nudge.person_id))
    return {(row.delivery_id, row.person_id) for row in found if row.delivery_id is not None}
