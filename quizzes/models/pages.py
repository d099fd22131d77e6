"""The pages that trainers write: quizzes and scenarios, and what every activity shares."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, Revision

from quizzes import compiling
from quizzes.blocks import CounterBlock, EndingBlock, FlagBlock, SceneBlock
from quizzes.domain.compiled import Compiled
from quizzes.domain.problems import Problem
from quizzes.models.bank import Question
from quizzes.models.editions import ActivityEdition, ChosenChange, EditionChange, Retake
from quizzes.models.next_edition import next_edition
from quizzes.models.page_form import EditionedPageForm
from quizzes.panels import StoryPanel
from quizzes.publication import one_publication, was_published

MINOR, NOBODY = EditionChange.MINOR.value, Retake.NOBODY.value
ALTERNATIVE_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]

# Not Wagtail's own panel of the title: that one looks for a slug, which nobody has to see here.
TITLE_PANEL = FieldPanel("title", heading=_("Title"), help_text=_("As learners read it."))
EDITION_PANELS: list[Any] = [
    HelpPanel(
        content=_(
            "<p>Publishing makes a new edition; what was published before is never rewritten. Say "
            "here, before you publish, whether people who have done the last edition, or are in "
            "the middle of it, must do something again.</p>"
        )
    ),
    MultiFieldPanel(
        [
            FieldPanel("change"),
            FieldPanel("retake"),
            FieldPanel("retake_by", heading=_("By which day")),
        ],
        heading=_("What publishing will mean"),
    ),
    PublishingPanel(),
    CommentPanel(),
]


def in_tabs(content: list[Any]) -> TabbedInterface:
    """The editor of a page that makes editions: what it says, and what publishing will mean."""
    return TabbedInterface(
        [
            ObjectList(content, heading=_("Content")),
            ObjectList(EDITION_PANELS, heading=_("Edition")),
        ],
        base_form_class=EditionedPageForm,
    )


class EditionedPage(Page, ChosenChange):  # type: ignore[django-manager-missing]  # Wagtail is untyped
    """A page that is frozen into a numbered edition whenever it is published.

    It goes live together with its edition or not at all, from the shell too.
    """

    private_page_options: ClassVar[list[str]] = []  # Who may read is decided for the whole service.

    class Meta(ChosenChange.Meta):
        abstract = True

    def compile(self) -> Compiled:
        """The page as an edition would keep it. Reads; writes nothing."""
        raise NotImplementedError

    def refusals(self) -> list[Problem]:
        """Every reason for which publishing the page as it stands would be refused."""
        return self.compile().blocking

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """A revision that goes live again asks nothing of anybody: what was chosen is done."""
        if was_published(revision):
            revision.content |= {"change": MINOR, "retake": NOBODY, "retake_by": None}  # not saved
        with one_publication():
            super().publish(revision, *args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        with one_publication():
            super().unpublish(*args, **kwargs)

    def move(self, *args: Any, **kwargs: Any) -> None:
        with one_publication():
            super().move(*args, **kwargs)

    def copy(self, *args: Any, **kwargs: Any) -> Page:
        with one_publication():
            return super().copy(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        with one_publication():
            return super().delete(*args, **kwargs)

    publish.alters_data = True  # type: ignore[attr-defined]  # Templates must not call these.
    unpublish.alters_data = True  # type: ignore[attr-defined]
    move.alters_data = True  # type: ignore[attr-defined]
    copy.alters_data = True  # type: ignore[attr-defined]
    delete.alters_data = True  # type: ignore[attr-defined]


class Activity(EditionedPage):
    """A step of a course. It stands below its course, and its order there is its order for all."""

    kind: ClassVar[ActivityEdition.Kind]

    summary = models.CharField(
        _("in one sentence"), max_length=250, blank=True, help_text=_("Shown in the list of steps.")
    )
    note = models.CharField(
        _("content note"),
        max_length=250,
        blank=True,
        help_text=_("Shown before it begins, where something may be hard. Short and factual."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    is_required = models.BooleanField(
        _("needed to complete the course"), default=True, help_text=_("Otherwise it is an extra.")
    )
    module = models.CharField(
        _("module"),
        max_length=120,
        blank=True,
        help_text=_(
            "Steps that follow one another with the same module stand together under its name."
        ),
    )

    first_panels: ClassVar[list[Any]] = [TITLE_PANEL, FieldPanel("summary")]
    course_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("module"),
                FieldPanel("note"),
                FieldPanel("minutes"),
                FieldPanel("is_required"),
            ],
            heading=_("In the course"),
        )
    ]
    parent_page_types: ClassVar[list[str]] = ["courses.Course"]
    subpage_types: ClassVar[list[str]] = []

    class Meta(EditionedPage.Meta):
        abstract = True

    def refusals(self) -> list[Problem]:
        return next_edition(self).problems


class Quiz(Activity):  # type: ignore[django-manager-missing]  # Wagtail is untyped
    """Questions from the bank, passed at a share of right answers; attempts never run out."""

    kind = ActivityEdition.Kind.QUIZ

    intro = RichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=75,
        validators=[MaxValueValidator(100)],
        help_text=_("Percent of right answers."),
    )
    wait_minutes = models.PositiveIntegerField(
        _("wait between attempts"), default=0, help_text=_("Minutes; 0 for none.")
    )
    draw = models.PositiveSmallIntegerField(
        _("how many each attempt asks"),
        default=0,
        help_text=_(
            "Drawn at random from the questions below, anew for each attempt; 0 asks all of them."
        ),
    )

    edit_handler = in_tabs(
        [
            *Activity.first_panels,
            FieldPanel("intro"),
            FieldPanel("draw"),
            InlinePanel(
                "quiz_questions",
                heading=_("Questions"),
                label=_("Question"),
                help_text=_(
                    "Chosen from the question bank. The quiz keeps each question as it is on the "
                    "day of publishing: publish again after changing one."
                ),
            ),
            MultiFieldPanel(
                [FieldPanel("pass_mark"), FieldPanel("wait_minutes")], heading=_("Passing")
            ),
            *Activity.course_panels,
        ]
    )
    page_description = _("Questions from the question bank, with feedback and a pass mark.")
    template = "quizzes/quiz_page.html"

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def compile(self) -> Compiled:
        return compiling.compile_quiz(self)


class QuizQuestion(Orderable):
    """That a quiz asks a question of the bank, and where."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="quiz_questions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="quiz_questions")

    panels: ClassVar[list[Any]] = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        verbose_name = _("question of a quiz")
        verbose_name_plural = _("questions of a quiz")

    def __str__(self) -> str:
        return str(self.question)


class Scenario(Activity):
    """A branching conversation to rehearse. The first scene is where it starts."""

    kind = ActivityEdition.Kind.SCENARIO

    scenes = StreamField(
        [("scene", SceneBlock()), ("ending", EndingBlock())],
        verbose_name=_("scenes"),
        blank=True,
        collapsed=True,
        help_text=_(
            "The story starts at the first scene. Write the scenes and endings first, then say "
            "for each choice where it leads."
        ),
    )
    variables = StreamField(
        [("counter", CounterBlock()), ("flag", FlagBlock())],
        verbose_name=_("counters and flags"),
        blank=True,
        collapsed=True,
        help_text=_(
            "Only for stories that remember something: trust that grows, or whether somebody has "
            "been told. Choices change them (“Effects”) and can depend on them (“Only open when”)."
        ),
    )
    has_pass_rule = models.BooleanField(_("can be passed or not"), default=False)
    pass_score = models.IntegerField(
        _("points to pass"), null=True, blank=True, help_text=_("Empty: any.")
    )
    pass_without_unsafe = models.BooleanField(
        _("pass only without a decision that risks harm"), default=False
    )
    pass_required = models.BooleanField(
        _("must be passed to complete the course"),
        default=False,
        help_text=_("Otherwise reaching an ending and opening its debrief is enough."),
    )
    one_of = models.CharField(
        _("one of a set"),
        max_length=60,
        blank=True,
        help_text=_(
            "A name of your own. Of the scenarios of a course that share it each person gets one; "
            "whoever renews the course gets one not met before. Empty: everybody gets this one."
        ),
    )
    alternative = RichTextField(
        _("the story in words"),
        features=ALTERNATIVE_FEATURES,
        blank=True,
        help_text=_("For whoever does not want to play it. It counts the same."),
    )

    edit_handler = in_tabs(
        [
            *Activity.first_panels,
            FieldPanel("scenes"),
            StoryPanel(heading=_("The story at a glance"), icon="view"),
            FieldPanel("alternative"),
            MultiFieldPanel(
                [
                    FieldPanel("has_pass_rule"),
                    FieldPanel("pass_score"),
                    FieldPanel("pass_without_unsafe"),
                    FieldPanel("pass_required"),
                ],
                heading=_("Passing"),
            ),
            FieldPanel("variables"),
            *Activity.course_panels,
            MultiFieldPanel([FieldPanel("one_of")], heading=_("Equivalent scenarios")),
        ]
    )
    page_description = _(
        "A conversation to rehearse: scenes with choices that lead to other scenes, and endings."
    )
    template = "quizzes/scenario_page.html"

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def clean(self) -> None:
        super().clean()
        self.scenes = compiling.with_keys(self.scenes)

    def compile(self) -> Compiled:
        return compiling.compile_scenario(self)
