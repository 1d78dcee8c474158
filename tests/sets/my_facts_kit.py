"""What is kept about the two writers of my_data_kit beside their words: a row in every table that has a person."""

from datetime import date
from uuid import UUID

from sets.people import DEFAULTS
from storage.cipher import Scope
from storage.fields import Field
from storage.models import (
    Agreed,
    Answer,
    Arrival,
    Attendance,
    Away,
    Ballot,
    Buddy,
    BuddySide,
    Consent,
    Delivery,
    Nudge,
    PairMeeting,
    PersonSettings,
    ProgrammeRole,
    ReflectionPause,
    Round,
    SetChange,
    Sign,
    Snapshot,
    SnapshotPerson,
    Swap,
    Turn,
)
from storage.queries import setup
from tests.conftest import NOW
from tests.sets.my_data_kit import DAY, Pen, Town, Writer


async def add_facts(town: Town) -> None:
    async with town.store.write() as uow:
        for writer, other in ((town.amina, town.ben), (town.ben, town.amina)):
            await _Clerk(uow, town, writer).facts(other)


class _Clerk(Pen):
    """Notes what is kept of one member."""

    async def facts(self, other: Writer) -> None:
        """What is kept beside words."""
        me, set_id, session_id = self.me.person.id, self.town.set_id, self.town.session_id
        chosen = DEFAULTS.row() | {"paused_until": date(2026, 6, 1)}
        await self.add(PersonSettings, person_id=me, **chosen)
        await self.add(Away, person_id=me, first_day=date(2026, 6, 3), last_day=date(2026, 6, 5))
        await self.add(ReflectionPause, person_id=me)
        await self.add(Buddy, set_id=set_id, phase_id=self.town.phase_id, person_id=me, pair=1)
        await self.add(BuddySide, set_id=set_id, person_id=me)
        change = {"before": "{}", "after": "{}", "delivery_id": None}
        await self.add(SetChange, set_id=set_id, person_id=me, at=NOW, **change)
        await self.add(Arrival, set_id=set_id, person_id=me, how="joined", state="waiting", at=NOW, revision=1)
        await self.add(Attendance, session_id=session_id, person_id=me, state="cannot", at=NOW)
        mine, theirs = await self._turn("presenting", me), await self._turn("hosting", other.person.id, state="done")
        parties = {"asker_id": me, "asked_id": other.person.id}
        await self.add(Swap, turn_id=mine, other_turn_id=theirs, **parties, state="asked", asked_at=NOW, revision=1)
        chat = {"set_id": set_id, "phase_id": self.town.phase_id, "pair": 1, "on_day": date(2026, 5, 20)}
        if "pair_meeting" not in other.ids:  # of the pair, which the two are
            await self.add(PairMeeting, **chat, state="planned", revision=1)
        await self.add(Sign, session_id=session_id, stage=1, person_id=me, kind="pass")
        await self.add(Consent, person_id=me, scope="join", subject_id=set_id, text_hash="0" * 64, answer="yes", at=NOW)
        await self.add(Agreed, agreement_id=self.town.agreement_id, person_id=me, state="agreed")
        await self._votes()
        await self._sent()
        programme = await self._programme()
        role = {"programme_id": programme, "person_id": me, "role": "coordinator", "from_at": NOW - DAY}
        await self.add(ProgrammeRole, **role, digest_day=1, digest_time="09:00", until_at=NOW)

    async def _turn(self, ledger: str, person_id: UUID, state: str = "accepted") -> UUID:
        about = {"set_id": self.town.set_id, "session_id": self.town.session_id, "ledger": ledger}
        return await self.add(Turn, **about, person_id=person_id, state=state, rule="asked", offered_at=NOW, revision=1)

    async def _votes(self) -> None:
        """A vote that runs, and feedback that has closed."""
        me, round_id = self.me.person.id, self.uow.new_id()
        asked = {"set_id": self.town.set_id, "opens_at": NOW, "deadline": NOW + DAY}
        blob = await self.seal(Field.BALLOT, Scope("round", round_id), round_id, {"wish": self.me.words("ballot.blob")})
        await self.add(Round, id=round_id, **asked, kind="process_review", subject_id=self.uow.new_id(), state="open")
        await self.add(Ballot, id=round_id, round_id=round_id, person_id=me, blob=blob)
        result = asked | {"kind": "feedback", "subject_id": self.uow.new_id(), "recipient_id": me, "state": "closed"}
        feedback = await self.add(Round, **result)
        for number in range(4):
            answer_id = self.uow.new_id()
            said = {"strength": "listened", "strength_line": f"feedback {number} for {self.me.name}"}
            body = await self.seal(Field.ANSWER, self.own_key, answer_id, said)
            await self.add(Answer, id=answer_id, round_id=feedback, body=body)

    async def _sent(self) -> None:
        me = self.me.person.id
        await self.add(
            Nudge,
            person_id=me,
            kind="checkin",
            subject_id=self.me.ids["action"],
            slot="due",
            subject_revision=1,
            since=NOW,
            due_at=NOW + DAY,
            expires_at=NOW + 2 * DAY,
            state="planned",
            revision=1,
        )
        await self.add(
            Delivery,
            recipient_id=me,
            effect="post",
            kind="checkins.bundle",
            dedupe_hash=self.me.name.ljust(64, "0"),
            state="sent",
            due_at=NOW,
            next_at=NOW,
            attempts=0,
            ambiguous=False,
            version=1,
        )
        figures = {"shown": "shown", "pooled_sets": 2, "pooled_people": 12}
        week = {"programme_id": await self._programme(), "week": NOW.date(), "made_at": NOW}
        known = self.town.amina.ids.get("snapshot")
        snapshot = known or await self.add(Snapshot, **week, **figures)
        await self.add(SnapshotPerson, snapshot_id=snapshot, person_id=me)

    async def _programme(self) -> UUID:
        found = await setup.any_programme(self.uow)
        assert found is not None
        return found
