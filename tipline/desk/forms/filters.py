"""The filters of the queue: marks, statuses and ids only, never words, because they stand in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tipline.casework.lateness import late_for
from tipline.casework.queries import TAGGED
from tipline.departments.invalidation import VersionedCache
from tipline.departments.models import Category
from tipline.keyring.queries import categories_of
from tipline.keyring.unlocked import Unlocked
from tipline.tips.models import Status
from tipline.tips.queue import TipQueue

MARKS = {
    "life": _("Life safety"),
    "unread": _("Unread"),
    "answered": _("New answer"),
    "late": _("Late"),
    "mine": _("Mine"),
    "left": _("With somebody who left"),
    "escalated": _("Escalated to me"),
}


_markup: Final[VersionedCache[SafeString]] = VersionedCache()


class QueueFilter(forms.Form):
    """What to show; anything it does not know is refused, a foreign category like one that does not exist."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("open")), *Status.choices])
    category = forms.ChoiceField(label=_("Category"), required=False)
    only = forms.MultipleChoiceField(
        label=_("Only"), required=False, choices=list(MARKS.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict, *, unlocked: Unlocked) -> None:
        super().__init__(data)
        self._unlocked = unlocked
        known = [(str(category.pk), category.name) for category in self._categories()]
        self.fields["category"].choices = [("", _("all")), *known]  # type: ignore[attr-defined]

    def queue(self) -> TipQueue:
        """Return the chosen tips of an officer, in the queue's order."""
        unlocked, chosen, wanted = self._unlocked, self.cleaned_data, Q()
        if chosen["status"]:
            wanted &= Q(handling__status=chosen["status"])
        if chosen["category"]:
            wanted &= Q(tip__category=UUID(chosen["category"]))
        for mark in chosen["only"]:
            wanted &= late_for(unlocked, timezone.now()) if mark == "late" else _marked(mark, unlocked)
        return TipQueue(unlocked, wanted, closed=chosen["status"] == Status.CLOSED, asking=TAGGED)

    def markup(self) -> SafeString:
        """Draw the controls; a choice of one thing at most, which is nearly every one, is drawn once."""
        department, log = self._unlocked.officer.department, self._unlocked.log
        chosen = (self.cleaned_data["status"], self.cleaned_data["category"], *self.cleaned_data["only"])
        if department is None or log is None or sum(map(bool, chosen)) > 1:
            return self._drawn()
        version = (log.head, department.vocabulary_version)
        return _markup.get((department.pk, get_language(), chosen), version, self._drawn)

    def _drawn(self) -> SafeString:
        return render_to_string("desk/parts/filters.html", {"filters": self})

    def _categories(self) -> Iterable[Category]:
        department, log = self._unlocked.officer.department, self._unlocked.log
        return categories_of(department, log).values() if department and log else ()

    @property
    def chosen(self) -> bool:
        """Tell whether anything but the whole queue was asked for."""
        return any(self.cleaned_data.values())


def _marked(mark: str, unlocked: Unlocked) -> Q:
    marks = {
        "life": Q(life_safety=True),
        "unread": Q(unread=True),
        "answered": Q(has_answer=True),
        "mine": Q(handling__assignee=unlocked.officer),
        "left": Q(handling__assignee__is_active=False),
        "escalated": Q(escalated=True),
    }
    return marks[mark]
