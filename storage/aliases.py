"""A second look at a table within one statement, under a name: one alias a name, for as long as the program runs.

So two statements of one shape name the same alias, and what was found out about the first holds for the second
(`storage.unit_of_work`).
"""

from typing import TypeVar

from sqlalchemy import FromClause, inspect
from sqlalchemy.orm import aliased

from storage.models import Base

Model = TypeVar("Model", bound=Base)

_NAMED: dict[tuple[type[Base], str], type[Base]] = {}
_LASTING: set[FromClause] = set()


def alias(model: type[Model], name: str) -> type[Model]:
    """The alias of this model and name. Within one statement a name stands for one thing."""
    if (model, name) not in _NAMED:
        _NAMED[model, name] = made = aliased(model, name=name)
        _LASTING.add(inspect(made).selectable)
    return _NAMED[model, name]  # type: ignore[return-value]


def is_lasting(table: FromClause) -> bool:
    """Whether this came from `alias`."""
    return table in _LASTING
