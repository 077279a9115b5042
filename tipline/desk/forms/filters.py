"""The filters of the queue: marks, statuses and ids only, never words, because they stand in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tipline.casework.models import WAITING, Escalation
from tipline.casework.queries import TAGGED
from tipline.departments.models import Category, Department
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


class QueueFilter(forms.Form):
    """What to show; anything it does not know is refused, a foreign category like one that does not exist."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("open")), *Status.choices])
    category = forms.ChoiceField(label=_("Category"), required=False)
    only = forms.MultipleChoiceField(
        label=_("Only"), required=False, choices=list(MARKS.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = timedelta(hours=department.review_hours)
        categories = Category.objects.filter(department=department)
        known = [(str(category.pk), category.name) for category in categories]
        self.fields["category"].choices = [("", _("all")), *known]  # type: ignore[attr-defined]

    def rows(self, unlocked: Unlocked) -> TipQueue:
        """Return the chosen tips of an officer, in the queue's order."""
        chosen, wanted = self.cleaned_data, Q()
        if chosen["status"]:
            wanted &= Q(handling__status=chosen["status"])
        if chosen["category"]:
            wanted &= Q(tip__category=UUID(chosen["category"]))
        for mark in chosen["only"]:
            wanted &= self._late(unlocked) if mark == "late" else _marked(mark, unlocked)
        return TipQueue(unlocked, wanted, closed=chosen["status"] == Status.CLOSED, asking=TAGGED)

    def _late(self, unlocked: Unlocked) -> Q:
        now = timezone.now()
        theirs = Q(to_unit__in=unlocked.unit_ids) | Q(raised_by=unlocked.officer)
        late = Escalation.objects.filter(WAITING, theirs, due_at__lt=now)
        return Q(unread=True, since__lt=now - self.review) | Q(tip__in=late.values("handling__tip"))

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
