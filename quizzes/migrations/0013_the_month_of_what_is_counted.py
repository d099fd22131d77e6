"""What is counted already was counted in the month in which it was finished."""

from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import DateField
from django.db.models.functions import TruncMonth

LONDON = ZoneInfo("Europe/London")


def name_the_month(apps, schema_editor):
    month = TruncMonth("finished_at", output_field=DateField(), tzinfo=LONDON)
    apps.get_model("quizzes", "Attempt").objects.filter(is_counted=True).update(counted_in=month)


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0012_attempts_are_counted_in_a_month")]
    operations = [migrations.RunPython(name_the_month, migrations.RunPython.noop)]
