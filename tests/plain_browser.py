"""A browser without JavaScript that follows links, fills in forms and keeps cookies, over real HTTP."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPMessage


@dataclass
class Form:
    """A form with the values that a browser would send."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@dataclass
class Page:
    """An answer: its status, headers, text and forms."""

    url: str
    status: int
    headers: HTTPMessage
    text: str
    forms: list[Form]

    def form(self, *names: str, action: str = "") -> Form:
        """Return the first form that has all the named fields and whose address contains `action`."""
        for form in self.forms:
            if form.names >= set(names) and action in form.action:
                return form
        raise AssertionError(f"no form with {names} {action!r} on {self.url} ({self.status}): {self.text[:3000]}")


class PlainBrowser:
    """One person's browser; `headers` go with every request."""

    def __init__(self, base: str, headers: dict[str, str] | None = None) -> None:
        self.base = base
        self.headers = headers or {}
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path: str, data: dict[str, str] | None = None) -> Page:
        """GET a path, or POST fields to it."""
        url = urllib.parse.urljoin(self.base, path)
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        headers = {"Referer": self.base + "/", **self.headers}
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310
        try:
            with self.opener.open(request, timeout=30) as answer:
                return read_page(answer.url, answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return read_page(url, error.code, error.headers, error.read())

    def send(self, page: Page, form: Form, **values: str) -> Page:
        """Send a form of a page with these values over those that stand in it."""
        target = urllib.parse.urljoin(page.url, form.action)
        data = {**form.values, **values}
        if form.method == "get":
            return self.open(f"{target}?{urllib.parse.urlencode(data)}")
        return self.open(target, data)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name", "")
        if tag in {"input", "select", "textarea", "button"} and name:
            form.names.add(name)
        if tag == "input" and name and given.get("type") not in {"submit", "image", "file"}:
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                form.values[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in form.values):
            form.values[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            form.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            before = self.forms[-1].values[self._area]
            # The line break right after the tag belongs to the markup (HTML standard, 13.2.6.4.7).
            self.forms[-1].values[self._area] = before + data if before else data.removeprefix("\n")


def read_page(url: str, status: int, headers: HTTPMessage, body: bytes) -> Page:
    """Read an answer."""
    text = body.decode(errors="replace")
    parser = _Forms()
    parser.feed(text)
    return Page(url, status, headers, text, parser.forms)
