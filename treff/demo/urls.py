"""/demo/: be one of the neighbours, and read the mails that nobody got."""

from django.urls import path

from treff.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.neighbours, name="neighbours"),
    path("einloggen/", views.log_in, name="log_in"),
    path("post/", views.post, name="post"),
    path("post/<int:pk>/", views.letter, name="letter"),
]
