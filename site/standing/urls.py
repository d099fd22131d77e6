from django.urls import path

from standing.views import assignments, exemptions, learning

app_name = "standing"
urlpatterns = [
    path("requirements/", assignments.requirements, name="requirements"),
    path("requirements/new/", assignments.make, name="make_assignment"),
    path("requirements/<uuid:key>/", assignments.assignment, name="assignment"),
    path("requirements/<uuid:key>/change/", assignments.change, name="change_assignment"),
    path("requirements/<uuid:key>/end/", assignments.end, name="end_assignment"),
    path("courses/<uuid:course_key>/renew/", learning.renew, name="renew"),
    path("people/<uuid:key>/exemptions/", exemptions.exemptions, name="exemptions"),
    path(
        "people/<uuid:key>/exemptions/<uuid:exemption>/withdraw/",
        exemptions.withdraw,
        name="withdraw_exemption",
    ),
]
