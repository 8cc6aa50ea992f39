"""Starts a server of this machine, and ends it with this process."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from .errors import SvaError

#: Seconds that a server may take to start.
START_SECONDS = 60.0
#: Seconds that it may take to end before it is killed.
STOP_SECONDS = 15.0
#: Where the environment says how to reach a server or how to start one.
URL_VARIABLE, TOKEN_VARIABLE, COMMAND_VARIABLE = "SVA_URL", "SVA_TOKEN", "SVA_COMMAND"


class Server:
    """A running `sva serve`. A context manager that stops it."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, token: str | None) -> None:
        self.process = process
        self.url = url
        self.token = token

    def stop(self) -> None:
        """Ends it, and waits until it has ended. Harmless if it has."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def command_of_sva() -> list[str]:
    """How `sva` is called: by $SVA_COMMAND, from the source tree around this file, from the PATH, or by npx."""
    if COMMAND_VARIABLE in os.environ:
        return os.environ[COMMAND_VARIABLE].split()
    for folder in Path(__file__).resolve().parents:
        if (folder / "sva").is_file() and (folder / "package.json").is_file():
            return [str(folder / "sva")]
    found = shutil.which("sva") or shutil.which("npx")
    if found is None:
        raise SvaError(f"Found neither sva nor npx, expected one of them on the PATH, or {COMMAND_VARIABLE} set.")
    return [found] if Path(found).name.startswith("sva") else [found, "sva"]


def serve(*flags: str, command: Sequence[str] | None = None) -> Server:
    """Starts a server on a free port; it ends with this process, whatever happens to it.

    `flags` are more of `sva serve`. Raises SvaError where it does not start, with what it said.
    """
    call = [*(command or command_of_sva()), "serve", "--port", "0", "--parent-pid", str(os.getpid()), "--quiet", *flags]
    with tempfile.TemporaryFile() as complaints:
        # In a session of its own, Ctrl-C stops the trainer first, which may still want to save.
        process = subprocess.Popen(
            call, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, start_new_session=True
        )
        line = _first_line(process)
        if not line:
            process.kill()
            process.wait()
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip() or "nothing"
            raise SvaError(f"{' '.join(call)} did not start: it said {said}.")
    told = json.loads(line)
    server = Server(process, told["url"], told["token"])
    atexit.register(_stop_own, server, os.getpid())
    return server


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    """The line that a server prints once it listens; empty if it ends before, or takes too long."""
    assert process.stdout is not None
    line = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        end = time.monotonic() + START_SECONDS
        while not line.endswith(b"\n"):
            if not selector.select(max(0.0, end - time.monotonic())):
                return b""
            more = os.read(process.stdout.fileno(), 1 << 12)
            if not more:
                return b""
            line += more
    return line


def _stop_own(server: Server, pid: int) -> None:
    # A forked child runs the same exit handlers.
    if os.getpid() == pid:
        server.stop()


_local: Server | None = None


def address(url: str | None = None, token: str | None = None) -> tuple[str, str | None]:
    """Where to connect: `url`, else $SVA_URL, else this process's own server, which is started if need be."""
    global _local
    if url is not None:
        return url, token if token is not None else os.environ.get(TOKEN_VARIABLE)
    if URL_VARIABLE in os.environ:
        return os.environ[URL_VARIABLE], os.environ.get(TOKEN_VARIABLE)
    if _local is None or _local.process.poll() is not None:
        # Nobody else uses it, so its worlds need no threads of their own.
        _local = serve("--in-thread")
    return _local.url, _local.token
