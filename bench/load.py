"""A load over real connections: as many requests as a server answers, each connection waiting for its answer."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came back: requests answered per second, how many were not 200, and the times in milliseconds."""

    per_second: float
    failed: int
    milliseconds: list[float]

    def percentile(self, share: float) -> float:
        return sorted(self.milliseconds)[min(int(len(self.milliseconds) * share), len(self.milliseconds) - 1)]


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A whole HTTP request, made before the clock starts."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def press(port: int, make: Callable[[int], bytes], *, connections: int, requests: int) -> Load:
    """Send `requests` requests, made by `make(n)` beforehand, over so many connections at once."""
    prepared = [make(n) for n in range(requests)]
    return asyncio.run(_press(port, prepared, connections))


async def _press(port: int, prepared: list[bytes], connections: int) -> Load:
    times: list[float] = []
    failed = 0

    async def one(own: list[bytes]) -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in own:
            started = time.perf_counter()
            writer.write(request)
            failed += not await _answered(reader)
            times.append((time.perf_counter() - started) * 1000)
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(one(prepared[n::connections]) for n in range(connections)))
    return Load(len(prepared) / (time.perf_counter() - started), failed, times)


async def _answered(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    return head.startswith(b"HTTP/1.1 200")
