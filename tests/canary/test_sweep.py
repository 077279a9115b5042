"""After a tip's whole way through the real server, no store that it writes to contains any of it."""

from __future__ import annotations

import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest
import redis

from config.settings.demo import SESSION_COOKIE_NAME, UNLOCK_COOKIE_NAME
from tests.builders import PASSPHRASE, PASSWORD
from tests.canary.crash import MARK
from tests.canary.needles import Needle, found, needles
from tests.canary.recording import FOLDER
from tests.canary.stores import everything
from tests.faults.odd_headers import NAMES, answer, status, values
from tests.plain_browser import Page, PlainBrowser
from tests.server import ROOT, LiveServer

CANARIES = {
    "headline": "heronquiet4711 stands at the north gate",
    "text": "ambergravel8832",
    "place": "elmstreet9075 corner",
    "name": "zebulonquist6611",
    "contact": "zebulon.quist@canary7723.example",
    "crash": "crashedcanary3345",
    "answer": "plateanswer5521",
    "note": "officersnote9914",
    "question": "whichplate4458",
    "reason": "escalatereason2290",
    "agent": "CanaryBrowser/77.31",
    "referrer": "canaryreferrer1187",
    "language": "x-canarytongue6604",
    "program": "programtext1147",
    "member": "membername5538",
    "badjson": "badjson7719",
    "message": "programmessage3361",
    "header": "oddheader9915",
    "wrong password": "wrongpassword6120-and-more",
    "wrong passphrase": "wrongphrase8054 of several words",
}
ADDRESS = "198.51.100.213"
RESIDENT = {
    "User-Agent": CANARIES["agent"],
    "Referer": f"http://{CANARIES['referrer']}.example/",
    "X-Forwarded-For": ADDRESS,
    "Accept-Language": f"en, {CANARIES['language']};q=0.3",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The real server on stores of its own, writing every log line there is."""
    extra = {"TIPLINE_LOG_LEVEL": "DEBUG", "TIPLINE_TRUSTED_PROXIES": "1"}
    if address := os.environ.get("REDIS_URL"):
        extra["REDIS_URL"] = re.sub(r"/\d*$", "/11", address)
        with redis.Redis.from_url(extra["REDIS_URL"]) as client:
            client.flushdb()
    server = LiveServer(tmp_path_factory.mktemp("canary"), settings="tests.canary.settings", extra=extra)
    server.run("migrate", "--verbosity", "0")
    subprocess.run(
        [sys.executable, "-m", "tests.live_world"], cwd=ROOT, env=server.environment, check=True, timeout=120
    )
    with server, whole_write_ahead_log(server):
        yield server


@contextmanager
def whole_write_ahead_log(server: LiveServer) -> Iterator[None]:
    """Keep SQLite from emptying its write-ahead log, by a reader that never ends: all that was ever written stays."""
    if "DATABASE_URL" in server.extra:
        yield
        return
    (path,) = (server.folder / "data").glob("*.sqlite3")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield


@pytest.fixture(scope="module")
def secrets(server: LiveServer) -> list[str]:
    """What must be found nowhere, once a resident and two officers have done all that they can do."""
    receipt, crash = resident_sends(server)
    reference, cookies = officer_works(server)
    resident_answers(server, receipt)
    second = program_sends(server)
    stranger_sends_odd_headers(server)
    ticks_once(server)
    assert crash.status == 500
    assert "resend" not in reference
    spoken = [receipt, receipt.replace("-", ""), receipt.lower(), second, second.replace("-", "")]
    spoken += [PASSPHRASE, PASSWORD, ADDRESS]
    return [*CANARIES.values(), *spoken, *cookies]


@pytest.fixture(scope="module")
def wanted(secrets: list[str]) -> list[Needle]:
    """Each of them in every form; of what is hexadecimal also the bytes that it stands for."""
    whole = [secret for secret in secrets if re.fullmatch("[0-9a-f]{64}", secret)]
    assert whole, "no unlock cookie"
    return [*needles(secrets), *(Needle(secret, "bytes", bytes.fromhex(secret)) for secret in whole)]


def resident_sends(server: LiveServer) -> tuple[str, Page]:
    browser = PlainBrowser(server.url, RESIDENT)
    first = browser.open("/en/riverton/")
    second = browser.send(first, first.form("category"), category="drugs")
    text = f"{CANARIES['headline']}\nand {CANARIES['text']}, says {CANARIES['name']}"
    words = {"text": text, "place": CANARIES["place"], "contact": CANARIES["contact"]}
    form = second.form("text", "contact")
    crash = browser.send(second, form, **{**words, "text": f"{MARK} {CANARIES['crash']}"})
    sent = browser.send(second, form, **words, send="1")
    shown = re.search(r"\b(?:[0-9A-Z]{4}[-\s]*(?:<[^>]+>\s*)*){7}", sent.text)
    assert sent.status == 200
    assert shown, sent.text
    groups = re.findall(r"[0-9A-Z]{4}", re.sub(r"<[^>]+>", " ", shown.group()))
    assert not list(browser.cookies)
    return "-".join(groups[:7]), crash


def officer_works(server: LiveServer) -> tuple[str, list[str]]:
    browser = PlainBrowser(server.url)
    for password in (CANARIES["wrong password"], PASSWORD):
        login = browser.open("/desk/account/login/")
        browser.send(login, login.form("login", "password"), login="ola", password=password)
    for passphrase in (CANARIES["wrong passphrase"], PASSPHRASE):
        locked = browser.open("/desk/unlock/")
        browser.send(locked, locked.form("passphrase"), passphrase=passphrase)
    queue = browser.open("/desk/tips/")
    assert CANARIES["headline"] in queue.text, queue.text
    address = re.search(r"/desk/tips/[0-9a-f-]{36}/", queue.text)
    assert address
    tip = browser.open(address.group())
    assert CANARIES["text"] in tip.text
    for act, words in (
        ("note", {"text": CANARIES["note"]}),
        ("ask", {"question": CANARIES["question"]}),
        ("escalate", {"reason": CANARIES["reason"]}),
    ):
        tip = browser.open(address.group())
        # The question stands in the form of the note; its button has an address of its own.
        form = tip.form(*words, action="note" if act == "ask" else act)
        form.action = f"{address.group()}{act}/"
        if "to_unit_id" in form.names and not form.values.get("to_unit_id"):
            words["to_unit_id"] = re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>\s*Threat', tip.text)[0]
        done = browser.send(tip, form, **words)
        assert done.status == 200, done.text
    tip = browser.open(address.group())
    for word in ("note", "question", "reason"):
        assert CANARIES[word] in tip.text, word
    return tip.url, cookies_of(browser)


def cookies_of(browser: PlainBrowser) -> list[str]:
    """Return the value of each cookie of the desk: of the session, the unlocked key and the forms."""
    found = {cookie.name: cookie.value or "" for cookie in browser.cookies}
    assert found.keys() >= {SESSION_COOKIE_NAME, UNLOCK_COOKIE_NAME}
    assert all(len(value) >= 32 for value in found.values())
    return list(found.values())


def ticks_once(server: LiveServer) -> None:
    """Let what happens by itself happen, with its log among what is searched."""
    with (server.folder / "tick.log").open("wb") as log:
        command = [sys.executable, "manage.py", "tick", "--once"]
        subprocess.run(command, cwd=ROOT, env=server.environment, stdout=log, stderr=log, check=True, timeout=120)
    linked = "from tipline.audit.models import Event as E; print('unlinked', E.objects.filter(link=None).count())"
    assert "unlinked 0" in server.run("shell", "--no-imports", "-c", linked)


def resident_answers(server: LiveServer, receipt: str) -> None:
    browser = PlainBrowser(server.url, RESIDENT)
    page = browser.open("/en/riverton/mailbox/")
    opened = browser.send(page, page.form("receipt"), receipt=receipt)
    assert CANARIES["question"] in opened.text, opened.text
    answered = browser.send(opened, opened.form("receipt", "text"), text=CANARIES["answer"])
    assert CANARIES["answer"] in answered.text


def program_sends(server: LiveServer) -> str:
    def call(part: str, sent: bytes | dict[str, Any], form: str = "", status: int = 201) -> dict[str, Any]:
        under = {"form": form} if form else {}
        data = sent if isinstance(sent, bytes) else json.dumps({**sent, **under}).encode()
        named = {"Content-Type": "application/json", **RESIDENT}
        request = Request(f"{server.url}/api/v1/departments/riverton{part}", data, named, method="POST")  # noqa: S310
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310 - our own address
                code, body = answer.status, answer.read()
        except HTTPError as error:
            code, body = error.code, error.read()
        assert code == status, body
        found: dict[str, Any] = json.loads(body)
        return found

    words = {"category": "fraud", "text": CANARIES["program"], "contact": CANARIES["contact"]}
    call("/tips", {**words, CANARIES["member"]: "x"}, status=400)
    call("/tips", f'{{"text": "{CANARIES["badjson"]}'.encode(), status=400)
    call("/tips", {**words, "text": f"{MARK} {CANARIES['crash']}"}, call("/forms", {}, status=200)["form"], 500)
    receipt = str(call("/tips", words, call("/forms", {}, status=200)["form"])["receipt"])
    message = {"receipt": receipt, "text": CANARIES["message"]}
    call("/mailbox/messages", message, call("/forms", {}, status=200)["form"])
    assert CANARIES["message"] in str(call("/mailbox", {"receipt": receipt}, status=200))
    return receipt


def stranger_sends_odd_headers(server: LiveServer) -> None:
    sent = ("GET", "/en/riverton/"), ("POST", "/api/v1/departments/riverton/tips"), ("POST", "/desk/account/login/")
    for method, path in sent:
        for name in NAMES:
            for value in values(CANARIES["header"]):
                found = answer(server, method, path, f"{name}: {value}".encode("latin-1"))
                assert status(found) < 500, (name, value)


def test_no_store_contains_a_canary(server: LiveServer, wanted: list[Needle]) -> None:
    searched = dict(everything(server))
    assert {name: hits for name, data in searched.items() if (hits := found(data, wanted))} == {}
    assert len(searched["server.log"]) > 1_000
    assert "tick.log" in searched


def test_every_store_was_searched(server: LiveServer, secrets: list[str]) -> None:
    searched = dict(everything(server))
    database = ("dump",) if "DATABASE_URL" in server.extra else ("sqlite3", "sqlite3-wal")
    for ending in database:
        assert any(data for name, data in searched.items() if name.endswith(ending)), ending
    # Limits never leave the process; what else is remembered is in Redis where there is one.
    held = [data for name, data in searched.items() if name.startswith(f"data/{FOLDER}/limits-")]
    assert any(data.count(b"\n") > 3 for data in held)
    if "REDIS_URL" in server.extra:
        assert any(name.startswith("redis ") for name in searched)
    if "sqlite3-wal" in database:
        # The log is whole: what was unlocked is in it, also when the row is gone.
        assert len(next(data for name, data in searched.items() if name.endswith("-wal"))) > 100_000


def test_no_mail_was_sent_and_the_admin_log_is_empty(server: LiveServer, secrets: list[str]) -> None:
    printed = server.run(
        "shell",
        "--no-imports",
        "-c",
        "from django.contrib.admin.models import LogEntry as L; print('entries', L.objects.count())",
    )
    assert "entries 0" in printed
    assert not [name for name, _ in everything(server) if "/mail/" in name]


def plant_in_database(server: LiveServer, needle: Needle) -> None:
    if database := server.extra.get("DATABASE_URL"):
        with psycopg.connect(database) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS planted (words bytea)")
            connection.execute("INSERT INTO planted VALUES (%s)", [b"..." + needle.data + b"..."])
        return
    (path,) = (server.folder / "data").glob("*.sqlite3")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE IF NOT EXISTS planted (words blob)")
        connection.execute("INSERT INTO planted VALUES (?)", [b"..." + needle.data + b"..."])


def plant_in_temporary_file(server: LiveServer, needle: Needle) -> None:
    (server.folder / "tmp" / "planted").write_bytes(needle.data)


def plant_in_log(server: LiveServer, needle: Needle) -> None:
    handler = logging.FileHandler(server.log)
    handler.emit(logging.LogRecord("x", 10, "", 0, needle.data.decode("latin-1"), None, None))
    handler.close()


def plant_in_redis(server: LiveServer, needle: Needle) -> None:
    with redis.Redis.from_url(server.extra["REDIS_URL"]) as client:
        client.set("planted", b"..." + needle.data)


PLANTS = [plant_in_database, plant_in_temporary_file, plant_in_log]
if os.environ.get("REDIS_URL"):
    PLANTS.append(plant_in_redis)


@pytest.mark.parametrize("plant", PLANTS)
def test_the_sweep_would_find_a_canary_in_each_store(server: LiveServer, secrets: list[str], plant: object) -> None:
    for number, needle in enumerate(needles([f"planted{plant.__name__}"])):  # type: ignore[attr-defined]
        plant(server, needle)  # type: ignore[operator]
        hits = [name for name, data in everything(server) if found(data, [needle])]
        assert hits, (number, needle.encoding)


PLANT_IN_CACHE = """
from django.core.cache import caches
for number, word in enumerate({words}):
    caches["limits"].set(f"planted {{number}}", b"..." + bytes.fromhex(word) + b"...")
caches["limits"].set("planted:plantedkey", 1)
"""


def test_the_sweep_would_find_a_canary_in_the_memory_cache(server: LiveServer, secrets: list[str]) -> None:
    planted = [*needles(["plantedvalue"]), *needles(["plantedkey"])[:1]]
    words = [needle.data.hex() for needle in planted]
    server.run("shell", "--no-imports", "-c", PLANT_IN_CACHE.format(words=words))
    caches = b"".join(data for name, data in everything(server) if f"/{FOLDER}/" in name)
    assert {needle.encoding for needle in planted} == {encoding for _, encoding in found(caches, planted)}


MAIL = "from django.core.mail import send_mail; send_mail({subject!r}, {body!r}, 'a@b.example', ['c@d.example'])"


@pytest.mark.parametrize(
    ("subject", "body"),
    [("New", "planted-word"), ("planted-word", "."), ("New", f"{'é' * 50} planted-word"), ("é planted-word", ".")],
    ids=["in the text", "in the subject", "in an encoded text", "in an encoded subject"],
)
def test_the_sweep_would_find_a_canary_in_a_mail(
    server: LiveServer, secrets: list[str], subject: str, body: str
) -> None:
    server.run("shell", "--no-imports", "-c", MAIL.format(subject=subject, body=body))
    mails = {path: path.read_bytes() for path in (server.folder / "data" / "mail").iterdir()}
    try:
        assert len(mails) == 1
        hits = [name for name, data in everything(server) if found(data, needles(["planted-word"]))]
        assert any("/mail/" in name for name in hits)
    finally:
        for path in mails:
            path.unlink()
