"""What a resident's program can call. A receipt, a category or a word never stands in an address."""

from django.urls import path

from tipline.api.views import departments, mailbox, tips

HOME = "departments/<slug:slug>"

urlpatterns = [
    path("departments", departments.Departments.as_view(), name="departments"),
    path(HOME, departments.OneDepartment.as_view(), name="department"),
    path(f"{HOME}/keys", departments.Keys.as_view(), name="keys"),
    path(f"{HOME}/forms", departments.Forms.as_view(), name="forms"),
    path(f"{HOME}/tips", tips.Tips.as_view(), name="tips"),
    path(f"{HOME}/sealed-tips", tips.SealedTips.as_view(), name="sealed-tips"),
    path(f"{HOME}/mailbox", mailbox.Mailbox.as_view(), name="mailbox"),
    path(f"{HOME}/mailbox/messages", mailbox.Messages.as_view(), name="messages"),
]
