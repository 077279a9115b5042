"""What people do in a browser, in words."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page

from tipline.demo.people import OFFICERS, DemoOfficer


def cast(username: str) -> DemoOfficer:
    """Return the demonstration's officer of that name."""
    return next(officer for officer in OFFICERS if officer.username == username)


def enter(page: Page, field: str) -> None:
    """Press Enter in a field and wait for the page that answers."""
    with page.expect_navigation():
        page.press(field, "Enter")


def follow(page: Page, target: str | Locator) -> None:
    """Press a button or a link that leads to a page and wait for that page, which a click alone does not do."""
    with page.expect_navigation():
        (page.locator(target) if isinstance(target, str) else target).click()


def send(page: Page, form: str = "main form") -> None:
    """Send a form with its last button and wait for the page that answers."""
    follow(page, page.locator(f"{form} button[type=submit]").last)


def sign_in(context: BrowserContext, username: str) -> Page:
    """Sign in with the password."""
    page = context.new_page()
    page.goto("/desk/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", cast(username).password)
    enter(page, "input[name=password]")
    return page


def unlock(page: Page, username: str) -> None:
    """Unlock with the passphrase."""
    page.goto("/desk/unlock/")
    page.fill("input[name=passphrase]", cast(username).passphrase)
    enter(page, "input[name=passphrase]")


def at_the_desk(context: BrowserContext, username: str) -> Page:
    """Sign in and unlock."""
    page = sign_in(context, username)
    unlock(page, username)
    return page


def write_tip(page: Page, text: str, language: str = "en", category: str = "weapons", contact: str = "") -> str:
    """Send a tip from page one on and return the receipt that is shown."""
    page.goto(f"/{language}/riverton/")
    page.check(f"input[name=category][value={category}]")
    send(page)
    page.fill("textarea[name=text]", text)
    page.fill("textarea[name=contact]", contact)
    send(page)
    return receipt_on(page)


def receipt_on(page: Page) -> str:
    """Read the receipt as a person copies it."""
    return "-".join(page.inner_text(".receipt-code").replace("-", " ").split())


def open_mailbox(page: Page, receipt: str, language: str = "en") -> None:
    """Come back with the receipt."""
    page.goto(f"/{language}/riverton/mailbox/")
    page.fill("input[name=receipt]", receipt)
    enter(page, "input[name=receipt]")


def open_from_queue(page: Page, words: str) -> None:
    """Open the tip whose first line holds these words."""
    page.goto("/desk/tips/")
    follow(page, page.locator("tr", has_text=words).locator("a").first)


def action(page: Page, name: str) -> str:
    """Return the selector of the form of an action, opened if it is folded; a note and a question share one form."""
    if name in {"note", "ask"}:
        return f"#action-{name}"
    form = f"form[action$='/{name}/']"
    fold = page.locator("details:not([open])", has=page.locator(form)).first
    if fold.count():
        fold.locator("summary").first.click()
    return form
