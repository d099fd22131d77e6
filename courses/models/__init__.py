"""What people learn, and how far they have come."""

from courses.models.editions import CourseEdition, SignOff, Step
from courses.models.pages import Course, CourseIndex, Lesson
from courses.models.problems import Problem
from courses.models.progress import ActivityDone, Completion, Enrolment, Withdrawal

__all__ = [
    "ActivityDone",
    "Completion",
    "Course",
    "CourseEdition",
    "CourseIndex",
    "Enrolment",
    "Lesson",
    "Problem",
    "SignOff",
    "Step",
    "Withdrawal",
]
