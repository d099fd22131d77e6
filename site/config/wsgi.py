"""The WSGI application that gunicorn serves."""

import os

from django.core.checks import run_checks
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# Django runs its checks for commands only: a server must refuse to start as well.
if errors := [message for message in run_checks(tags=["safety"]) if message.is_serious()]:
    raise SystemCheckError("\n".join(f"{error.id}: {error.msg} {error.hint}" for error in errors))
