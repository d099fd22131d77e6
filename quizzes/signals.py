"""What quizzes announces, without knowing who listens."""

from django.dispatch import Signal

# Sent in the transaction that finishes an attempt, with `attempt` and `at`.
attempt_finished = Signal()
