"""The built app in the browser, on the server as it serves."""

import pytest

from acompana.house.campo import BUILT


@pytest.fixture(scope="session")
def campo(server) -> str:
    """The app's address. It must have been built; nothing else needs it to be."""
    if not (BUILT and (BUILT / "sw.js").exists()):
        pytest.fail("Expected the built app in phone/dist; found none. Run `make phone`, which builds it.")
    return f"{server.url}/campo/"
