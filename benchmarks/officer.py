"""An officer's browser, as little of one as is needed: cookies, forms, and how long an answer took."""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlencode

HEADERS: Final = {"Host": "localhost", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.9"}
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NotLetIn(Exception):
    """The desk answered with something else than what a signed-in officer sees."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many milliseconds."""

    status: int
    text: str = field(repr=False)
    milliseconds: float


@dataclass
class OfficerBrowser:
    """One sign-in on one connection that stays open, as a browser's does behind the proxy."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        """Get a page, or send a form."""
        headers = {**HEADERS, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://localhost"}
        began = time.perf_counter()
        self.connection.request("GET" if fields is None else "POST", path, urlencode(fields or {}), headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        took = (time.perf_counter() - began) * 1000
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, text, took)

    def send(self, path: str, **fields: str) -> Answer:
        """Fill in the form of a page and send it there. Raises NotLetIn where there is no form."""
        found = TOKEN.search(self.ask(path).text)
        if found is None:
            raise NotLetIn(path)
        return self.ask(path, {"csrfmiddlewaretoken": html.unescape(found[1]), **fields})

    def enter(self, username: str, password: str, passphrase: str) -> None:
        """Sign in and unlock. Raises NotLetIn."""
        self.send("/desk/account/login/", login=username, password=password)
        if self.send("/desk/unlock/", passphrase=passphrase).status != 302:
            raise NotLetIn(username)
