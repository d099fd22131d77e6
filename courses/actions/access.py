"""What trainers, reviewers, national leads and administrators may do in the Wagtail admin."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from courses.models import CourseIndex
from people.permissions import ADMINISTRATORS, NATIONAL_LEADS, REVIEWERS, TRAINERS

REVIEW = "Review"  # The name of the workflow and of its one task.
ENTER = Q(content_type__app_label="wagtailadmin", codename="access_admin")
TRANSLATE = Q(content_type__app_label="simple_translation", codename="submit_translation")
BANK = Q(content_type__app_label="quizzes", content_type__model__in=["question", "option"])
READ = Q(content_type__app_label="findings", codename__startswith="view_") | Q(
    content_type__app_label="quizzes", codename="view_question"
)
FINDINGS_AND_CARE = Q(content_type__app_label__in=["findings", "wellbeing"])
PEOPLE = Q(
    content_type__app_label="people", codename__in=["add_person", "change_person", "view_person"]
)
RIGHTS = {
    TRAINERS: ENTER | TRANSLATE | BANK | READ,
    REVIEWERS: ENTER | READ,
    NATIONAL_LEADS: None,
    ADMINISTRATORS: ENTER | TRANSLATE | BANK | FINDINGS_AND_CARE | PEOPLE,
}
WRITE_AND_PUBLISH = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
PAGE_RIGHTS = {
    TRAINERS: WRITE_AND_PUBLISH,
    REVIEWERS: ["change_page"],
    ADMINISTRATORS: WRITE_AND_PUBLISH,
}
IMAGE_RIGHTS = ["add_image", "change_image", "choose_image"]
MEDIA_RIGHTS = ["add_media", "change_media"]  # Whoever may change one may choose it.
DOCUMENT_RIGHTS = ["add_document", "change_document", "choose_document"]


@transaction.atomic
def give_access(index: CourseIndex) -> int:
    """Make the groups that are missing, with their rights below the catalogue; returns how many.

    A group that is there stays as it is, whoever changed it. With the reviewers comes the workflow
    in which they approve what is submitted.
    """
    return sum(_make(name, rights, index) for name, rights in RIGHTS.items())


def _make(name: str, rights: Q | None, index: CourseIndex) -> bool:
    group, is_new = Group.objects.get_or_create(name=name)
    if not is_new:
        return False
    if rights is not None:
        group.permissions.set(Permission.objects.filter(rights))
    _on_pages(group, index, PAGE_RIGHTS.get(name, []))
    if name in (TRAINERS, ADMINISTRATORS):
        _on_files(group)
    if name == REVIEWERS:
        _review(group, index)
    return True


def _on_pages(group: Group, index: CourseIndex, codenames: list[str]) -> None:
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=index, permission=permission)
        for permission in _of("wagtailcore", codenames)
    )


def _on_files(group: Group) -> None:
    root = Collection.get_first_root_node()
    files = (
        _of("wagtailimages", IMAGE_RIGHTS)
        | _of("wagtailmedia", MEDIA_RIGHTS)
        | _of("wagtaildocs", DOCUMENT_RIGHTS)
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=root, permission=permission)
        for permission in files
    )


def _review(reviewers: Group, index: CourseIndex) -> None:
    task = GroupApprovalTask.objects.create(name=REVIEW)
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name=REVIEW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=index, defaults={"workflow": workflow})


def _of(app: str, codenames: list[str]) -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
