"""What ends a workflow. Wagtail's models import this, so it imports none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from people.models import Person


def publish_approved(workflow_state: WorkflowState, user: Person | None = None) -> None:
    """Whoever may approve the last task publishes by approving, and needs no other right to."""
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
