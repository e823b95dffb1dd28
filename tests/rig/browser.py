"""Chromium, driven by Playwright; axe-core looks at what it shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.rig.server import Server

FOLDER = Path(__file__).parent.parent / "browser"
UNPACKED = FOLDER / "chromium"
FLAGS = [
    "--headless=shell",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # A test talks to its own server and to nobody else.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--no-pings",
]
# How long a page may take to show what is expected of it: the machine may be busy. What is there sooner is seen sooner.
PATIENCE_MS = 20_000
# What axe-core calls a violation that keeps somebody from using the page.
GRAVE = {"serious", "critical"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker has the server and the browser; the others have the rest."""
    for test in items:
        if "server" in getattr(test, "fixturenames", ()):
            test.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the npm package, or the one that `ACOMPANA_CHROMIUM` names."""
    # Playwright keeps an event loop in this thread; Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS, env=surroundings())
        yield chromium
        chromium.close()


def executable() -> Path:
    """Where the browser is. Fails where there is none."""
    own = os.environ.get("ACOMPANA_CHROMIUM")
    found = Path(own) if own else UNPACKED / "chromium"
    if not found.exists():
        pytest.fail(f"Expected a browser at {found}; found none. Run `make test`, which brings it.")
    return found


def surroundings() -> dict[str, str | float | bool]:
    """The environment that the browser needs: the one that was unpacked brings its own libraries and fonts."""
    unpacked = {"LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib"), "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")}
    return {**os.environ, **({} if os.environ.get("ACOMPANA_CHROMIUM") else unpacked)}


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A fresh window on the server, in Spanish, as wide as a small phone; `page.goto("/")` is the first screen."""
    context = browser.new_context(
        base_url=server.url,
        locale="es-PE",
        timezone_id="America/Lima",
        viewport={"width": 360, "height": 740},
    )
    context.set_default_timeout(PATIENCE_MS)
    unsaid = overhear(context)
    yield context.new_page()
    context.close()
    assert unsaid == []


def overhear(context: BrowserContext) -> list[str]:
    """What goes wrong in its pages and no screen says, from now on: errors that nobody caught, what the pages' policy
    blocks."""
    found: list[str] = []
    context.on("weberror", lambda told: found.append(str(told.error)))
    context.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    return found


Axe = Callable[[Page], list[str]]


@pytest.fixture(scope="session")
def axe() -> Axe:
    """`axe(page)`: what on this page keeps somebody from using it, one line each; empty is what we want."""
    source = (FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text()

    def grave_violations(page: Page) -> list[str]:
        # Evaluated by the driver, not added to the page, so that the page's own policy stays in force.
        page.evaluate(source)
        found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
        return [
            f"{violation['id']}: {violation['help']} — {node['target']}"
            for violation in found["violations"]
            if violation["impact"] in GRAVE
            for node in violation["nodes"]
        ]

    return grave_violations
