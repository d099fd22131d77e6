"""The suite: fast passwords, files in a folder of its own, nothing leaves the machine."""

from config.settings.base import *  # noqa: F403 -- settings extend settings
from config.settings.base import VAR_DIR, database

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SIMULATION = True
DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'test' / 'default.sqlite3'}")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "lasting": {"BACKEND": "config.lasting.LastingFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "test" / "media"
STATIC_ROOT = VAR_DIR / "test" / "static"
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
