"""Alembic revisions, packaged with the wheel."""
