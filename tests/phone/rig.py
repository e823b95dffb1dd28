"""The phone without its screens, in a page of its own: the built modules of store and sync, driven by `rig`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import BrowserContext

PHONE = Path(__file__).resolve().parents[2] / "phone"
PAGE = "<!doctype html><title>x</title><script src=/campo/storm.js></script>"


def build(folder: Path) -> str:
    """Where the script is, made anew in this folder."""
    vite = ["npx", "vite", "build", "--config", "vite.storm.config.ts", "--logLevel", "error", "--outDir", str(folder)]
    subprocess.run(vite, cwd=PHONE, check=True, capture_output=True)
    return str(folder / "rig.js")


def serve(context: BrowserContext, script: str) -> None:
    """Give the page under /campo/storm to the pages of this context, network or not."""
    context.route("**/campo/storm", lambda route: route.fulfill(content_type="text/html", body=PAGE))
    context.route("**/campo/storm.js", lambda route: route.fulfill(path=script))
