"""The administration pages. Django imports them when it looks for what to register."""

from tipline.desk.admin import categories, department, officers, tags, units  # noqa: F401
