"""Settings that hold everywhere; the environment is read in this package only."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[3]
SITE_DIR = BASE_DIR / "site"
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = False
PRODUCTION = False
DEMO = False
SIMULATION = False  # whether made-up people may be added to the database
GALLERY = False  # the page with all components, for whoever works on them

OUR_APPS = [
    "config",
    "reports",
    "standing",
    "courses",
    "quizzes",
    "findings",
    "wellbeing",
    "people",
]
INSTALLED_APPS = [
    *OUR_APPS,
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.sites",
    "people.wagtail_users.PeopleUsersAppConfig",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.embeds",
    "wagtail.snippets",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "health_check",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # It pads at random, so that lengths tell nothing.
    "csp.middleware.CSPMiddleware",
    "config.middleware.AdminContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.SessionRenewal",
    "quizzes.middleware.PublishingInOneTransaction",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.surroundings",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
    ),
}


def database(default_url: str) -> dict[str, object]:
    """The database that `DATABASE_URL` names, with the options each engine needs."""
    configuration: dict[str, object] = env.db("DATABASE_URL", default=default_url)
    if configuration["ENGINE"] == "django.db.backends.sqlite3":
        configuration["OPTIONS"] = SQLITE_OPTIONS
    else:
        configuration["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
        configuration["CONN_MAX_AGE"] = 0
    return configuration


DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'safer-practice.sqlite3'}")}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# People and sign-in

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "people.sign_in.PeopleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "people.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "people.sign_in.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Safer Practice: "
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "people.sign_in_forms.LoginForm",
    "reset_password": "people.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "people.sign_in_forms.ResetPasswordKeyForm",
    "set_password": "people.sign_in_forms.SetPasswordForm",
    "change_password": "people.sign_in_forms.ChangePasswordForm",
    "reauthenticate": "people.sign_in_forms.ReauthenticatePasswordForm",
}
MFA_FORMS = {
    "authenticate": "people.sign_in_forms.AuthenticateForm",
    "reauthenticate": "people.sign_in_forms.ReauthenticateForm",
    "activate_totp": "people.sign_in_forms.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Safer Practice"

SESSION_COOKIE_AGE = 120 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

# Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cy", _("Welsh"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [SITE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [SITE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "lasting": {"BACKEND": "config.lasting.LastingFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "media"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # A story of two million characters that was pasted.

# Wagtail

WAGTAIL_SITE_NAME = "Safer Practice"
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "people:admin_sign_in"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILIMAGES_RENDITION_STORAGE = "config.lasting.LastingFiles"
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_FINISH_WORKFLOW_ACTION = "quizzes.approval.publish_approved"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "config.pictures.PictureForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Nothing that a browser would run. Types are named here: a small machine may know few of them.
WAGTAILDOCS_CONTENT_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WAGTAILDOCS_EXTENSIONS = list(WAGTAILDOCS_CONTENT_TYPES)
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
AUDIO_CONTENT_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}
VIDEO_CONTENT_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
WAGTAILMEDIA = {
    "MEDIA_MODEL": "quizzes.Recording",
    "MEDIA_FORM_BASE": "quizzes.authoring_forms.RecordingForm",
    "AUDIO_EXTENSIONS": list(AUDIO_CONTENT_TYPES),
    "VIDEO_EXTENSIONS": list(VIDEO_CONTENT_TYPES),
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Background work

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# What went wrong is written to standard error. What somebody sent is never part of it, and support
# and pause open in the page: no line can tell who needed them.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "warnings": {"class": "logging.StreamHandler", "formatter": "line", "level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        # A page that is not there, or not for somebody, is no fault of the service.
        "django.request": {"level": "ERROR"},
        # That a task began and ended is in its row; a thousand such lines would hide the one. The
        # worker sets the levels of these two itself, so their handler has one.
        "django_tasks": {"handlers": ["warnings"], "propagate": False},
        "django_tasks_db": {"handlers": ["warnings"], "propagate": False},
        **{app: {"level": "INFO"} for app in OUR_APPS},
    },
}

# A strict policy for everybody; the Wagtail admin has its own in config.middleware.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    },
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# What quizzes links to without knowing who offers it: names of addresses.

ATTEMPT_RETURN_URL_NAME = "courses:after_attempt"
ATTEMPT_IN_WORDS_URL_NAME = "courses:attempt_in_words"
READ_AGAIN_URL_NAME = "courses:activity"

# On SQLite an index simply lacks the columns that only PostgreSQL can add to it.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# Numbers that a service may choose for itself

DISCLOSURE_MINIMUM_PEOPLE = 10
COMPLETION_TARGET = env.int("COMPLETION_TARGET", default=95)  # percent up to date
RENEWAL_OPENS_DAYS = 90  # so many days before a completion ends it can be renewed
CARE_CACHE_SECONDS = 60
SUPPORT_CHECK_DAYS = 365
LARGEST_MEDIA_MEGABYTES = env.int("LARGEST_MEDIA_MEGABYTES", default=200)
KEEP_DECISIONS_MONTHS = 12  # answers and decisions of one person, after their attempt is finished
KEEP_PROBLEM_REPORTS_MONTHS = 24  # what somebody reported about a page
PROBLEM_REPORTS_A_DAY = 10  # so many from one person
