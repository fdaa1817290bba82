"""Addresses of the programme and of sign-ups."""

from django.urls import URLPattern

app_name = "events"
urlpatterns: list[URLPattern] = []
