"""System checks: what must be true before the service may start."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}


@register("safety")
def demo_stays_at_home(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Demo mode signs anybody in: never with production settings, never beyond this machine."""
    if not settings.DEMO:
        return []
    problems: list[CheckMessage] = []
    if settings.PRODUCTION:
        problems.append(
            Error(
                "Demo mode cannot be used with production settings.",
                hint="Remove DEMO from the environment.",
                id="config.E001",
            )
        )
    if not set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        problems.append(
            Error(
                "Demo mode works on this machine only.",
                hint="Take every host but 127.0.0.1 and localhost out of ALLOWED_HOSTS.",
                id="config.E002",
            )
        )
    return problems
