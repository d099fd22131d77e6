"""The form of a question: the bank holds only questions that a quiz can ask."""

from wagtail.admin.forms import WagtailAdminModelForm

from quizzes import compiling


class QuestionForm(WagtailAdminModelForm):
    """Says every reason at once for which no quiz could be published with the question."""

    is_checked = False

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        if self.is_checked or self.is_deferred_validation:
            return valid
        self.is_checked = True
        if not self.formsets["options"].is_valid():
            return False
        self.formsets["options"].save(commit=False)
        problems = compiling.question_problems(self.instance)
        for problem in problems:
            self.add_error(None, problem.message)
        return valid and not problems
