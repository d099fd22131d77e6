"""What belongs to people and units, in templates."""

from django import template

from people.models import Unit

register = template.Library()


@register.filter
def named(unit: Unit, language: str) -> str:
    """The unit's name in the language, where it has one there."""
    return unit.name_in(language)
