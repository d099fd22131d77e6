"""The question bank. A quiz freezes its questions when it is published."""

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Locale, Orderable, TranslatableMixin
from wagtail.search import index

from findings.models import Finding
from quizzes.models.question_form import QuestionForm

QUESTION_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class Question(index.Indexed, TranslatableMixin, ClusterableModel):
    """An item of the bank. Changing it changes nothing that was published: quizzes keep a copy."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("one answer")
        MULTIPLE = "multiple", _("several answers")
        MATCHING = "matching", _("match each to what belongs to it")
        ORDERING = "ordering", _("put in order")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SINGLE)
    text = RichTextField(_("question"), features=QUESTION_FEATURES)
    feedback = RichTextField(
        _("explanation"),
        features=QUESTION_FEATURES,
        blank=True,
        help_text=_("Shown with the result, whatever was answered."),
    )
    findings = ParentalManyToManyField(
        Finding, related_name="questions", blank=True, verbose_name=_("findings it answers")
    )
    read_again = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("read again"),
        help_text=_("The lesson to offer to whoever got this wrong."),
    )

    base_form_class = QuestionForm
    panels = [
        FieldPanel("kind"),
        FieldPanel("text"),
        InlinePanel(
            "options",
            heading=_("Options"),
            label=_("Option"),
            min_num=2,
            help_text=_(
                "Write for each option what somebody who chose it should hear. Where things are to "
                "be put in order, list them here in the right one: each attempt shuffles them."
            ),
        ),
        FieldPanel("feedback"),
        MultiFieldPanel(
            [
                FieldPanel("findings", widget=CheckboxSelectMultiple),
                PageChooserPanel("read_again", "courses.Lesson"),
            ],
            heading=_("Why, and where to read"),
        ),
    ]
    search_fields = [index.SearchField("text"), index.AutocompleteField("text")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return Truncator(strip_tags(self.text)).chars(100)

    @property
    def finding_refs(self) -> str:
        return ", ".join(finding.ref for finding in self.findings.all())

    @property
    def quiz_titles(self) -> str:
        titles = {place.quiz.title for place in self.quiz_questions.all()}
        return ", ".join(sorted(titles))

    def localized_in(self, locale: Locale) -> "Question":
        """The same question in the language, or itself where it has not been translated."""
        return self.get_translation_or_none(locale) or self


class Option(TranslatableMixin, Orderable):
    """An answer to choose; of a matching question, one pair of things that belong together."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("text"), max_length=500)
    is_right = models.BooleanField(
        _("right"),
        default=False,
        help_text=_("Not used for matching questions, nor for putting in order."),
    )
    match = models.CharField(
        _("belongs to it"),
        max_length=500,
        blank=True,
        help_text=_("For matching questions: what belongs to this option."),
    )
    feedback = models.TextField(_("feedback"), blank=True)

    panels = [
        FieldPanel("text"),
        FieldPanel("is_right"),
        FieldPanel("match"),
        FieldPanel("feedback"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")

    def __str__(self) -> str:
        return self.text
