"""Pages that gather from several floors of the house."""

from django.urls import path

from treff.pages import calls, views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("haus/", views.house, name="house"),
    # fixed pages
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.privacy_page, name="privacy"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("leichte-sprache/", views.easy_language, name="easy_language"),
    # for those who keep the house running
    path("gesund/", views.health_page, name="health"),
    path("tresen/anrufe/", calls.calls, name="calls"),
    path("tresen/anrufe/<uuid:key>/", calls.call, name="call"),
    path("tresen/anrufe/<uuid:key>/erledigt/", calls.ticked, name="ticked"),
    path("tresen/anrufe/<uuid:key>/zurueck/", calls.reopened, name="reopened"),
]
