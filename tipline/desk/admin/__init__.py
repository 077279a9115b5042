"""The administration pages, registered at the desk's site when Django looks for them."""

from tipline.casework.models import Tag
from tipline.departments.models import Category, Department, Officer, Unit
from tipline.desk.admin.categories import CategoryAdmin
from tipline.desk.admin.department import DepartmentAdmin
from tipline.desk.admin.officers import OfficerAdmin
from tipline.desk.admin.tags import TagAdmin
from tipline.desk.admin.units import UnitAdmin
from tipline.desk.site import desk_site

desk_site.register(Department, DepartmentAdmin)
desk_site.register(Category, CategoryAdmin)
desk_site.register(Tag, TagAdmin)
desk_site.register(Unit, UnitAdmin)
desk_site.register(Officer, OfficerAdmin)
