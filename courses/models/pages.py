"""The pages of what is taught: the catalogue, courses and lessons."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses import compiling
from courses.blocks import LESSON_BLOCKS
from findings.models import Finding
from quizzes.domain.compiled import Compiled
from quizzes.models import Activity, ActivityEdition, EditionedPage
from quizzes.models.pages import TITLE_PANEL, in_tabs

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


def under_the_readers_language(
    page: Page, parts: tuple[int, str, str] | None, name: str, *place: Any
) -> tuple[int, str, str] | None:
    """The parts of a page's address: a page in another language than the reader's has one that
    stays in the reader's, and leads to its translation where there is one."""
    reader = get_language()
    if not parts or reader == page.locale.language_code or reader not in dict(settings.LANGUAGES):
        return parts
    return (*parts[:2], reverse(f"courses:{name}", args=place))


class CourseIndex(Page):
    """The catalogue: every course stands below it."""

    intro = RichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)

    edit_handler = ObjectList([TITLE_PANEL, FieldPanel("intro"), PublishingPanel()])
    page_description = _("The list of all courses. One is enough for each language.")
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.Course"]
    template = "courses/course_index.html"

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        return under_the_readers_language(self, super().get_url_parts(request), "catalogue")


class Course(EditionedPage):
    """Something to complete: its live activities, in order, are its steps."""

    summary = models.CharField(
        _("in one sentence"), max_length=250, help_text=_("Shown in the list of courses.")
    )
    intro = RichTextField(
        _("introduction"),
        features=TEXT_FEATURES,
        help_text=_("What it covers, what it does not, and who must sign it off."),
    )

    edit_handler = in_tabs([TITLE_PANEL, FieldPanel("summary"), FieldPanel("intro")])
    page_description = _(
        "Something to complete. Its lessons, quizzes and scenarios stand below it."
    )
    admin_default_ordering = "ord"  # The order of its steps is the order in which they are taken.
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndex"]
    subpage_types: ClassVar[list[str]] = ["courses.Lesson", "quizzes.Quiz", "quizzes.Scenario"]
    template = "courses/course.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        parts = super().get_url_parts(request)
        return under_the_readers_language(self, parts, "course", self.translation_key)

    def compile(self) -> Compiled:
        return compiling.compile_course(self)

    @property
    def original(self) -> Page:
        """The page in the service's own language, whose steps are those of every language."""
        if not self.pk or self.locale.language_code == settings.LANGUAGE_CODE:
            return self
        originals = self.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE)
        return originals.first() or self

    def live_steps(self) -> PageQuerySet:
        """The live pages below the original, in order; an alias has no edition to be taken on."""
        children = self.original.get_children().live().filter(alias_of__isnull=True)
        return children.order_by("path")


class Lesson(Activity):
    """Something to read, done when its “Continue” is pressed."""

    kind = ActivityEdition.Kind.LESSON

    body = StreamField(LESSON_BLOCKS, verbose_name=_("what it says"))
    alternative = RichTextField(
        _("in short"),
        features=TEXT_FEATURES,
        blank=True,
        help_text=_(
            "The same without what may be hard, for whoever would rather not read it all. Offered "
            "beside the content note; it counts the same."
        ),
    )
    findings = ParentalManyToManyField(
        Finding, related_name="lessons", blank=True, verbose_name=_("findings it answers")
    )

    edit_handler = in_tabs(
        [
            *Activity.first_panels,
            FieldPanel("body"),
            FieldPanel("alternative"),
            FieldPanel("findings", widget=CheckboxSelectMultiple),
            *Activity.course_panels,
        ]
    )
    page_description = _("Something to read: words, pictures, findings and case notes.")
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def compile(self) -> Compiled:
        return compiling.compile_lesson(self)
