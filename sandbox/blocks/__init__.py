"""A strict linter of Block Kit: what Slack would refuse, and what it would take but people would not like.

Tables: `elements`, `objects`, `rich_text`, `layout` (blocks and surfaces). Machinery: `checks`, `rules`. Whole messages
and views: `surfaces`. Manners: `quality`.
"""

from sandbox.blocks.quality import quality_of_message
from sandbox.blocks.surfaces import problems_in_message, problems_in_view

__all__ = ["problems_in_message", "problems_in_view", "quality_of_message"]
