"""Statements before the ack: the Home tab."""

from tests.whole.statements.core import event, happened, still

OPENED = happened("app_home_opened", user="UAMINA", channel="D1", tab="home")

# Slack has its answer before any of these is read. Two say whose Home it is, and a room that shows something has one.
LINES = (event("app_home_opened", still(OPENED), 10),)
