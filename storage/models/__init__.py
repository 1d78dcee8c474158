"""The whole schema; import models from here."""

from storage.models.actions import Action, ActionEvent
from storage.models.base import Base, Scoped
from storage.models.delivery import ChannelGate, Delivery, OperatorLog, Receipt, WorkspaceGate
from storage.models.joining import Consent, Invitation, Membership
from storage.models.nudges import Nudge
from storage.models.people import Away, Person, PersonSettings
from storage.models.replies import PendingReply
from storage.models.setup import LearningSet, Programme, ProgrammeRole, SetupStep
from storage.models.vault import DataKey
from storage.models.workspaces import Workspace

__all__ = [
    "Action",
    "ActionEvent",
    "Away",
    "Base",
    "ChannelGate",
    "Consent",
    "DataKey",
    "Delivery",
    "Invitation",
    "LearningSet",
    "Membership",
    "Nudge",
    "OperatorLog",
    "PendingReply",
    "Person",
    "PersonSettings",
    "Programme",
    "ProgrammeRole",
    "Receipt",
    "Scoped",
    "SetupStep",
    "Workspace",
    "WorkspaceGate",
]
