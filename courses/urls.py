from django.urls import path

from courses import problem_views, record_views, views

app_name = "courses"
urlpatterns = [
    path("records/", record_views.records, name="records"),
    path("records/upload/", record_views.upload, name="upload_completions"),
    path("records/upload/record/", record_views.record_upload, name="record_upload"),
    path("records/<uuid:key>/", record_views.records_of, name="records_of"),
    path("records/<uuid:key>/<int:number>/take-back/", record_views.take_back, name="take_back"),
    path("problems/", problem_views.problems, name="problems"),
    path("report-a-problem/", problem_views.report_problem, name="report_problem"),
    path("my-learning/", views.my_learning, name="my_learning"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("courses/<uuid:course_key>/", views.course, name="course"),
    path("courses/<uuid:course_key>/enrol/", views.enrol, name="enrol"),
    path("activities/<uuid:activity_key>/", views.activity, name="activity"),
    path("attempts/<uuid:key>/return/", views.after_attempt, name="after_attempt"),
    path("attempts/<uuid:key>/in-words/", views.attempt_in_words, name="attempt_in_words"),
    path("learning/<uuid:key>/", views.carry_on, name="carry_on"),
    path("learning/<uuid:key>/complete/", views.complete, name="complete"),
    path("learning/<uuid:key>/<int:position>/", views.step, name="step"),
    path("learning/<uuid:key>/<int:position>/done/", views.finish_lesson, name="finish_lesson"),
    path("learning/<uuid:key>/<int:position>/start/", views.start, name="start"),
    path("learning/<uuid:key>/<int:position>/in-words/", views.in_words, name="in_words"),
    path("learning/<uuid:key>/<int:position>/practice/", views.practise, name="practise"),
    path(
        "learning/<uuid:key>/<int:position>/in-words/done/",
        views.finish_in_words,
        name="finish_in_words",
    ),
]
