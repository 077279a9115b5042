"""Many connections that send a byte a second, half of them in headers and half in a body, until standard input ends.

A process of its own, so that its work is not measured as the server's. One that the server closes comes back.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections import Counter
from typing import Final

HEADERS: Final = b"GET /en/riverton/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY: Final = (
    b"POST /en/riverton/send/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\ntext="
)
AGAIN_SECONDS: Final = 0.5


class Crowd:
    """All of them, and what became of them."""

    def __init__(self, port: int, size: int) -> None:
        self.port, self.size = port, size
        self.open = 0
        self.counts: Counter[str] = Counter()

    async def gather(self) -> None:
        """Connect one after the other, say so, and go on until told to end."""
        starts = itertools.cycle((HEADERS, BODY))
        tasks = []
        for start in itertools.islice(starts, self.size):
            tasks.append(asyncio.create_task(self._dawdle(start)))
            await asyncio.sleep(0.002)
        sys.stdout.write("gathered\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        sys.stdout.write(json.dumps({"open": self.open, **self.counts}))
        for task in tasks:
            task.cancel()

    async def _dawdle(self, start: bytes) -> None:
        while True:
            try:
                await self._connection(start)
            except OSError as error:
                self.counts[type(error).__name__] += 1
            await asyncio.sleep(AGAIN_SECONDS)

    async def _connection(self, start: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.open += 1
        try:
            writer.write(start)
            while not reader.at_eof():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(1)
                await self._listen(reader)
            self.counts["closed by the server"] += 1
        finally:
            self.open -= 1
            writer.close()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Notice that the server closed: an end shows only to who reads."""
        try:
            await asyncio.wait_for(reader.read(1024), 0.001)
        except TimeoutError:
            return


if __name__ == "__main__":
    asyncio.run(Crowd(int(sys.argv[1]), int(sys.argv[2])).gather())
