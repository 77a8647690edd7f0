"""A far link on one machine, such as to Binder: each byte is held back, only so many pass, and it can be cut."""

import asyncio
import threading
import time
from contextlib import suppress


class FarLab:
    """A `Lab` seen through a far link.

    Parameters
    ----------
    lab : Lab
        The server.
    delay : float
        Seconds there and back.
    rate : float
        Bytes a second, each way.
    """

    def __init__(self, lab, *, delay=0.15, rate=2.5e6):
        self.lab, self._delay, self._rate = lab, delay / 2, rate
        self.root, self.request, self.use_subshells = lab.root, lab.request, lab.use_subshells
        self.bytes_down = 0
        self._writers = set()
        self._closed = False  # the link, for a while
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _accept(self, reader, writer):
        if self._closed:
            writer.close()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.lab.port)
        except OSError:
            writer.close()
            return
        self._writers |= {writer, far_writer}
        up, down = self._pump(reader, far_writer, down=False), self._pump(far_reader, writer, down=True)
        await asyncio.gather(up, down, return_exceptions=True)
        self._writers -= {writer, far_writer}

    async def _pump(self, reader, writer, *, down):
        """Hand on what comes, each piece when it has travelled, while others are still under way."""
        free, queue = 0.0, asyncio.Queue()

        async def deliver():
            while True:
                due, piece = await queue.get()
                if piece is None:
                    break
                await asyncio.sleep(max(due - time.monotonic(), 0))
                writer.write(piece)
                await writer.drain()
            writer.close()

        task = asyncio.create_task(deliver())
        with suppress(OSError):
            while piece := await reader.read(1 << 16):
                self.bytes_down += len(piece) * down
                free = max(free, time.monotonic()) + len(piece) / self._rate
                await queue.put((free + self._delay, piece))
        await queue.put((0.0, None))
        with suppress(OSError):
            await task

    def cut(self, seconds):
        """Drop all connections, and let nobody in for some seconds."""

        async def cut():
            self._closed = True
            for writer in list(self._writers):
                writer.transport.abort()
            await asyncio.sleep(seconds)
            self._closed = False

        asyncio.run_coroutine_threadsafe(cut(), self._loop).result(seconds + 10)

    def close(self):
        """End the link; the server stays."""

        async def end():
            self._server.close()
            for writer in list(self._writers):
                writer.transport.abort()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        self._run(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
