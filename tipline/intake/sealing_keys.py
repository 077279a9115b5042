"""The keys that a tip is sealed to, and whether there are all that a department needs to take tips."""

from __future__ import annotations

from tipline.departments.models import Department
from tipline.intake.errors import NotAccepting
from tipline.keyring import service_key
from tipline.keyring.errors import KeyLogBroken, ServiceKeyMissing
from tipline.keyring.queries import Keys, SealingKey, keys_of
from tipline.routing.configuration import Configuration, Route


def accepts_tips(configuration: Configuration) -> bool:
    """Tell whether the department takes tips in every category that it offers."""
    department = configuration.department
    if not department.accepts_tips or not configuration.categories:
        return False
    try:
        keys = _keys(department)
        for offer in configuration.categories:
            _route_keys(keys, offer.route)
    except NotAccepting:
        return False
    return True


def published_keys(configuration: Configuration) -> tuple[list[SealingKey], SealingKey]:
    """Return the key of every unit that a category leads to, and the custodian's. Raises NotAccepting."""
    if not accepts_tips(configuration):
        raise NotAccepting
    keys = _keys(configuration.department)
    found = {key.unit: key for offer in configuration.categories for key in _route_keys(keys, offer.route)[0]}
    if keys.custodian is None:
        raise NotAccepting
    return list(found.values()), keys.custodian


def sealing_keys_for(department: Department, route: Route) -> tuple[list[SealingKey], SealingKey]:
    """Return the keys of the route's units that have one, and the custodian's.

    Raises NotAccepting, also where the department takes no tips. Of a route of oversight those that the log does not
    call oversight units are left out.
    """
    if not department.accepts_tips:
        raise NotAccepting
    return _route_keys(_keys(department), route)


def _keys(department: Department) -> Keys:
    # A broken key log is not to be sealed to: whose keys they are is not known. Without the service key no tip could
    # be marked as it was sent.
    try:
        service_key.load_service_key()
        return keys_of(department)
    except (KeyLogBroken, ServiceKeyMissing) as error:
        raise NotAccepting from error


def _route_keys(keys: Keys, route: Route) -> tuple[list[SealingKey], SealingKey]:
    found = (key for key in map(keys.unit, route.units) if key is not None)
    units = [key for key in found if keys.may_hold(key, oversight=route.oversight)]
    if keys.custodian is None or all(key.unit != route.primary.pk for key in units):
        raise NotAccepting
    return units, keys.custodian
