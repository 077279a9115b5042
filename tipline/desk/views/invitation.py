"""A new officer's first page: the code, then a password."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from tipline.departments.actions import accept_invitation, find_invitation
from tipline.departments.actions.invitations import CODE_LENGTH
from tipline.departments.errors import InvitationInvalid
from tipline.departments.models import Officer
from tipline.departments.roles import reads_tips
from tipline.desk.forms.keys import CodeForm, FirstPasswordForm
from tipline.desk.throttling import guess_at_invitation
from tipline.text import count_code_letters


@sensitive_post_parameters()
def accept(request: HttpRequest) -> HttpResponse:
    """Take the code (typed, never in the address), then the password, then lead to making a key."""
    if request.method != "POST":
        return _ask_code(request, CodeForm())
    guess, form = guess_at_invitation(request), CodeForm(request.POST)
    try:
        if not form.is_valid():
            return _ask_code(request, form)
        invitation = find_invitation(secret=form.cleaned_data["code"], at=timezone.now())
        guess.right()
        return _password(request, invitation.officer, form.cleaned_data["code"])
    except InvitationInvalid:
        form.add_error("code", _unknown_words(count_code_letters(form.cleaned_data["code"])))
        return _ask_code(request, form)


def _password(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    answered = "password1" in request.POST
    form = FirstPasswordForm(request.POST if answered else None, initial={"code": code}, officer=officer)
    if not answered or not form.is_valid():
        return _ask_password(request, form, officer)
    try:
        officer = accept_invitation(secret=code, password=form.cleaned_data["password1"], at=timezone.now())
    except ValidationError as error:
        form.add_error("password1", error)
        return _ask_password(request, form, officer)
    after = reverse("desk:key") if reads_tips(officer) else reverse("admin:index")
    response: HttpResponse = perform_login(request, Login(user=officer, redirect_url=after))
    return response


def _unknown_words(there: int) -> str:
    if there == CODE_LENGTH:
        return _("This code is not known, was used, or ran out. Ask for a new one.")
    words = ngettext(
        "An invitation code has 25 letters and digits. Here is %(n)d.",
        "An invitation code has 25 letters and digits. Here are %(n)d.",
        there,
    )
    return words % {"n": there}


def _ask_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    shown = {"title": _("Your invitation"), "form": form, "step": "code"}
    return render(request, "desk/invitation.html", shown, status=422 if form.is_bound else 200)


def _ask_password(request: HttpRequest, form: FirstPasswordForm, officer: Officer) -> HttpResponse:
    shown = {"title": _("Choose a password"), "form": form, "step": "password", "officer": officer}
    return render(request, "desk/invitation.html", shown, status=422 if form.is_bound else 200)
