"""The whole schema; import models from here."""

from storage.models.actions import Action, ActionEvent
from storage.models.agreement import Agreed, Agreement, RuleIdea
from storage.models.ballots import Answer, Ballot, Round
from storage.models.base import Base, Scoped
from storage.models.buddies import Buddy, BuddySide, PairMeeting
from storage.models.calendar import Attendance, Phase, Session, SessionChange
from storage.models.delivery import ChannelGate, Delivery, OperatorLog, Receipt, WorkspaceGate
from storage.models.digest import CallRequest, Snapshot, SnapshotPerson, SnapshotSet
from storage.models.erasing import Erasure
from storage.models.handover import Handover
from storage.models.issues import Issue, IssueEvent, IssueHolder, IssueSession
from storage.models.joining import Arrival, Consent, Invitation, Membership
from storage.models.nudges import Nudge
from storage.models.outcomes import Outcome
from storage.models.own_lists import OwnList
from storage.models.people import Away, Person, PersonSettings
from storage.models.questions import OpenQuestion, QuestionCall
from storage.models.reflections import Reflection, ReflectionPause, ReflectionRound, SetPrompt
from storage.models.replies import PendingReply, ReplyPart
from storage.models.rotation import Rota, Swap, Turn
from storage.models.sessions import Bid, Run, Sign, Stage
from storage.models.setup import LearningSet, Programme, ProgrammeRole, SetChange, SetupStep
from storage.models.supporters import Supporter, SupporterWord
from storage.models.updates import SharedUpdate, UpdateAnswer, UpdateRecipient
from storage.models.vault import DataKey
from storage.models.workspaces import Workspace

__all__ = [
    "Action",
    "ActionEvent",
    "Agreed",
    "Agreement",
    "Answer",
    "Arrival",
    "Attendance",
    "Away",
    "Ballot",
    "Base",
    "Bid",
    "Buddy",
    "BuddySide",
    "CallRequest",
    "ChannelGate",
    "Consent",
    "DataKey",
    "Delivery",
    "Erasure",
    "Handover",
    "Invitation",
    "Issue",
    "IssueEvent",
    "IssueHolder",
    "IssueSession",
    "LearningSet",
    "Membership",
    "Nudge",
    "OpenQuestion",
    "OperatorLog",
    "Outcome",
    "OwnList",
    "PairMeeting",
    "PendingReply",
    "Person",
    "PersonSettings",
    "Phase",
    "Programme",
    "ProgrammeRole",
    "QuestionCall",
    "Receipt",
    "Reflection",
    "ReflectionPause",
    "ReflectionRound",
    "ReplyPart",
    "Rota",
    "Round",
    "RuleIdea",
    "Run",
    "Scoped",
    "Session",
    "SessionChange",
    "SetChange",
    "SetPrompt",
    "SetupStep",
    "SharedUpdate",
    "Sign",
    "Snapshot",
    "SnapshotPerson",
    "SnapshotSet",
    "Stage",
    "Supporter",
    "SupporterWord",
    "Swap",
    "Turn",
    "UpdateAnswer",
    "UpdateRecipient",
    "Workspace",
    "WorkspaceGate",
]
