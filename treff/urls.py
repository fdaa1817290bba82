"""The whole site on one page. German without prefix, every other language under its own."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # the same in every language
    path("", include("treff.house.urls")),
    path("admin/", admin.site.urls),
    # /programm/ is German, /en/programm/ English
    *i18n_patterns(
        path("", include("treff.pages.urls")),
        path("", include("events.urls")),
        path("konto/", include("members.urls")),
        path("demo/", include("treff.demo.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "treff.pages.errors.not_understood"
handler403 = "treff.pages.errors.forbidden"
handler404 = "treff.pages.errors.not_found"
handler500 = "treff.pages.errors.broken"
