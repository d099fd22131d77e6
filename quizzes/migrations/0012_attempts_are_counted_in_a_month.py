from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0011_stops_are_counted")]
    operations = [
        migrations.AddField(
            model_name="attempt",
            name="counted_in",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="counted in the month"),
        ),
    ]
