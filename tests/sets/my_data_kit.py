"""Two members of a set who have written everything that can be written, and of whom everything is kept that is kept.

Each column of words holds `NAME-table.column`, so that a test can ask for every one of them, and for nobody else's.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sets.people import Person
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import (
    Action,
    ActionEvent,
    Agreement,
    Base,
    Bid,
    Issue,
    IssueEvent,
    IssueHolder,
    OpenQuestion,
    Outcome,
    OwnList,
    PendingReply,
    QuestionCall,
    Reflection,
    ReflectionRound,
    ReplyPart,
    RuleIdea,
    SetPrompt,
    SharedUpdate,
    Supporter,
    SupporterWord,
    UpdateAnswer,
    UpdateRecipient,
)
from storage.queries import calendar
from storage.unit_of_work import UnitOfWork, WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_session, add_set

DAY = timedelta(days=1)
NEXT = datetime(2026, 5, 22, 14, 0)  # noqa: DTZ001 - wall time


@dataclass
class Writer:
    """One member, and the rows that others hang theirs on."""

    person: Person
    name: str
    ids: dict[str, UUID] = field(default_factory=dict)

    def words(self, column: str) -> str:
        return f"{self.name}-{column}"


@dataclass
class Town:
    """The set with its two writers, and a session a week after NOW."""

    store: WorkspaceStore
    set_id: UUID
    session_id: UUID
    phase_id: UUID
    agreement_id: UUID
    amina: Writer
    ben: Writer


async def make(store: WorkspaceStore) -> Town:
    cora = await add_coordinator(store)
    people = [await add_person(store, user) for user in ("UAMINA", "UBEN")]
    set_id = await add_set(store, cora, members=people)
    session_id = await add_session(store, set_id, NEXT)
    async with store.write() as uow:
        phase = await calendar.current_phase(uow, set_id)
        assert phase is not None
        agreement_id = uow.new_id()
        about = {"set_id": set_id, "phase_id": phase.id, "version": 2, "rules": None, "at": NOW}
        await uow.insert(Agreement, id=agreement_id, **about)
    amina, ben = Writer(people[0], "AMINA"), Writer(people[1], "BEN")
    town = Town(store, set_id, session_id, phase.id, agreement_id, amina, ben)
    async with store.write() as uow:
        for writer in (amina, ben):
            await Pen(uow, town, writer).own()
        for writer, other in ((amina, ben), (ben, amina)):
            await Pen(uow, town, writer).to(other)
    return town


class Pen:
    """Writes one member's rows."""

    def __init__(self, uow: UnitOfWork, town: Town, me: Writer) -> None:
        self.uow, self.town, self.me = uow, town, me
        self.set, self.own_key = Scope("set", town.set_id), Scope("person", me.person.id)

    async def add(self, model: type[Base], **values: Any) -> UUID:  # noqa: ANN401 - the columns of any model
        row_id: UUID = values.pop("id", None) or self.uow.new_id()
        await self.uow.insert(model, id=row_id, **values)
        self.me.ids.setdefault(str(model.__tablename__), row_id)
        return row_id

    async def seal(self, column: Field, scope: Scope, row_id: UUID, words: object) -> bytes:
        text = words if isinstance(words, str) else json.dumps(words)
        return await self.uow.seal(column, scope, row_id, Confidential(text))

    async def own(self) -> None:
        """What hangs on nobody else's."""
        await self._issue()
        await self._action()
        await self._reflections()
        await self._update()
        await self._to_the_set()

    async def _issue(self) -> None:
        issue_id = self.uow.new_id()
        await self.add(
            Issue,
            id=issue_id,
            set_id=self.town.set_id,
            author_id=self.me.person.id,
            standing="open",
            raised_at=NOW,
            revision=1,
            headline=await self.seal(Field.ISSUE_HEADLINE, self.set, issue_id, self.me.words("issue.headline")),
            progress=await self.seal(Field.ISSUE_PROGRESS, self.set, issue_id, "moving"),
        )
        await self.add(IssueHolder, issue_id=issue_id, person_id=self.me.person.id, state="yes", since=NOW, revision=1)
        await self._said_of_issue(issue_id)

    async def _said_of_issue(self, issue_id: UUID) -> None:
        """They worded it anew, and said something when it was settled. Before them, another had worded it once."""
        me, before = self.me, {"headline": self.me.words("issue.before"), "author_id": str(self.me.person.id)}
        for number, body in enumerate(
            [
                {"kind": "reworded", "before": {"headline": "words of another", "author_id": str(issue_id)}},
                {"kind": "reworded", "before": before},
                {"kind": "settled", "before": {"state": "open"}},
            ],
            2,
        ):
            event_id, last = self.uow.new_id(), number == 4
            own = {"helped": me.words("issue.helped"), "see": me.words("issue.see")}
            await self.add(
                IssueEvent,
                id=event_id,
                issue_id=issue_id,
                person_id=me.person.id,
                at=NOW,
                undone_at=None,
                revision=number,
                body=await self.seal(Field.ISSUE_EVENT_BODY, self.set, event_id, body),
                own=await self.seal(Field.ISSUE_EVENT_OWN, self.own_key, event_id, own) if last else None,
                shared=await self.seal(Field.ISSUE_EVENT_SHARED, self.set, event_id, me.words("issue.line"))
                if last
                else None,
            )

    async def _action(self) -> None:
        me, action_id, event_id, outcome_id = self.me, *(self.uow.new_id() for _ in range(3))
        boxes = {name: me.words(f"action.{name}") for name in ("about", "sign", "support", "if_then", "plan", "expect")}
        await self.add(
            Action,
            id=action_id,
            set_id=self.town.set_id,
            holder_id=me.person.id,
            issue_id=me.ids["issue"],
            standing="open",
            due_date=date(2026, 5, 20),
            zone="Europe/London",
            next_ask_at=NOW + DAY,
            committed_at=NOW,
            revision=2,
            label=await self.seal(Field.ACTION_LABEL, self.set, action_id, me.words("action.label")),
            detail=await self.seal(Field.ACTION_DETAIL, self.own_key, action_id, boxes),
            progress=await self.seal(Field.ACTION_PROGRESS, self.own_key, action_id, "stuck"),
        )
        body = {
            "kind": "changed",
            "revision": 2,
            "before": {"label": me.words("event.label"), "detail": {"about": me.words("event.box")}},
            "note": me.words("action_event.body"),
            "beside": {"compared": me.words("event.compared"), "act": "adapt"},
        }
        await self.add(
            ActionEvent,
            id=event_id,
            action_id=action_id,
            person_id=me.person.id,
            at=NOW,
            for_supporter=True,
            body=await self.seal(Field.ACTION_EVENT_BODY, self.own_key, event_id, body),
            shared=await self.seal(Field.ACTION_EVENT_SHARED, self.set, event_id, me.words("action_event.body")),
        )
        came = {"planned": me.words("outcome.planned"), "turned_out": "as_hoped", "actual": me.words("outcome.actual")}
        await self.add(
            Outcome,
            id=outcome_id,
            set_id=self.town.set_id,
            person_id=me.person.id,
            action_id=action_id,
            event_id=event_id,
            at=NOW,
            audience="me",
            body=await self.seal(Field.OUTCOME, self.own_key, outcome_id, came),
        )
        list_id, reply_id = self.uow.new_id(), self.uow.new_id()
        await self.add(
            OwnList,
            id=list_id,
            session_id=self.town.session_id,
            person_id=me.person.id,
            body=await self.seal(Field.OWN_LIST, self.own_key, list_id, [str(action_id)]),
        )
        await self.add(
            PendingReply,
            id=reply_id,
            person_id=me.person.id,
            at=NOW,
            message_ts="1.1",
            state="asking",
            warned=False,
            expires_at=NOW + DAY,
            revision=1,
            body=await self.seal(Field.PENDING_REPLY, self.own_key, reply_id, me.words("pending_reply.body")),
        )
        part = {"action_id": action_id, "event_id": event_id, "place": 1, "answered": False}
        await self.add(ReplyPart, reply_id=reply_id, **part)

    async def _reflections(self) -> None:
        for audience, scope in (("me", self.own_key), ("set", self.set)):
            row_id = self.uow.new_id()
            body = await self.seal(Field.REFLECTION, scope, row_id, self.me.words(f"reflection.{audience}"))
            values = {"person_id": self.me.person.id, "audience": audience, "at": NOW, "revision": 1, "body": body}
            if audience == "set":
                values |= {"set_id": self.town.set_id, "round_id": await self._round()}
            await self.add(Reflection, id=row_id, **values)

    async def _round(self) -> UUID:
        """The one round of the set."""
        known = self.town.amina.ids.get("reflection_round")
        if known is not None:
            return known
        return await self.add(
            ReflectionRound,
            set_id=self.town.set_id,
            after_session_id=self.town.session_id,
            question=22,
            opens_at=NOW,
            deadline=NOW + DAY,
            state="open",
        )

    async def _update(self) -> None:
        update_id = self.uow.new_id()
        about = f"action {self.me.ids['action']}\n{self.me.words('shared_update.body')}"
        await self.add(
            SharedUpdate,
            id=update_id,
            set_id=self.town.set_id,
            author_id=self.me.person.id,
            audience="set",
            lasts="set",
            shared_at=NOW,
            notice_channel="CSET",
            notice_ts=f"7.{self.me.name}",
            revision=1,
            body=await self.seal(Field.UPDATE_BODY, self.set, update_id, about),
            readers=await self.seal(Field.UPDATE_READERS, self.set, update_id, "-" * 960),
        )

    async def _to_the_set(self) -> None:
        me, call_id, bid_id, idea_id = self.me, *(self.uow.new_id() for _ in range(3))
        await self.add(
            QuestionCall,
            id=call_id,
            set_id=self.town.set_id,
            asker_id=me.person.id,
            state="open",
            draft_key=me.name,
            at=NOW,
            closes_at=NOW + 7 * DAY,
            revision=1,
            about=await self.seal(Field.QUESTION_CALL, self.set, call_id, me.words("question_call.about")),
        )
        bid = {"line": me.words("bid.line"), "why": me.words("bid.why"), "urgent": True}
        await self.add(
            Bid,
            id=bid_id,
            set_id=self.town.set_id,
            session_id=self.town.session_id,
            person_id=me.person.id,
            state="open",
            at=NOW,
            revision=1,
            body=await self.seal(Field.BID_BODY, self.set, bid_id, bid),
        )
        prompt_id = self.uow.new_id()
        prompt = await self.seal(Field.SET_PROMPT, self.set, prompt_id, me.words("set_prompt.body"))
        added = {"set_id": self.town.set_id, "author_id": me.person.id, "at": NOW, "body": prompt}
        await self.add(SetPrompt, id=prompt_id, **added)
        idea = await self.seal(Field.RULE_IDEA, self.set, idea_id, me.words("rule_idea.idea"))
        about = {"agreement_id": self.town.agreement_id, "person_id": me.person.id, "idea": idea, "at": NOW}
        await self.add(RuleIdea, id=idea_id, **about)

    async def to(self, other: Writer) -> None:
        """What hangs on somebody else's, sealed where it is for their eyes."""
        me, their_key = self.me, Scope("person", other.person.id)
        answer_id, question_id, word_id = (self.uow.new_id() for _ in range(3))
        answer = await self.seal(Field.UPDATE_ANSWER, self.set, answer_id, f"reply\n{me.words('update_answer.body')}")
        update = {"update_id": other.ids["shared_update"], "person_id": me.person.id}
        await self.add(UpdateAnswer, id=answer_id, **update, at=NOW, body=answer)
        await self.add(UpdateRecipient, **update)
        said = {"words": me.words("open_question.body"), "read": False}
        question = await self.seal(Field.OPEN_QUESTION, their_key, question_id, said)
        call = {"call_id": other.ids["question_call"], "author_id": me.person.id}
        await self.add(OpenQuestion, id=question_id, **call, at=NOW, body=question)
        word = await self.seal(Field.SUPPORTER_WORD, their_key, word_id, me.words("supporter_word.body"))
        action = {"action_id": other.ids["action"]}
        await self.add(SupporterWord, id=word_id, **action, author_id=me.person.id, at=NOW, body=word)
        await self.add(Supporter, **action, person_id=me.person.id, state="yes", revision=1)
