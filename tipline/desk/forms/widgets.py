"""Widgets of a tip's page, drawn without a template of their own each: there are nine on it, with twelve options."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tipline.casework.text import one_line_end


class Hidden(forms.HiddenInput):
    """A value that goes back as it came."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Draw it."""
        own = {"type": "hidden", "name": name, "value": self.format_value(value), **self.attrs, **(attrs or {})}
        return format_html("<input{}>", flatatt(own))


class Writing(forms.Textarea):
    """Room to write so many rows in, in either direction of writing."""

    def __init__(self, rows: int) -> None:
        super().__init__(attrs={"rows": rows, "dir": "auto"})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Read it with line ends of one character, as the browser counts them and not as it sends them."""
        value = super().value_from_datadict(data, files, name)
        return one_line_end(value) if isinstance(value, str) else value

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Draw it. HTML drops the first line break of a textarea, so that one of its own stands before the text."""
        own = {"name": name, **self.attrs, **(attrs or {})}
        return format_html("<textarea{}>\n{}</textarea>", flatatt(own), self.format_value(value) or "")


class OneOf(forms.Select):
    """A choice from a list without groups."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Draw it."""
        chosen = "" if value is None else str(value)
        options = ((code, " selected" if code == chosen else "", label) for code, label in self.choices)
        drawn = format_html_join("", '<option value="{}"{}>{}</option>', options)
        return format_html("<select{}>{}</select>", flatatt({"name": name, **self.attrs, **(attrs or {})}), drawn)
