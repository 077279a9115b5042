"""Every response of the real server has the security headers."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.server import LiveServer, collected

EXPECTED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
STYLE, ICON = (f"/static/web/{name}" for name in ("base.css", "icon.svg"))
ANSWERED = {
    "a style sheet": ("GET", STYLE, 200),
    "an icon": ("GET", ICON, 200),
    "the head of a style sheet": ("HEAD", STYLE, 200),
    "no such file": ("GET", "/static/web/nothing.css", 404),
    "a way out of the files": ("GET", "/static/../manage.py", 404),
    "a redirect": ("GET", "/", 302),
    "an address without a language": ("GET", "/riverton", 302),
    "a page": ("GET", "/en/", 200),
    "a page that is not there": ("GET", "/en/nothing/", 404),
    "the desk's sign-in": ("GET", "/desk/account/login/", 200),
    "the desk": ("GET", "/desk/", 302),
    "programs": ("GET", "/api/v1/departments", 200),
    "the pages for programs": ("GET", "/api/v1/", 200),
    "the description for programs": ("GET", "/api/v1/openapi.json", 200),
    "a wrong method": ("DELETE", "/en/", 405),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path_factory.mktemp("headers"))
    server.run("migrate", "--verbosity", "0")
    with server:
        yield server


def answer(server: LiveServer, method: str, path: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, headers=headers)
    return connection.getresponse()


def guarded(found: HTTPResponse) -> None:
    headers = found.headers
    assert {name: headers[name] for name in EXPECTED} == EXPECTED
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("asked", ANSWERED.values(), ids=ANSWERED.keys())
def test_every_response_has_the_security_headers(server: LiveServer, asked: tuple[str, str, int]) -> None:
    method, path, status = asked
    found = answer(server, method, path, Origin="https://elsewhere.example")
    assert found.status == status
    guarded(found)
    if not path.startswith("/static/"):
        assert "no-store" in found.headers["Cache-Control"]


def test_a_response_to_an_unknown_host_has_the_security_headers(server: LiveServer) -> None:
    found = answer(server, "GET", "/en/", Host="elsewhere.example")
    assert found.status == 400
    guarded(found)


def test_a_static_file_keeps_its_caching_revalidation_and_compression(server: LiveServer) -> None:
    hashed = next(path for path in (collected() / "web").glob("base.*.css"))
    found = answer(server, "GET", f"/static/web/{hashed.name}", **{"Accept-Encoding": "br"})
    assert "immutable" in found.headers["Cache-Control"]
    assert found.headers["Content-Encoding"] == "br"
    again = answer(server, "GET", STYLE, **{"If-None-Match": answer(server, "GET", STYLE).headers["ETag"]})
    assert again.status == 304
    guarded(again)
