"""Direction overrides affect only the text they are in: every typed text is isolated."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.builders import World, restate
from tests.desk.conftest import SignIn
from tests.tips_sent import Sent, send_tip
from tests.web.pages import hidden
from tipline.casework.models import Tag
from tipline.departments.models import Category, Department, Officer, Unit
from tipline.routing.actions import propose_change
from tipline.routing.models import Proposal

pytestmark = pytest.mark.django_db

# An override, which pages name where it stands, and a Hebrew letter, which is right-to-left by itself.
TURNED = "\u202e\u05d0gpj.exe"
OWN_BOX = {"option", "textarea", "title"}
# A block is a paragraph of its own: where it holds nothing but the turned text, there is nothing to turn.
BLOCKS = {"h1", "h2", "td", "th", "li", "p", "dd", "dt", "div", "caption", "body"}
EMPTY = {"input", "br", "link", "meta", "img", "path", "use", "hr", "source", "col"}


class _Leaks(HTMLParser):
    """Finds turned text that is not isolated from other text beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.block: list[str] = []
        self.found: list[str] = []
        self.named = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end_block()
        known = dict(attrs)
        self.named = tag == "bdi" and known.get("class") == "unseen"
        if tag not in EMPTY:
            self.open.append((tag, tag == "bdi" or tag in OWN_BOX or known.get("dir") == "auto"))

    def handle_endtag(self, tag: str) -> None:
        names, self.named = [name for name, _ in self.open], False
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]
        if tag in BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        isolated = any(isolated for _, isolated in self.open)
        if data.strip() and not self.named:
            self.block.append("isolated" if isolated else data.strip())

    def _end_block(self) -> None:
        if len(self.block) > 1 and any({"\u202e", "\u05d0"} & set(text) for text in self.block):
            self.found.append(" | ".join(self.block))
        self.block = []


def leaks(answer: HttpResponse) -> list[str]:
    parser = _Leaks()
    parser.feed(answer.content.decode())
    return parser.found


@pytest.fixture
def turned(world: World) -> World:
    """Have every name of the department turn its direction."""
    world.department.tags.create(label="school")
    Department.objects.update(name=f"Police {TURNED}")
    Officer.objects.update(first_name=TURNED, last_name=TURNED)
    Category.objects.update(names={"en": TURNED, "es": TURNED})
    Tag.objects.update(label=TURNED)
    for number, unit in enumerate(Unit.objects.all()):
        Unit.objects.filter(pk=unit.pk).update(name=f"{number} {TURNED}")
    category = Category.objects.get(code="gangs")
    names = {"names": {"en": TURNED, "es": TURNED}}
    restate(world, "drugs", **names)
    propose_change(category=category, values={"primary": world.assessment}, actor=world.adam, at=timezone.now())
    Proposal.objects.update(change=names)
    return world


@pytest.fixture
def sent(turned: World) -> Sent:
    """A tip with everything on it, all of it turned."""
    words = {"text": f"{TURNED}\n{TURNED}", "place": TURNED, "when": TURNED, "contact": TURNED}
    return send_tip(turned, "drugs", at=timezone.now(), **words)


def resident_pages(client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """Return the resident's pages with turned words on each."""
    first = client.get("/en/riverton/")
    typed = dict.fromkeys(("text", "place", "when", "contact"), TURNED)
    drawn = client.post("/en/riverton/tip/", {"category": "drugs"})
    tip = {"form": hidden(drawn, "form"), "category": "drugs", **typed}
    received = client.post("/en/riverton/send/", tip)
    receipt = {"receipt": hidden(received, "receipt")}
    yield from (("departments", client.get("/en/")), ("first", first), ("received", received))
    yield "about", client.get("/en/riverton/about/")
    yield "write", client.post("/en/riverton/tip/", tip)
    yield "refused", client.post("/en/riverton/send/", {**tip, "text": ""})
    yield "changed", client.post("/en/riverton/send/", {**tip, "text": f"{TURNED} more"})
    yield "asked", client.post("/en/riverton/mailbox/", {"receipt": TURNED, "text": TURNED})
    mailbox = client.post("/en/riverton/mailbox/", receipt)
    answer = {**receipt, "form": hidden(mailbox, "form"), "text": TURNED}
    yield "answered", client.post("/en/riverton/mailbox/answer/", answer)
    yield "missing", client.get("/en/riverton/nothing/")


def test_residents_pages_isolate_every_override(turned: World, client: Client) -> None:
    Department.objects.create(slug="lakeside", name=TURNED, time_zone="UTC", phone="555-0101")
    for name, answer in resident_pages(client):
        assert answer.status_code in {200, 404}, name
        assert not leaks(answer), name


def test_text_on_a_tip_isolates_every_override(turned: World, sent: Sent, at_work: SignIn) -> None:
    client, url = at_work(turned.ola), f"/desk/tips/{sent.tip.pk}/"
    actions = {
        "note": {"text": TURNED}, "ask": {"question": TURNED}, "tag": {"tag_id": Tag.objects.get().pk},
        "assign": {"officer_id": turned.ola.pk}, "escalate": {"to_unit_id": turned.assessment.pk, "reason": TURNED},
    }  # fmt: skip
    for act, typed in actions.items():
        sent.tip.refresh_from_db()
        assert client.post(f"{url}{act}/", {"version": sent.handling.version, **typed}).status_code == 302
    assert not leaks(client.get(url))
    assert not leaks(at_work(turned.tess).get(url))
    stale = client.post(f"{url}close/", {"version": 1, "disposition": "spam", "rationale": TURNED})
    assert stale.status_code == 409
    assert not leaks(stale)
    assert not leaks(client.get("/desk/tips/"))


@pytest.mark.parametrize(
    ("name", "paths"),
    {
        "ola": ["", "tips/", "key/", "unlock/", "key/passphrase/", "account/password/"],
        "dana": ["members/", "routing/", "tipline_casework/tag/"],
        "anna": ["figures/"],
        "adam": ["", "tipline_departments/category/", "tipline_departments/unit/", "tipline_departments/officer/"],
    }.items(),
)
def test_desk_pages_isolate_every_override(
    turned: World, sent: Sent, at_work: SignIn, name: str, paths: list[str]
) -> None:
    client = at_work(getattr(turned, name)) if name in {"ola", "dana"} else signed(getattr(turned, name))
    for path in paths:
        answer = client.get(f"/desk/{path}", follow=True)
        assert answer.status_code == 200, path
        assert not leaks(answer), path  # type: ignore[arg-type]


def test_pages_of_one_object_isolate_every_override(turned: World) -> None:
    client, tables = signed(turned.adam), "/desk/tipline_departments"
    category, unit = Category.objects.get(code="gangs"), turned.desk
    for path in (
        f"{tables}/department/{turned.department.pk}/change/", f"{tables}/category/{category.pk}/change/",
        f"{tables}/unit/{unit.pk}/change/",
        f"{tables}/officer/{turned.tess.pk}/change/", f"/desk/tipline_casework/tag/{Tag.objects.get().pk}/change/",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not leaks(answer), path
    invited = client.post(f"{tables}/officer/{turned.tess.pk}/invitation/")
    assert not leaks(invited)


def signed(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2069", "\u202a", "\x7f", "\x85"])
def test_a_name_with_an_invisible_character_is_refused(world: World, mark: str) -> None:
    client, tables = signed(world.adam), "/desk/tipline_departments"
    typed = f"Ex{mark}.ample"
    forms = {
        f"{tables}/unit/add/": {"name": typed, "kind": "other"},
        f"{tables}/category/add/": {"code": "racing", "name_en": typed, "name_es": typed, "order": "1"},
        f"{tables}/officer/add/": {"username": "x", "first_name": typed, "language": "en", "roles": ["officer"]},
        "/desk/tipline_casework/tag/add/": {"label": typed},
    }
    for path, fields in forms.items():
        page = client.post(path, fields).content.decode()
        assert "Leave out invisible characters" in page, path
        assert typed in page, path


def test_a_name_in_any_script_is_accepted(world: World) -> None:
    client, names = signed(world.adam), ("قسم المرور", "יחידה 4", "通報\u200f", "Éire\u200d")
    for name in names:
        client.post("/desk/tipline_departments/unit/add/", {"name": name, "kind": "other"})
    assert [proposal.change["name"] for proposal in Proposal.objects.order_by("proposed_at")] == list(names)


def test_the_check_would_find_a_name_that_is_not_isolated() -> None:
    for turned in (TURNED, TURNED[1:], f'<bdi class="unseen">U+202E</bdi>{TURNED[1:]}'):
        assert leaks(HttpResponse(f"<p>{turned} <span>today</span></p>"))
    assert not leaks(HttpResponse(f"<p><bdi>{TURNED}</bdi> <span>today</span></p><p>{TURNED}</p>"))
