"""The blocks that a lesson is written with."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from findings.blocks import FindingCardBlock
from quizzes.blocks import RecordingChooserBlock
from wellbeing.models import LocalPathway

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Words")
        template = "courses/blocks/text.html"
        description = _("Paragraphs, headings and lists")


class KeyPointBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pick"
        label = _("Key point")
        group = _("Words")
        template = "courses/blocks/key_point.html"
        description = _("The one thing to remember")


class CaseNoteBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Case note")
        group = _("Practice")
        template = "courses/blocks/case_note.html"
        description = _("A fictional case, or an entry as it could read")


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"))
    text = blocks.RichTextBlock(features=SHORT_FEATURES, required=False, label=_("Text"))


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    steps = blocks.ListBlock(StepBlock(), min_num=1, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = _("Practice")
        template = "courses/blocks/steps.html"
        description = _("What to do, one thing after another")


class RowBlock(blocks.StructBlock):
    cells = blocks.ListBlock(blocks.CharBlock(required=False), min_num=1, label=_("Cells"))


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"))
    header = blocks.ListBlock(blocks.CharBlock(), min_num=1, label=_("Column headings"))
    rows = blocks.ListBlock(RowBlock(), min_num=1, label=_("Rows"))
    avoid = blocks.BooleanBlock(
        required=False,
        label=_("The first column holds words to avoid"),
        help_text=_("Then the safe-wording reviewer leaves that column alone."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Words")
        template = "courses/blocks/table.html"
        description = _("A small table; the first cell of each row is its heading")


class DetailsBlock(blocks.StructBlock):
    summary = blocks.CharBlock(label=_("What is shown closed"))
    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Text"))

    class Meta:
        icon = "collapse-down"
        label = _("Details")
        group = _("Words")
        template = "courses/blocks/details.html"
        description = _("Something to open for whoever wants to know more")


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        required=False,
        label=_("In words"),
        help_text=_("What the image says to somebody who cannot see it. Empty for decoration."),
    )
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Media")
        template = "courses/blocks/image.html"
        description = _("A picture with words for whoever cannot see it")


class MediaBlock(blocks.StructBlock):
    media = RecordingChooserBlock(label=_("Audio or video"))

    class Meta:
        icon = "media"
        label = _("Audio or video")
        group = _("Media")
        template = "courses/blocks/media.html"
        description = _("Something to hear or watch, with captions and what is said")


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(required=False, label=_("What it is"))

    class Meta:
        icon = "download"
        label = _("File")
        group = _("Media")
        template = "courses/blocks/file.html"
        description = _("Something to download or print")


class PromptBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Prompt"))
    text = blocks.RichTextBlock(features=SHORT_FEATURES, required=False, label=_("Words to try"))
    lines = blocks.IntegerBlock(
        min_value=1, max_value=6, default=3, label=_("Lines to write on, when printed")
    )


class WorksheetBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    prompts = blocks.ListBlock(PromptBlock(), min_num=1, label=_("Prompts"))

    class Meta:
        icon = "form"
        label = _("Sheet to print")
        group = _("Practice")
        template = "courses/blocks/worksheet.html"
        description = _("Prompts with room to write on paper. Nothing is kept here.")


class ReflectionBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("What to think about"), max_length=250)
    text = blocks.RichTextBlock(features=SHORT_FEATURES, required=False, label=_("Text"))

    class Meta:
        icon = "edit"
        label = _("Reflection")
        group = _("Practice")
        template = "courses/blocks/reflection.html"
        description = _("Room to write for oneself. It stays in the reader's own browser.")


class LocalPathwayBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("", _("All of them")), *LocalPathway.Kind.choices],
        required=False,
        label=_("Which"),
    )

    class Meta:
        icon = "site"
        label = _("Local pathway")
        group = _("Practice")
        template = "courses/blocks/local_pathway.html"
        description = _("Whom to turn to where the reader works, as their unit keeps it")


LESSON_BLOCKS: list[tuple[str, Any]] = [
    ("text", TextBlock(features=TEXT_FEATURES)),
    ("key_point", KeyPointBlock(features=SHORT_FEATURES)),
    ("finding", FindingCardBlock()),
    ("case_note", CaseNoteBlock()),
    ("steps", StepsBlock()),
    ("table", TableBlock()),
    ("details", DetailsBlock()),
    ("image", PictureBlock()),
    ("media", MediaBlock()),
    ("file", FileBlock()),
    ("worksheet", WorksheetBlock()),
    ("reflection", ReflectionBlock()),
    ("local_pathway", LocalPathwayBlock()),
]
