"""Builders of what people see: data in, blocks out. Pure: no database, no Slack, no clock."""
