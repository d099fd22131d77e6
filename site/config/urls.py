"""Every address; Wagtail's catch-all comes last."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from health_check.views import HealthCheckView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import views

urlpatterns = [
    path(
        "health/",
        HealthCheckView.as_view(checks=["health_check.checks.Database"]),
        name="health",
    ),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", views.media, name="media"),
    path("gallery/", views.gallery, name="gallery"),
    path("language/", views.choose_language, name="choose_language"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("account/email/", views.addresses_come_from_the_roster, name="own_addresses"),
        path("account/", include("allauth.urls")),
        path("", include("people.urls")),
        path("", include("wellbeing.urls")),
        path("", include("courses.urls")),
        path("", include("quizzes.urls")),
        path("", include("standing.urls")),
        path("", include("reports.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
