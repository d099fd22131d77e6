"""What courses announces, without knowing who listens."""

from django.dispatch import Signal

# Sent in the transaction of the fact: an enrolment, the first act in it, a completion, its
# withdrawal, a completion from elsewhere, a material edition that everybody takes by a day. With
# `persons` (a list of primary keys; None for everybody with a completion of the course),
# `course_key`, and `from_day`, the first day on which anything can count otherwise than before.
completions_changed = Signal()
