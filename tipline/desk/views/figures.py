"""Figures for an analyst, who opens no tip: a table on the page and the same as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tipline.departments.roles import exports_figures
from tipline.desk.forms.figures import PeriodForm
from tipline.desk.permissions import department_of, officer_of, officer_passes_test
from tipline.statistics.actions import Export, export_figures
from tipline.statistics.queries import ended_periods


@officer_passes_test(exports_figures)
def show(request: HttpRequest) -> HttpResponse:
    """Let the analyst choose a period that is over, and show its figures."""
    form = _form(request)
    shown = {
        "title": _("Figures"),
        "form": form,
        "department": department_of(request),
        "has_periods": form.has_periods,
    }
    if request.method == "POST" and form.is_valid():
        shown["export"] = _export(request, form)
    return render(request, "desk/figures.html", shown, status=422 if form.errors else 200)


@require_POST
@officer_passes_test(exports_figures)
def download(request: HttpRequest) -> HttpResponse:
    """Hand out the file."""
    form = _form(request)
    if not form.is_valid():
        raise Http404
    export = _export(request, form)
    response = HttpResponse(export.content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{export.filename}"'
    return response


def _form(request: HttpRequest) -> PeriodForm:
    periods = ended_periods(department_of(request), timezone.now())
    return PeriodForm(request.POST if request.method == "POST" else None, periods=[str(period) for period in periods])


def _export(request: HttpRequest, form: PeriodForm) -> Export:
    return export_figures(officer=officer_of(request), period=form.cleaned_data["period"], at=timezone.now())
