"""British dates for the language that is called plain "en"."""

from django.conf.locale.en_GB.formats import *  # noqa: F403 -- the British formats, whole
