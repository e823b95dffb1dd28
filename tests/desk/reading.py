"""Reading a page as a person does: its words, its lines, its forms."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser


def words(html: str) -> str:
    """What the page says, without marks and with single spaces."""
    bare = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]+>", " ", html, flags=re.S)
    return " ".join(unescape(bare).split())


def lines(html: str) -> list[str]:
    """The rows of a list of people, in their order, as words."""
    return [words(row) for row in re.findall(r'<li class="row [^>]*>(.*?)</li>\s*(?=<li class="row|</ul>)', html, re.S)]


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.is_inside = False
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.is_inside = "sheet" in (said.get("class") or "")
        name = said.get("name")
        if not self.is_inside:
            return
        if tag == "input" and name:
            kind = said.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in said:
                self.fields[name] = said.get("value") or ""
        elif tag == "textarea":
            self.area = name
            self.fields[name or ""] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in said or self.select not in self.fields):
            self.fields[self.select] = said.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data.removeprefix("\n")


def form(html: str) -> dict[str, str]:
    """The fields of the page's sheet as a browser would send them back untouched."""
    parser = _Form()
    parser.feed(html)
    return parser.fields
