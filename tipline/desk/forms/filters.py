"""The filters of the queue: marks, statuses and ids only, never words, because they stand in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tipline.casework.models import WAITING, Escalation
from tipline.departments.models import Category, Department
from tipline.keyring.unlocked import Unlocked
from tipline.tips.models import Status, Tip
from tipline.tips.queries import in_order, queue

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

    def rows(self, unlocked: Unlocked) -> QuerySet[Tip]:
        """Return the chosen tips of an officer, in the queue's order."""
        chosen = self.cleaned_data
        rows = queue(unlocked)
        if chosen["status"]:
            rows = in_order(unlocked).filter(status=chosen["status"])
        if chosen["category"]:
            rows = rows.filter(category=UUID(chosen["category"]))
        for mark in chosen["only"]:
            rows = self._late(rows, unlocked) if mark == "late" else _marked(rows, mark, unlocked)
        return rows

    def _late(self, rows: QuerySet[Tip], unlocked: Unlocked) -> QuerySet[Tip]:
        now = timezone.now()
        unread = Q(unread=True, received_at__lt=now - self.review)
        theirs = Q(to_unit__in=unlocked.unit_ids) | Q(raised_by=unlocked.officer)
        late = Escalation.objects.filter(WAITING, theirs, due_at__lt=now)
        return rows.filter(unread | Q(pk__in=late.values("tip")))

    @property
    def chosen(self) -> bool:
        """Tell whether anything but the whole queue was asked for."""
        return any(self.cleaned_data.values())


def _marked(rows: QuerySet[Tip], mark: str, unlocked: Unlocked) -> QuerySet[Tip]:
    if mark == "life":
        return rows.filter(life_safety=True)
    if mark == "unread":
        return rows.filter(unread=True)
    if mark == "answered":
        return rows.filter(has_answer=True)
    if mark == "mine":
        return rows.filter(assignee=unlocked.officer)
    if mark == "left":
        return rows.filter(assignee__is_active=False)
    return rows.filter(pk__in=_waiting(unlocked).values("tip"))


def _waiting(unlocked: Unlocked) -> QuerySet[Escalation]:
    return Escalation.objects.filter(WAITING, to_unit__in=unlocked.unit_ids)
