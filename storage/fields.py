"""Frozen numbers of the sealed columns. They are part of every record's associated data:
never change or reuse one, or rows written with it can no longer be read."""

from enum import Enum


class Field(Enum):
    """(table number, field number) of a sealed column."""

    DELIVERY_ARGS = (1, 1)
    ACTION_LABEL = (2, 1)
    ACTION_DETAIL = (2, 2)
    ACTION_PROGRESS = (2, 3)
    ACTION_EVENT_BODY = (3, 1)
    ACTION_EVENT_SHARED = (3, 2)
    WORKSPACE_TOKEN = (4, 1)
    PENDING_REPLY = (5, 1)
    SESSION_PLACE = (6, 1)
    ISSUE_HEADLINE = (7, 1)
    ISSUE_PROGRESS = (7, 2)
    QUESTION_CALL = (13, 1)
    OPEN_QUESTION = (14, 1)
    OWN_LIST = (15, 1)
    REFLECTION = (16, 1)
    UPDATE_BODY = (20, 1)
    UPDATE_READERS = (20, 2)
    UPDATE_ANSWER = (21, 1)
    BALLOT = (22, 1)
    ANSWER = (23, 1)
    SESSION_CHANGE_PLACE = (24, 1)
    BID_BODY = (26, 1)
    OUTCOME = (40, 1)
    SUPPORTER_WORD = (41, 1)
    ISSUE_EVENT_BODY = (70, 1)
    ISSUE_EVENT_OWN = (70, 2)
    ISSUE_EVENT_SHARED = (70, 3)
    SET_PROMPT = (77, 1)

    AGREEMENT_RULES = (10, 1)
    RULE_IDEA = (11, 1)

    @property
    def table_id(self) -> int:
        return self.value[0]

    @property
    def field_id(self) -> int:
        return self.value[1]
