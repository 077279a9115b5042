"""The resident's addresses. A receipt, a category or a word never stands in one."""

from django.urls import path, re_path

from tipline.web.views import about, landing, mailbox, receipt, root, tip

app_name = "web"

# Matched before the language: the way in, and addresses that somebody typed without a language.
root_patterns = [
    path("", root.choose_language, name="root"),
    re_path(r"^(?!(?:en|es|desk|api|static)(?:/|$))(?P<rest>.+)$", root.add_language),
]

urlpatterns = [
    path("", landing.departments, name="departments"),
    path("<slug:slug>/", landing.start, name="start"),
    path("<slug:slug>/tip/", tip.write, name="write"),
    path("<slug:slug>/send/", tip.send, name="send"),
    path("<slug:slug>/receipt/", receipt.show, name="receipt"),
    path("<slug:slug>/kept/", receipt.keep, name="kept"),
    path("<slug:slug>/leave/", receipt.leave, name="leave"),
    path("<slug:slug>/mailbox/", mailbox.open_with_receipt, name="mailbox"),
    path("<slug:slug>/mailbox/answer/", mailbox.send_answer, name="answer"),
    path("<slug:slug>/about/", about.about, name="about"),
]
