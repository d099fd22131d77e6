"""Counts again what can be: of one person's attempts the first three count now, ten together.

Where answers of an edition are forgotten that were counted, its counts stay as they are.
"""

from django.db import migrations


def count_again(apps, schema_editor):
    Attempt = apps.get_model("quizzes", "Attempt")
    PlayCount = apps.get_model("quizzes", "PlayCount")
    counted = Attempt.objects.filter(counted_in__isnull=False)
    stays = set(counted.filter(forgotten_at__isnull=False).values_list("edition", flat=True))
    PlayCount.objects.exclude(edition__in=stays).delete()
    counted.exclude(edition__in=stays).update(counted_in=None)


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0014_the_mark_is_the_month")]
    operations = [migrations.RunPython(count_again, migrations.RunPython.noop)]
