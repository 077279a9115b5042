"""Whether a tip stays with oversight, told by what nobody can make who only writes rows.

The clear flag can be put back by who writes the database. That a tip came as one of oversight stands under its mark,
that it moved there in its epoch, and that two members released it is sealed by each of them under its work key.
"""

from __future__ import annotations

from collections.abc import Mapping

from tipline.casework.models import Release
from tipline.envelope import Purpose
from tipline.tips.actions.read import OpenedTip
from tipline.tips.authored_text import authored_text_or_none
from tipline.tips.integrity import came_to_oversight
from tipline.tips.models import Handling, Tip
from tipline.tips.sealing import FIRST_EPOCH, header_of


def stays(opened: OpenedTip) -> bool:
    """Tell whether a tip that was opened stays with oversight."""
    return stays_with_oversight(opened.handling, police=opened.body.police, work_keys=opened.work_keys)


def stays_with_oversight(handling: Handling, *, police: bool, work_keys: Mapping[int, bytes]) -> bool:
    """Tell whether the tip is not to be given to other units. `police`: what its sealed body says of its category."""
    tip = handling.tip
    if tip.oversight:
        return True
    if tip.epoch == FIRST_EPOCH and not came_to_oversight(tip, police=police):
        return False
    release = handling.releases.filter(outcome=Release.Outcome.CONFIRMED, epoch=tip.epoch).order_by("step").last()
    return release is None or not _is_by_two(tip, release, work_keys)


def _is_by_two(tip: Tip, release: Release, work_keys: Mapping[int, bytes]) -> bool:
    key, header = work_keys.get(release.epoch), header_of(tip, Purpose.REASON, release.pk, release.epoch)
    voices = ((release.reason, release.authorship), (release.confirmation, release.confirmed))
    sealed = all(
        authored_text_or_none(key, envelope, header, authorship) is not None for envelope, authorship in voices
    )
    return sealed and release.proposed_by_id != release.decided_by_id
