"""The categories that a new department starts with; it may rename, add and retire them."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WITHHELD: Final = "withheld"
"""What figures call tips whose category is not in clear, because an oversight unit was the first to read them."""


@dataclass(frozen=True, slots=True)
class StandardCategory:
    """`code` never changes; `oversight` and `assessment` say which units get its tips."""

    code: str
    name: Promise
    life_safety: bool = False
    oversight: bool = False
    assessment: bool = False


STANDARD_CATEGORIES: dict[str, StandardCategory] = {
    category.code: category
    for category in (
        StandardCategory("danger-now", _("Someone is in danger now"), life_safety=True, assessment=True),
        StandardCategory(
            "threat-officer", _("Threat against an officer or a station"), life_safety=True, assessment=True
        ),
        StandardCategory("threat-school", _("Threat against a school"), life_safety=True, assessment=True),
        StandardCategory("threat-people", _("Threat against people or a place"), life_safety=True, assessment=True),
        StandardCategory("weapons", _("Weapons")),
        StandardCategory("violence", _("Violence planned or done")),
        StandardCategory("gangs", _("Gangs")),
        StandardCategory("drugs", _("Drugs")),
        StandardCategory("missing-wanted", _("Missing or wanted person")),
        StandardCategory("trafficking", _("Human trafficking")),
        StandardCategory("abuse", _("Abuse or neglect")),
        StandardCategory("suspicious", _("Suspicious activity")),
        StandardCategory("theft", _("Theft or burglary")),
        StandardCategory("fraud", _("Fraud")),
        StandardCategory("vehicle", _("Vehicle")),
        StandardCategory("hate", _("Hate incident")),
        StandardCategory("police-conduct", _("Conduct of police staff"), oversight=True),
        StandardCategory("other", _("Something else")),
    )
}
