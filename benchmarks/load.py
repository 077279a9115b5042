"""Load from wrk: a compiled client, so that what is measured is the server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from benchmarks.fill import TEXT

PATIENCE: Final = "10s"
"""What is not answered by then counts as lost."""

CLIENT_ADDRESS: Final = """
math.randomseed(os.time() + tonumber(tostring({}):sub(8)))
local function headers()
  local address = string.format("203.%d.%d.%d", math.random(1, 250), math.random(1, 250), math.random(1, 250))
  return {["Host"] = "localhost", ["X-Forwarded-Proto"] = "https", ["X-Forwarded-For"] = address,
          ["Content-Type"] = "application/x-www-form-urlencoded"}
end
"""
DONE: Final = """
done = function(summary, latency, requests)
  local wrong = summary.errors
  io.write(string.format('\\nRESULT {"requests": %d, "micros": %d, "p50": %d, "p95": %d, "wrong": {"status": %d, ' ..
    '"connect": %d, "read": %d, "write": %d, "timeout": %d}}\\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95),
    wrong.status, wrong.connect, wrong.read, wrong.write, wrong.timeout))
end
"""
# Every thread takes forms of its own from the file, each once.
SUBMIT: Final = """
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init(arguments)
  forms, at = {}, 0
  local line = 0
  for form in io.lines("%(forms)s") do
    if line %% %(threads)d == number then forms[#forms + 1] = form end
    line = line + 1
  end
end
request = function()
  at = at + 1
  return wrk.format("POST", "/en/riverton/send/", headers(), "form=" .. forms[at] .. "&%(typed)s")
end
"""
# A form page, then the tip under the form that a page brought.
BOTH: Final = """
local drawn = {}
request = function()
  local form = table.remove(drawn)
  if form then return wrk.format("POST", "/en/riverton/send/", headers(), "form=" .. form .. "&%(typed)s") end
  return wrk.format("POST", "/en/riverton/tip/", headers(), "category=weapons")
end
response = function(status, headers, body)
  if status > 399 then io.stderr:write("STATUS ", status, "\\n") end
  local form = string.match(body, 'name="form" value="([%%w_-]+)"')
  if form and string.find(body, '<textarea name="text"', 1, true) then drawn[#drawn + 1] = form end
end
"""
# As a resident goes: the first page, the page with the text, the tip.
WAY: Final = """
local chosen, written = 0, {}
request = function()
  local form = table.remove(written)
  if form then return wrk.format("POST", "/en/riverton/send/", headers(), "form=" .. form .. "&%(typed)s") end
  if chosen > 0 then
    chosen = chosen - 1
    return wrk.format("POST", "/en/riverton/tip/", headers(), "category=weapons")
  end
  return wrk.format("GET", "/en/riverton/", headers())
end
response = function(status, headers, body)
  if status > 399 then io.stderr:write("STATUS ", status, "\\n") end
  local form = string.match(body, 'name="form" value="([%%w_-]+)"')
  if form and string.find(body, '<textarea name="text"', 1, true) then written[#written + 1] = form
  elseif string.find(body, 'type="radio" name="category"', 1, true) then chosen = chosen + 1 end
end
"""
BARE: Final = """
request = function() return wrk.format("POST", "/", headers()) end
"""


class NeedsWrk(Exception):
    """wrk is not installed."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one run gave. Times in milliseconds; `wrong` counts what was not answered, or not well, by its kind."""

    clients: int
    requests: int
    per_second: float
    p50: float
    p95: float
    wrong: dict[str, int]

    @property
    def whole(self) -> bool:
        """Whether every request was answered, and well."""
        return not self.wrong


def paced(script: str, *, pause: float) -> str:
    """Return the script with a pause of so many seconds before each request of a client."""
    # wrk takes the pause in whole milliseconds, so it is drawn around its mean.
    whole, rest = divmod(pause * 1000, 1)
    drawn = f"{int(whole)} + (math.random() < {rest:.3f} and 1 or 0)"
    return f"{script}\nfunction delay() return {drawn} end\n"


def program() -> str:
    """Return where wrk is. Raises NeedsWrk."""
    found = shutil.which("wrk")
    if found is None:
        raise NeedsWrk
    return found


def fields() -> dict[str, str]:
    """Return what a resident types and chooses."""
    return {"category": "weapons", "text": TEXT, "place": "North station", "when": "last night", "source": "saw"}


def run(url: str, script: str, *, clients: int, seconds: int, folder: Path, forms: Path | None = None) -> Load:
    """Let so many clients send without pause for so long. Raises NeedsWrk."""
    threads = 1 if clients == 1 else 2
    path = folder / "load.lua"
    text = script % {"forms": forms, "threads": threads, "typed": urlencode(fields())} if "%(" in script else script
    path.write_text(CLIENT_ADDRESS + text + DONE, encoding="ascii")
    command = [
        program(),
        "-t",
        str(threads),
        "-c",
        str(clients),
        "-d",
        f"{seconds}s",
        "--timeout",
        PATIENCE,
        "-s",
        str(path),
        url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    told = json.loads(done.stdout.rsplit("RESULT ", 1)[1])
    statuses = Counter(line.lower() for line in done.stderr.splitlines() if line.startswith("STATUS"))
    return Load(
        clients=clients,
        requests=told["requests"],
        per_second=told["requests"] / (told["micros"] / 1e6),
        p50=told["p50"] / 1000,
        p95=told["p95"] / 1000,
        wrong={kind: count for kind, count in told["wrong"].items() if count} | statuses,
    )
