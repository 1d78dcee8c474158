"""The sandbox's page: Slack for a visitor, without Slack."""
