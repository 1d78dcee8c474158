"""Jinja2 for the page: templates beside this file, everything escaped unless it was made as Markup."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def environment() -> Environment:
    """All templates of the page; an unknown name in one is an error, not a blank."""
    return Environment(
        loader=PackageLoader("sandbox.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **given: object) -> Markup:
    """One template as Markup."""
    return Markup(environment().get_template(template).render(**given))  # noqa: S704 - autoescaped
