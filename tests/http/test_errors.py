"""Each channel answers every kind of error itself."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest
from django.test import RequestFactory

STATUS = {"bad_request": 400, "permission_denied": 403, "not_found": 404, "server_error": 500, "unavailable": 503}
PATHS = {"desk": "/desk/", "api": "/api/v1/", "web": "/en/"}


@pytest.mark.parametrize("view", STATUS)
@pytest.mark.parametrize("channel", PATHS)
def test_each_channel_has_its_own_error_response(channel: str, view: str) -> None:
    answer = getattr(import_module(settings.ERROR_VIEWS[channel]), view)
    exception = [BadRequest()] if STATUS[view] < 500 else []
    assert answer(RequestFactory().get(PATHS[channel]), *exception).status_code == STATUS[view]
