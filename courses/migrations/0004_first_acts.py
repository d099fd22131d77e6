from django.db import migrations
from django.db.models import Exists, F, OuterRef, Q, Subquery


def fill_first_acts(apps, schema_editor):
    """From the activities done and the attempts begun in each enrolment: the earliest of them."""
    Enrolment = apps.get_model("courses", "Enrolment")
    ActivityDone = apps.get_model("courses", "ActivityDone")
    Step = apps.get_model("courses", "Step")
    Attempt = apps.get_model("quizzes", "Attempt")
    done = ActivityDone.objects.filter(enrolment=OuterRef("pk")).order_by("done_at")
    Enrolment.objects.update(first_act_at=Subquery(done.values("done_at")[:1]))
    in_the_course = Step.objects.filter(
        course_edition__course_key=OuterRef(OuterRef("course_key")),
        activity_key=OuterRef("activity_key"),
    )
    begun = (
        Attempt.objects.filter(
            Exists(in_the_course),
            person=OuterRef("person"),
            started_at__gte=OuterRef("started_at"),
        )
        .order_by("started_at")
        .values("started_at")[:1]
    )
    Enrolment.objects.annotate(begun=Subquery(begun)).filter(
        Q(first_act_at__isnull=True) | Q(begun__lt=F("first_act_at")), begun__isnull=False
    ).update(first_act_at=Subquery(begun))


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0003_completions_from_elsewhere"),
        ("quizzes", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill_first_acts, migrations.RunPython.noop)]
