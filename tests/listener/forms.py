"""What a person would press on one of our pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it posts to, and its fields."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert found["method"].lower() == "post"
            self.forms.append(Form(found.get("action", "")))
        elif tag in ("input", "button") and self.forms and "name" in found:
            self.forms[-1].fields[found["name"]] = found.get("value", "")


def form_of(html: str) -> Form:
    """The one form of a page."""
    reader = _Forms()
    reader.feed(html)
    [form] = reader.forms
    return form
