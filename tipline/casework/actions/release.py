"""Let a tip go from oversight when it is not about police staff after all: one member proposes, another confirms."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.casework.errors import ReleaseNotThere, ReleaseRefused
from tipline.casework.models import Release
from tipline.casework.text import checked
from tipline.envelope import Purpose
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import acting_on, advance
from tipline.tips.authored_text import open_authored_text, seal_authored_text
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Handling, History, Tip
from tipline.tips.oversight import oversees
from tipline.tips.sealing import header_of, open_case

Outcome, Action = Release.Outcome, History.Action


def propose_release(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, reason: str, at: datetime) -> int:
    """Propose that the tip may be passed on to any unit, with a sealed reason. Returns the tip's new version.

    Nothing changes until another member of an oversight unit that holds it confirms. Raises TipNotFound, StaleTip,
    TextRefused, ReleaseRefused.
    """
    reason = checked(reason)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version) as handling:
        tip = handling.tip
        if not tip.oversight or handling.releases.filter(outcome=Outcome.OPEN).exists():
            raise ReleaseRefused
        work_key = _work_key(unlocked, tip)
        advance(handling=handling, action=Action.RELEASE_PROPOSED, actor=unlocked.officer, at=at)
        row = Release(handling=handling, epoch=tip.epoch, proposed_by=unlocked.officer, step=handling.version, at=at)
        row.reason = seal_authored_text(
            work_key, reason, header_of(tip, Purpose.REASON, row.pk, row.epoch), row.authorship
        )
        row.save(force_insert=True)
        return handling.version


def confirm_release(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, release_id: UUID, at: datetime) -> int:
    """Release the tip, as a second member: from now on it is passed on like any other. Returns the tip's new version.

    Its category stays withheld. Raises TipNotFound, StaleTip, ReleaseNotThere (also for who proposed it), TipDamaged
    when the reason is not what its proposer sealed.
    """
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version) as handling:
        tip = handling.tip
        release = _open(handling, release_id, unlocked, own=False)
        work_key = _work_key(unlocked, tip)
        header = header_of(tip, Purpose.REASON, release.pk, release.epoch)
        open_authored_text(work_key, release.reason, header, release.authorship)
        release.decided_by = unlocked.officer
        release.confirmation = seal_authored_text(work_key, "", header, release.confirmed)
        _decide(release, Outcome.CONFIRMED, unlocked)
        tip.oversight = False
        tip.save(update_fields=["oversight"])
        advance(handling=handling, action=Action.RELEASED, actor=unlocked.officer, at=at)
        return handling.version


def reject_release(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, release_id: UUID, at: datetime) -> int:
    """Turn a proposal down, as a second member. Returns the tip's new version.

    Raises TipNotFound, StaleTip, ReleaseNotThere (also for who proposed it).
    """
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version) as handling:
        tip = handling.tip
        release = _open(handling, release_id, unlocked, own=False)
        _work_key(unlocked, tip)
        _decide(release, Outcome.REJECTED, unlocked)
        advance(handling=handling, action=Action.RELEASE_REJECTED, actor=unlocked.officer, at=at)
        return handling.version


def withdraw_release(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, release_id: UUID, at: datetime) -> int:
    """Take one's own proposal back. Returns the tip's new version. Raises TipNotFound, StaleTip, ReleaseNotThere."""
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version) as handling:
        tip = handling.tip
        release = _open(handling, release_id, unlocked, own=True)
        _work_key(unlocked, tip)
        _decide(release, Outcome.WITHDRAWN, unlocked)
        advance(handling=handling, action=Action.RELEASE_WITHDRAWN, actor=unlocked.officer, at=at)
        return handling.version


def _open(handling: Handling, release_id: UUID, unlocked: Unlocked, *, own: bool) -> Release:
    release = handling.releases.filter(pk=release_id, outcome=Outcome.OPEN).first()
    if release is None or (release.proposed_by_id == unlocked.officer.pk) != own:
        raise ReleaseNotThere
    return release


def _decide(release: Release, outcome: Release.Outcome, unlocked: Unlocked) -> None:
    release.outcome, release.decided_by = outcome, unlocked.officer
    release.save(update_fields=["outcome", "decided_by", "confirmation"])


def _work_key(unlocked: Unlocked, tip: Tip) -> bytes:
    """Open the work key, as a member of an oversight unit that holds the tip: to decide takes the key itself."""
    if not oversees(unlocked, tip):
        raise TipNotFound
    return open_case(unlocked, tip).work
