"""A real department without the demo: the ceremony, invitations, keys, an admission, settings, and the first tip."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.office import Office, accept, admit, invite, make_key, person, unlock
from tests.browser.people import follow, open_from_queue, send


def test_from_the_ceremony_to_the_first_tip(chromium: Browser, office: Office) -> None:
    adam = person(chromium, office)
    accept(adam, office.codes["adam"])
    code = invite(adam, "nora")

    nora = person(chromium, office)
    accept(nora, code)
    _, admission = make_key(nora)
    nora.goto("/desk/tips/")

    resident = person(chromium, office)
    resident.goto("/en/millbrook/")
    resident.check("input[name=category][value=vehicle]")
    send(resident)
    resident.fill("textarea[name=text]", "A tow truck without lights every night")
    send(resident)
    expect(resident.locator(".receipt-code")).to_be_visible()
    nora.reload()
    expect(nora.locator("body")).not_to_contain_text("tow truck")

    dana = person(chromium, office)
    accept(dana, office.codes["dana"])
    unlock(dana, office.dana_passphrase)
    admit(dana, "Tip desk", "Nora (nora)", "AAAAA-AAAAA-AAAA")
    expect(dana.locator("body")).not_to_contain_text("Admitted.")
    unit = dana.locator("section", has_text="Tip desk").first
    unit.locator("input[name=admission_code]").fill(admission.lower())
    unit.locator("select[name=newcomer]").select_option(label="Nora (nora)")
    follow(dana, unit.locator("button.go"))
    expect(dana.locator("body")).to_contain_text("Admitted.")

    nora.goto("/desk/tips/")
    open_from_queue(nora, "tow truck")
    expect(nora.locator("body")).to_contain_text("every night")

    adam.goto("/desk/tipline_departments/department/")
    adam.fill("input[name=phone]", "555-0199")
    follow(adam, adam.locator("form:has(input[name=phone]) [type=submit]").first)
    resident.goto("/en/millbrook/")
    expect(resident.locator("main")).to_contain_text("555-0199")
    refused = adam.goto("/desk/tips/")
    assert refused is not None
    expect(adam.locator("body")).not_to_contain_text("tow truck")
