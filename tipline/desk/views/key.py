"""An officer's own key: made once, its passphrase changed, its admission code read aloud."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tipline.departments.models import Unit
from tipline.departments.roles import reads_tips
from tipline.desk.forms.keys import ChangePassphraseForm, ConfirmKeyForm, PassphraseForm, ReplaceKeyForm
from tipline.desk.permissions import officer_of, officer_passes_test
from tipline.desk.unlock_cookie import delete_unlock_cookie, unlocked_of
from tipline.desk.views.errors import too_fast
from tipline.desk.views.unlock import locked
from tipline.keyring.actions import admission_code_of, change_passphrase, discard_waiting_key, enrol, replace_key
from tipline.keyring.errors import (
    AlreadyEnrolled,
    KeyLogBroken,
    KeyringError,
    NotEnrolled,
    TooManyTries,
    WeakPassphrase,
    WrongPassphrase,
)
from tipline.keyring.own_keys import own_keys
from tipline.keyring.passphrases import generate
from tipline.keyring.queries import live_keys
from tipline.keyring.unlocked import Unlocked


@require_safe
@officer_passes_test(reads_tips)
def show(request: HttpRequest) -> HttpResponse:
    """Show the admission code, computed from the unlocked secret, and which units the key opens."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    return _page(request, unlocked)


@require_POST
@officer_passes_test(reads_tips)
def confirm(request: HttpRequest) -> HttpResponse:
    """Put the key that waits in the place of the unlocked one, by its admission code. Locks."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    form = ConfirmKeyForm(request.POST)
    if not form.is_valid():
        return _page(request, unlocked, form)
    try:
        replace_key(unlocked=unlocked, admission_code=form.cleaned_data["admission_code"], at=timezone.now())
    except KeyringError as error:
        form.add_error("admission_code", str(error))
        return _page(request, unlocked, form)
    response = redirect(reverse("desk:unlock") + "?done=replaced")
    delete_unlock_cookie(response)
    return response


@require_POST
@officer_passes_test(reads_tips)
def discard(request: HttpRequest) -> HttpResponse:
    """Remove a key that waits."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    try:
        discard_waiting_key(unlocked=unlocked, at=timezone.now())
    except NotEnrolled:
        return redirect("desk:key")
    return redirect(reverse("desk:key") + "?done=discarded")


@sensitive_post_parameters()
@officer_passes_test(reads_tips)
def make(request: HttpRequest) -> HttpResponse:
    """Make an officer's first key under a passphrase."""
    officer = officer_of(request)
    if live_keys(officer):
        return redirect("desk:key")
    if request.method != "POST":
        return _ask(request, PassphraseForm(initial={"words": generate()}, officer=officer))
    form = PassphraseForm(request.POST, officer=officer)
    return _enrol(request, form, replace=False) if form.is_valid() else _ask(request, form)


@sensitive_post_parameters()
@officer_passes_test(reads_tips)
def replace(request: HttpRequest) -> HttpResponse:
    """Make a new key beside one whose passphrase is forgotten; supervisors have to let it in."""
    officer = officer_of(request)
    if not live_keys(officer):
        return redirect("desk:make-key")
    if request.method != "POST":
        return _ask(request, ReplaceKeyForm(initial={"words": generate()}, officer=officer))
    form = ReplaceKeyForm(request.POST, officer=officer)
    return _enrol(request, form, replace=True) if form.is_valid() else _ask(request, form)


@sensitive_post_parameters()
@officer_passes_test(reads_tips)
def change(request: HttpRequest) -> HttpResponse:
    """Change the passphrase of an unlocked key; the key stays the same. Locks."""
    officer, unlocked = officer_of(request), unlocked_of(request)
    if unlocked is None:
        return locked(request)
    if request.method != "POST":
        return _ask_change(request, ChangePassphraseForm(initial={"words": generate()}, officer=officer))
    form = ChangePassphraseForm(request.POST, officer=officer)
    if not form.is_valid():
        return _ask_change(request, form)
    current, new = form.cleaned_data["current"], form.cleaned_data["passphrase1"]
    try:
        change_passphrase(unlocked=unlocked, current_passphrase=current, new_passphrase=new, at=timezone.now())
    except TooManyTries as tries:
        return too_fast(request, tries.retry_after)
    except WrongPassphrase:
        form.add_error("current", _("That is not your present passphrase."))
        return _ask_change(request, form)
    response = redirect(reverse("desk:unlock") + "?done=changed")
    delete_unlock_cookie(response)
    return response


def _page(request: HttpRequest, unlocked: Unlocked, form: ConfirmKeyForm | None = None) -> HttpResponse:
    shown = {
        "title": _("My key"),
        "code": admission_code_of(unlocked),
        "units": Unit.objects.filter(pk__in=unlocked.unit_ids),
        "keys": own_keys(unlocked),
        "form": form or ConfirmKeyForm(),
        "done": request.GET.get("done"),
    }
    return render(request, "desk/key.html", shown, status=422 if form else 200)


def _enrol(request: HttpRequest, form: PassphraseForm, replace: bool) -> HttpResponse:
    officer, passphrase = officer_of(request), form.cleaned_data["passphrase1"]
    try:
        enrol(officer=officer, passphrase=passphrase, beside=replace, at=timezone.now())
    except AlreadyEnrolled:
        return redirect("desk:key")
    except KeyLogBroken as broken:
        form.add_error(None, str(broken))
        return _ask(request, form)
    except WeakPassphrase as weak:
        form.add_error("passphrase1", str(weak))
        return _ask(request, form)
    return redirect(reverse("desk:unlock") + "?done=made")


def _ask(request: HttpRequest, form: PassphraseForm) -> HttpResponse:
    shown = {
        "title": _("Make a new key") if isinstance(form, ReplaceKeyForm) else _("Make your key"),
        "form": form,
        "words": form["words"].value(),
        "replaces": isinstance(form, ReplaceKeyForm),
    }
    return render(request, "desk/key_new.html", shown, status=422 if form.is_bound else 200)


def _ask_change(request: HttpRequest, form: ChangePassphraseForm) -> HttpResponse:
    shown = {"title": _("Change your passphrase"), "form": form, "words": form["words"].value()}
    return render(request, "desk/key_change.html", shown, status=422 if form.is_bound else 200)
