"""One machine: `make serve`, and trying things out. Never for people's data."""

from config.settings.base import *  # noqa: F403 -- settings extend settings
from config.settings.base import env

SECRET_KEY = "only-for-this-machine-" + "x" * 40
DEMO = env.bool("DEMO", default=False)
SIMULATION = True
GALLERY = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if not DEMO:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, *env.list("ALLOWED_HOSTS", default=[])]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
