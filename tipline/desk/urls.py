"""The desk's own pages, beside those that Django's admin brings."""

from __future__ import annotations

from allauth.account.views import account_inactive, reauthenticate
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, include, path

from tipline.desk.actions import ACTIONS
from tipline.desk.permissions import View
from tipline.desk.site import desk_site
from tipline.desk.views import (
    account,
    actions,
    bulk,
    figures,
    index,
    invitation,
    key,
    members,
    queue,
    routing,
    tip,
    unlock,
)


def _page(route: str, view: View, name: str) -> URLPattern:
    return path(route, desk_site.admin_view(view), name=name)


# Only these of allauth's pages exist: no sign-up, no mail, no reset by mail.
account_pages = [
    path("login/", account.DeskLogin.as_view(), name="account_login"),
    path("logout/", login_required(account.DeskLogout.as_view()), name="account_logout"),
    path("inactive/", account_inactive, name="account_inactive"),
    path("password/", login_required(account.DeskPasswordChange.as_view()), name="account_change_password"),
    path("reauthenticate/", reauthenticate, name="account_reauthenticate"),
]

pages = [
    path("invitation/", invitation.accept, name="invitation"),
    _page("unlock/", unlock.unlock_key, "unlock"),
    _page("lock/", unlock.lock_key, "lock"),
    _page("key/", key.show, "key"),
    _page("key/new/", key.make, "make-key"),
    _page("key/replace/", key.replace, "replace-key"),
    _page("key/passphrase/", key.change, "change-passphrase"),
    _page("key/confirm/", key.confirm, "confirm-key"),
    _page("key/discard/", key.discard, "discard-key"),
    _page("language/", index.choose_language_view, "language"),
    _page("tips/", queue.show, "queue"),
    _page("tips/find/", queue.find, "find"),
    _page("tips/pass-on/", bulk.pass_on, "pass-on"),
    _page("tips/unopenable/", bulk.close_unopenable_tips, "unopenable"),
    _page("tips/moved/", tip.moved, "moved"),
    _page("tips/<uuid:tip_id>/", tip.show, "tip"),
    *(_page(f"tips/<uuid:tip_id>/{action.name}/", actions.view_of(action), action.name) for action in ACTIONS.values()),
    _page("members/", members.show, "members"),
    _page("members/<uuid:unit_id>/admit/", members.admit_newcomer, "admit"),
    _page("members/<uuid:unit_id>/<uuid:officer_id>/supervisor/", members.promote, "make-supervisor"),
    _page("members/<uuid:unit_id>/key/", members.make_key, "make-unit-key"),
    _page("routing/", routing.show, "routing"),
    _page("routing/<uuid:proposal_id>/confirm/", routing.confirm, "confirm-routing"),
    _page("routing/<uuid:proposal_id>/reject/", routing.reject, "reject-routing"),
    _page("routing/seen/", routing.seen, "changes-seen"),
    _page("figures/", figures.show, "figures"),
    _page("figures/csv/", figures.download, "figures-csv"),
]

urlpatterns = [path("account/", include(account_pages)), path("", include((pages, "desk")))]
