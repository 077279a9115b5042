from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AppConfig):
    name = "tipline.desk"
    label = "tipline_desk"
    verbose_name = "Desk"


class DeskAdminConfig(AdminConfig):
    default_site = "tipline.desk.site.DeskSite"
