from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("demo-sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("admin-sign-in/", views.admin_sign_in, name="admin_sign_in"),
]
