"""Whoever may add pictures may add audio and video; new groups get both when they are made."""

from django.db import migrations

GROUPS = ["Trainers", "Administrators"]
RIGHTS = ["add_media", "change_media"]


def give_rights(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    kept = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    rights = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="wagtailmedia", codename__in=RIGHTS
    )
    for group in group_model.objects.filter(name__in=GROUPS):
        for right in rights:
            kept.objects.get_or_create(group=group, collection=root, permission=right)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0010_audio_and_video_in_lessons"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailmedia", "0005_alter_media_options"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
