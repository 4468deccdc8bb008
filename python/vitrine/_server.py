"""A server of our own over a library, and requests to it.

It listens on 127.0.0.1 on a port that was free, and ends with this process, however that ends: it watches its standard
input, whose other end is ours. One server a library serves the whole process.
"""

import atexit
import hashlib
import json
import os
import re
import secrets
import subprocess
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from ._errors import VitrineError
from ._program import program

# Whose pages may show ours in a frame: notebooks of this machine, at any port, and VS Code. No page of another
# origin gets answers read: a pattern is no origin.
FRAMES = ["http://localhost:*", "http://127.0.0.1:*", "https://localhost:*", "vscode-webview:"]
_ADDRESS = re.compile(r"Vitrine is at (http://[^/ ]+)(?:/\?token=(\S+))?")
# No proxy of the environment stands between this process and its own machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Server:
    """A running `vitrine serve`. `url` is its address, `token` its owner's, `frame_token` that of the frames in notebooks."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.frame_token = secrets.token_urlsafe(32)
        self._hosts: list[str] = []
        self._start(0)

    def _start(self, port: int) -> None:
        command = [program(), "serve", "--home", str(self.home), "--port", str(port), "--quiet", "--end-with-input"]
        for origin in FRAMES:
            command += ["--allow-origin", origin]
        for host in self._hosts:
            command += ["--allow-host", host]
        # Frames may write notes and labels: less than the owner may, and for as long as this server runs.
        descriptor, self._token_file = tempfile.mkstemp(prefix="vitrine-tokens-")
        with os.fdopen(descriptor, "w") as file:
            file.write(f"notebook curator sha256:{hashlib.sha256(self.frame_token.encode()).hexdigest()}\n")
        command += ["--token-file", self._token_file]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr
        self.url, self.token = self._first_words(self._process.stderr)
        # What it says later must be read, or it would wait for a reader.
        self._reader = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._reader.start()

    def _first_words(self, said: IO[str]) -> tuple[str, str]:
        lines = []
        for line in said:
            if match := _ADDRESS.search(line):
                return match[1], match[2] or ""
            lines.append(line.strip())
        said.close()
        self._process.wait()
        Path(self._token_file).unlink(missing_ok=True)
        raise VitrineError(lines[-1].removeprefix("vitrine: ") if lines else "the server ended without a word")

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def answer_to(self, host: str) -> None:
        """Lets browsers call this server by a name, as they do through a notebook's proxy. A new name starts it anew, with the frames
        that are open at the same port, unless another program takes that meanwhile."""
        if host not in self._hosts:
            self._hosts.append(host)
            port = self.port
            self.stop()
            try:
                self._start(port)
            except VitrineError:
                self._start(0)

    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        assert self._process.stdin and self._process.stderr
        self._process.stdin.close()
        self._process.wait()
        self._reader.join()
        self._process.stderr.close()
        Path(self._token_file).unlink(missing_ok=True)

    def import_source(self, source: str, name: str | None) -> str:
        """Imports and returns the dataset's id, owner/name."""
        command = [program(), "import", source, "--home", str(self.home), "--json"]
        done = subprocess.run(command + (["--name", name] if name else []), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = done.stderr.strip().splitlines()
            raise VitrineError(said[-1].removeprefix("vitrine: ") if said else "the import failed without a word")
        return str(json.loads(done.stdout)["dataset"])

    def request(self, method: str, path: str, body: object = None) -> bytes:
        """The answer's bytes. Raises VitrineError with the server's own sentence."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.url + path, content, headers, method=method)
        try:
            with _OPENER.open(asked) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise VitrineError(_sentence(error.read(), error.code)) from None
        except OSError as error:
            raise VitrineError(f"the server at {self.url} does not answer ({error})") from None

    def json(self, method: str, path: str, body: object = None) -> Any:
        return json.loads(self.request(method, path, body))


def _sentence(content: bytes, status: int) -> str:
    try:
        return str(json.loads(content)["error"])
    except (ValueError, KeyError, TypeError):
        return f"the server answered with status {status}"


def query(parameters: Mapping[str, object]) -> str:
    """Parameters of an address, those that are None left out.

    >>> query({"limit": 10, "where": None, "sort": "year desc"})
    '?limit=10&sort=year+desc'
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    return "?" + urllib.parse.urlencode(given) if given else ""


_servers: dict[Path, Server] = {}
_lock = threading.Lock()
_scratch: tempfile.TemporaryDirectory[str] | None = None


def default_home() -> Path:
    """The user's library, as the program finds it."""
    if home := os.environ.get("VITRINE_HOME"):
        return Path(home)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "vitrine"


def scratch() -> Path:
    """A folder that goes with this process."""
    global _scratch
    with _lock:
        if _scratch is None:
            _scratch = tempfile.TemporaryDirectory(prefix="vitrine-")
        return Path(_scratch.name)


def server_of(home: Path) -> Server:
    """The server over the library at `home`, started if there is none."""
    home = home.absolute()
    with _lock:
        server = _servers.get(home)
        if server is None or not server.is_running():
            server = _servers[home] = Server(home)
        return server


def close() -> None:
    """Stops every server that this process started, and removes the library of its tables."""
    global _scratch
    with _lock:
        for server in _servers.values():
            server.stop()
        _servers.clear()
        if _scratch is not None:
            _scratch.cleanup()
            _scratch = None


atexit.register(close)
