from django.urls import path

from reports.views import completion, people, trend

app_name = "reports"
urlpatterns = [
    path("completion/", completion.overview, name="overview"),
    path("completion/people/<uuid:key>/", people.person, name="person"),
    path("completion/<str:course>/", completion.completion, name="completion"),
    path("completion/<str:course>/people/", people.people, name="people"),
    path("completion/<str:course>/people/table.<str:form>", people.download, name="people_file"),
    path("completion/<str:course>/trend/", trend.trend, name="trend"),
    path("completion/<str:course>/trend/table.<str:form>", trend.download, name="trend_file"),
    path("completion/<str:course>/table.<str:form>", completion.download, name="download"),
    path("completion/<str:course>/<str:code>/", completion.completion, name="completion_of_unit"),
    path("completion/<str:course>/<str:code>/trend/", trend.trend, name="trend_of_unit"),
    path(
        "completion/<str:course>/<str:code>/trend/table.<str:form>",
        trend.download,
        name="trend_file_of_unit",
    ),
    path(
        "completion/<str:course>/<str:code>/table.<str:form>",
        completion.download,
        name="download_of_unit",
    ),
]
