"""What words that are shown to people have to keep to."""

from django.core.exceptions import ValidationError

from wellbeing.domain.wording import refusals


def refuse_unsafe_words(text: str) -> None:
    """Raises ValidationError with everything that must be said otherwise, and why."""
    if found := refusals(text):
        raise ValidationError(found)
