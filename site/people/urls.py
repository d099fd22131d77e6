from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("your-details/", views.your_details, name="your_details"),
    path("your-details/correction/", views.ask_correction, name="ask_correction"),
    path("your-details/take-back/", views.withdraw_correction, name="withdraw_correction"),
    path("demo-sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("admin-sign-in/", views.admin_sign_in, name="admin_sign_in"),
]
