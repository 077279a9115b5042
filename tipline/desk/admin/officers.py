"""Officers: invited by a one-time code that is handed over in person, their roles, their accounts closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tipline.departments.actions import invite_officer
from tipline.departments.actions.invitations import INVITATION_LIFE
from tipline.departments.models import Officer
from tipline.desk.forms.officers import ROLE_WORDS, InviteForm, OfficerForm, ReasonForm
from tipline.desk.permissions import officer_of
from tipline.desk.scoped_admin import ScopedAdmin
from tipline.keyring.actions import change_account, void_password
from tipline.keyring.errors import Indispensable, ReasonMissing
from tipline.keyring.leaving import Stuck, stuck_without

VOIDING: Final = "voiding"


@admin.register(Officer)
class OfficerAdmin(ScopedAdmin):
    """A department's officers."""

    can_add = True
    list_display = ("username", "first_name", "last_name", "role_words", "is_active", "signed_up")
    list_display_links = ("username",)
    ordering = ("username",)

    @admin.display(description=gettext_lazy("roles"))
    def role_words(self, officer: Officer) -> str:
        """Show the roles in words."""
        words = {name: str(label).split(":")[0] for name, label in ROLE_WORDS}
        return ", ".join(words.get(group.name, group.name) for group in officer.groups.all())

    @admin.display(description=gettext_lazy("invitation used"), boolean=True)
    def signed_up(self, officer: Officer) -> bool:
        """Tell whether a password is set."""
        return officer.has_usable_password()

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring the roles along."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self) -> list[URLPattern]:
        """Add the page that renews an invitation."""
        page = self.admin_site.admin_view(self.renew_view)
        return [path("<path:object_id>/invitation/", page, name="desk_renew_invitation"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Invite an officer and show the code once."""
        self._require(request)
        form = InviteForm(request.POST or None, initial={"language": officer_of(request).language})
        if request.method == "POST" and form.is_valid():
            invited = self._invite(request, form)
            if invited is not None:
                return invited
        shown = {"title": _("Invite an officer"), "form": form}
        return render(request, "desk/invite.html", shown, status=422 if form.errors else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Change roles, close or reopen an account. Nobody changes their own."""
        self._require(request)
        officer = self._own(request, object_id)
        form = OfficerForm(request.POST or None, officer=officer)
        stuck = stuck_without(officer)
        form.ask_twice(stuck)
        if request.method == "POST" and form.is_valid() and officer.pk != officer_of(request).pk:
            values, actor = form.cleaned_data, officer_of(request)
            try:
                change_account(officer=officer, actor=actor, at=timezone.now(), **values)
            except (Indispensable, ReasonMissing) as error:
                form.refused(error)
            else:
                return redirect("admin:tipline_departments_officer_changelist")
        return _officer_page(request, officer, stuck, form=form)

    def renew_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Void the password and show a new code once."""
        self._require(request)
        officer = self._own(request, object_id)
        if request.method != "POST" or officer.pk == officer_of(request).pk:
            raise Http404
        form = ReasonForm(request.POST, prefix=VOIDING)
        stuck = stuck_without(officer)
        form.ask_twice(stuck)
        if form.is_valid():
            try:
                secret = void_password(
                    officer=officer, actor=officer_of(request), at=timezone.now(), **form.cleaned_data
                )
            except (Indispensable, ReasonMissing) as error:
                form.refused(error)
            else:
                return _code(request, officer, secret)
        return _officer_page(request, officer, stuck, voiding=form)

    def _own(self, request: HttpRequest, object_id: str) -> Officer:
        officer = self.get_object(request, object_id)
        if officer is None:
            raise Http404
        return officer  # type: ignore[no-any-return]

    def _invite(self, request: HttpRequest, form: InviteForm) -> HttpResponse | None:
        department = self.own_department(request)
        try:
            officer, secret = invite_officer(
                department=department, actor=officer_of(request), at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error("username" if "username" in getattr(error, "error_dict", {}) else None, error.messages)
            return None
        return _code(request, officer, secret)


def _officer_page(
    request: HttpRequest,
    officer: Officer,
    stuck: Sequence[Stuck],
    *,
    form: OfficerForm | None = None,
    voiding: ReasonForm | None = None,
) -> HttpResponse:
    form, voiding = form or OfficerForm(officer=officer), voiding or ReasonForm(prefix=VOIDING)
    form.ask_twice(stuck)
    voiding.ask_twice(stuck)
    shown = {
        "title": _("Officer"),
        "form": form,
        "voiding": voiding,
        "stuck": stuck,
        "shown_officer": officer,
        "themselves": officer.pk == officer_of(request).pk,
    }
    return render(request, "desk/officer.html", shown, status=422 if form.errors or voiding.errors else 200)


def _code(request: HttpRequest, officer: Officer, secret: str) -> HttpResponse:
    shown = {
        "title": _("Hand over this code"),
        "shown_officer": officer,
        "code": secret,
        "address": request.build_absolute_uri(reverse("desk:invitation")),
        "hours": int(INVITATION_LIFE.total_seconds() // 3600),
    }
    return render(request, "desk/invited.html", shown)
