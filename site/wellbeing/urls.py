from django.urls import path

from wellbeing import views

app_name = "wellbeing"
urlpatterns = [
    path("who-sees-what/", views.who_sees_what, name="who_sees_what"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("local-pathways/", views.local_pathways, name="local_pathways"),
    path("local-pathways/<str:code>/", views.pathways_of_unit, name="pathways_of_unit"),
    path("local-pathways/<str:code>/<slug:kind>/", views.change_pathway, name="change_pathway"),
    path("local-pathways/<str:code>/<slug:kind>/remove/", views.drop_pathway, name="drop_pathway"),
]
