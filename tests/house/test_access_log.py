"""Some paths are keys to somebody's sign-up: no log may show one."""

import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from treff.house.access_log import AccessLog, RouteForPath

KEY = "/anmeldung/abcd2345.c2VjcmV0/"


def request_with_key(*, matched: bool = True) -> HttpRequest:
    request = RequestFactory().get(KEY)
    if matched:
        request.resolver_match = ResolverMatch(HttpResponse, (), {}, route="anmeldung/<token>/")
    return request


def test_a_request_is_logged_by_its_route(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "treff.access"):
        AccessLog(lambda _request: HttpResponse(status=418))(request_with_key())
    assert caplog.messages[0].startswith("GET anmeldung/<token>/ 418 ")


@pytest.mark.parametrize("matched", [True, False])
def test_complaints_about_a_request_do_not_show_its_path(*, matched: bool) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", KEY), None)
    record.request = request_with_key(matched=matched)
    assert RouteForPath().filter(record)
    assert record.getMessage() == f"Not Found: {'anmeldung/<token>/' if matched else '(no route)'}"
