from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("completion/", views.overview, name="overview"),
    path("completion/<str:course>/", views.completion, name="completion"),
    path("completion/<str:course>/table.<str:form>", views.download, name="download"),
    path("completion/<str:course>/<str:code>/", views.completion, name="completion_of_unit"),
    path(
        "completion/<str:course>/<str:code>/table.<str:form>",
        views.download,
        name="download_of_unit",
    ),
]
