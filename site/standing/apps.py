from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "standing"

    def ready(self) -> None:
        import standing.receivers  # noqa: F401, PLC0415 -- models are there only now
