"""Statements before the ack: the Home tab."""

from tests.whole.statements.core import event, happened, still

OPENED = happened("app_home_opened", user="UAMINA", channel="D1", tab="home")

LINES = (event("app_home_opened", still(OPENED)),)
