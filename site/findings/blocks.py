"""Blocks that tie a place to findings."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from findings.models import Finding

RICH = ["bold", "italic", "ol", "ul", "link"]


def split_refs(text: str) -> list[str]:
    """References typed with commas or spaces between them, in order, each once, in capitals."""
    return list(dict.fromkeys(text.upper().replace(",", " ").replace(";", " ").split()))


class FindingRefsBlock(blocks.CharBlock):
    """The references of findings, such as `S1, S3`; light enough to stand in every choice."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("References of findings, such as S1, S3."))
        super().__init__(**kwargs)

    def clean(self, value: str) -> str:
        refs = split_refs(super().clean(value))
        if unknown := Finding.objects.unknown(refs):
            raise ValidationError(
                _("No finding has the reference %(refs)s.") % {"refs": ", ".join(unknown)}
            )
        return ", ".join(refs)


class FindingCardBlock(blocks.StructBlock):
    """A finding, shown as a card, with what it means here."""

    finding = SnippetChooserBlock(Finding, label=_("Finding"))
    comment = blocks.RichTextBlock(features=RICH, required=False, label=_("What it means here"))

    class Meta:
        icon = "list-ul"
        label = _("Finding card")
        group = _("Why we train")
        template = "findings/blocks/finding_card.html"
        description = _("What an inspection found, with its reference, and what it means here")
