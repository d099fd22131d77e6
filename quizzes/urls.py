from django.urls import path

from quizzes import authoring_views, views

app_name = "quizzes"
urlpatterns = [
    path("schemas/scenario-1.json", authoring_views.show_schema, name="scenario_schema"),
    path("attempts/<uuid:key>/", views.attempt, name="attempt"),
    path("attempts/<uuid:key>/questions/<int:position>/", views.question, name="question"),
    path("attempts/<uuid:key>/check/", views.check_answers, name="check"),
    path("attempts/<uuid:key>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:key>/result/", views.result, name="result"),
    path("attempts/<uuid:key>/scene/", views.scene, name="scene"),
    path("attempts/<uuid:key>/decide/", views.decide, name="decide"),
    path("attempts/<uuid:key>/debrief/open/", views.finish, name="open_debrief"),
    path("attempts/<uuid:key>/what-if/", views.what_if, name="what_if"),
    path("attempts/<uuid:key>/debrief/", views.show_debrief, name="debrief"),
]
