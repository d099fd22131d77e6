from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        from quizzes import immutable, receivers  # noqa: F401, PLC0415 -- connects the receivers

        pre_migrate.connect(immutable.make_way, dispatch_uid="quizzes.make_way")
        post_migrate.connect(immutable.make_triggers, dispatch_uid="quizzes.make_triggers")
        register(immutable.triggers_are_there, Tags.database)
