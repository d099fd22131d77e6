"""A real service. Everything that must be chosen is demanded from the environment."""

from config.settings.base import *  # noqa: F403 -- settings extend settings
from config.settings.base import SILENCED_SYSTEM_CHECKS, env

PRODUCTION = True
DEMO = env.bool("DEMO", default=False)  # a system check refuses to start when this is set
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
WAGTAILADMIN_BASE_URL = env("BASE_URL")

# Every process counts with the others, so that a limit of sign-ins is one limit. A table of the
# database by default, which `manage.py createcachetable` makes.
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://cache")}

# How many proxies stand in front, each adding to X-Forwarded-For. With fewer than there are, all
# people share one limit of sign-ins; with more, anybody can pretend to come from elsewhere.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = [
    *SILENCED_SYSTEM_CHECKS,
    "security.W019",  # Wagtail shows previews in a frame of its own address.
    "security.W021",  # Preloading binds a whole domain, which is not ours to bind.
]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

EMAIL_CONFIG = env.email_url("EMAIL_URL")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")
