"""The addresses of programs. A receipt, a category or a word never stands in one."""

from django.urls import path

from tipline.api.views import departments, document, mailbox, tips

app_name = "api"

HOME = "departments/<slug:slug>"

resident_patterns = [
    path("departments", departments.Departments.as_view(), name="departments"),
    path(HOME, departments.OneDepartment.as_view(), name="department"),
    path(f"{HOME}/keys", departments.Keys.as_view(), name="keys"),
    path(f"{HOME}/forms", departments.Forms.as_view(), name="forms"),
    path(f"{HOME}/tips", tips.Tips.as_view(), name="tips"),
    path(f"{HOME}/sealed-tips", tips.SealedTips.as_view(), name="sealed-tips"),
    path(f"{HOME}/mailbox", mailbox.Mailbox.as_view(), name="mailbox"),
    path(f"{HOME}/mailbox/messages", mailbox.Messages.as_view(), name="messages"),
]
urlpatterns = [
    path("openapi.json", document.openapi, name="openapi"),
    path("", document.pages, name="pages"),
    *resident_patterns,
]
