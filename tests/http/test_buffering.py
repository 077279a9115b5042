"""Errors before Django takes part are answered with a message and logged without quoting anybody."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

import pytest

from tipline.http.buffering import BufferedRequests
from tipline.operations.logs import SafeFormatter


def failing(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    raise LookupError("unknown encoding: CANARY")


def call(application: Any) -> tuple[str, dict[str, str], bytes]:
    begun: list[Any] = []
    buffered = BufferedRequests(application, concurrency=1, max_bytes=100)
    body = b"".join(buffered({"wsgi.input": BytesIO()}, lambda *given: begun.extend(given)))
    return begun[0], dict(begun[1]), body


def test_an_application_that_raises_is_answered_with_a_message_and_security_headers() -> None:
    status, headers, body = call(failing)
    assert status.startswith("500")
    assert b"not received" in body
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_only_the_type_of_an_exception_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        call(failing)
    lines = [SafeFormatter().format(record) for record in caplog.records]
    assert any("LookupError" in line for line in lines)
    assert "CANARY" not in "".join(lines)


def test_an_application_that_raises_frees_its_slot() -> None:
    buffered = BufferedRequests(failing, concurrency=1, max_bytes=100)
    for _ in range(2):
        assert b"".join(buffered({"wsgi.input": BytesIO()}, lambda *_: None))
