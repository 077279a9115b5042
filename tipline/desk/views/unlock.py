"""Unlocking and locking one's own key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tipline.departments.roles import reads_tips
from tipline.desk import formatting
from tipline.desk.forms.keys import UnlockForm
from tipline.desk.pending_forms import PendingForm
from tipline.desk.permissions import officer_of, officer_passes_test
from tipline.desk.redirects import nearest_page
from tipline.desk.unlock_cookie import delete_unlock_cookie, is_dead, login_id, set_unlock_cookie, unlocked_of
from tipline.keyring.actions import by_passphrase, lock, unlock
from tipline.keyring.errors import TooManyTries, WrongPassphrase
from tipline.keyring.queries import live_keys
from tipline.tips.queue import waits_for


@sensitive_post_parameters("passphrase")
@officer_passes_test(reads_tips)
def unlock_key(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase, unlock, go on where the officer was."""
    officer, form = officer_of(request), UnlockForm(request.POST or None)
    if request.method != "POST":
        return locked(request, next_url=_after(request))
    pending, next_url = PendingForm.carried(request.POST), _next(request)
    if not form.is_valid():
        return locked(request, next_url=next_url, pending=pending, form=form)
    try:
        secret = by_passphrase(form.cleaned_data["passphrase"])
        cookie = unlock(officer=officer, secret=secret, login=login_id(request), at=timezone.now())
    except WrongPassphrase:
        form.add_error("passphrase", _("That is not your passphrase. It is not your password either."))
        return locked(request, next_url=next_url, pending=pending, form=form)
    except TooManyTries as tries:
        return _wait(request, tries.retry_after, next_url, pending)
    response = ask_to_send(request, pending) if pending else redirect(next_url)
    set_unlock_cookie(response, cookie)
    return response


@require_POST
@officer_passes_test(reads_tips)
def lock_key(request: HttpRequest) -> HttpResponse:
    """Lock on every device."""
    lock(officer=officer_of(request), at=timezone.now())
    response = redirect(reverse("desk:unlock"))
    delete_unlock_cookie(response)
    return response


def locked(
    request: HttpRequest, *, next_url: str = "", pending: PendingForm | None = None, form: UnlockForm | None = None
) -> HttpResponse:
    """Show the unlock page in the place of what was asked for: nothing of a tip but the number unread.

    What was sent goes along, to be looked at and sent after unlocking.
    """
    officer = officer_of(request)
    if not live_keys(officer):
        return redirect("desk:make-key")
    unlocked_of(request)
    pending = pending or PendingForm.of(request)
    shown: dict[str, Any] = {
        "title": _("Unlock"),
        "form": form or UnlockForm(),
        "waits": waits_for(officer),
        "done": request.GET.get("done"),
        "locked_meanwhile": is_dead(request),
        "idle_minutes": settings.UNLOCK_IDLE_MINUTES,
        "limit_hours": settings.UNLOCK_LIMIT_HOURS,
        "next_url": nearest_page(next_url or request.get_full_path()),
        "pending": pending,
    }
    return render(request, "desk/locked.html", shown, status=422 if form else 200)


def ask_to_send(request: HttpRequest, pending: PendingForm, status: int = 200) -> HttpResponse:
    """Show what would be sent, and in whose name, and let the officer send it or leave it."""
    shown = {"title": _("Nothing was lost"), "pending": pending, "officer": officer_of(request)}
    return render(request, "desk/resend.html", shown, status=status)


def go_on_with(request: HttpRequest, pending: PendingForm, status: int = 200) -> HttpResponse:
    """Let the officer who signed in go on with a form: by unlocking first, where their key is needed."""
    officer = officer_of(request)
    if reads_tips(officer) and unlocked_of(request) is None and live_keys(officer):
        return locked(request, next_url=pending.page, pending=pending)
    return ask_to_send(request, pending, status)


def _after(request: HttpRequest) -> str:
    """Return where the unlock page leads: a new key's owner to their admission code, all others to the queue."""
    return reverse("desk:key" if request.GET.get("done") == "made" else "desk:queue")


def _wait(request: HttpRequest, seconds: int, next_url: str, pending: PendingForm | None) -> HttpResponse:
    form = UnlockForm(request.POST)
    form.add_error("passphrase", formatting.format_wait(seconds))
    response = locked(request, next_url=next_url, pending=pending, form=form)
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    return response


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return nearest_page(wanted) if wanted.startswith(settings.DESK_PATH) else reverse("desk:queue")
