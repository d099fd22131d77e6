"""What has to be done for standing every minute or so."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from standing.actions.folding import fold
from standing.actions.recalculation import take_up_again

LOST_AFTER = dt.timedelta(minutes=5)


class Command(BaseCommand):
    help = (
        "Have recalculations continued whose worker was lost, and fold what was appended to "
        "figures. Run it every minute; twice at once does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        lost = take_up_again(unmoved_since=now - LOST_AFTER, at=now)
        folded = fold()
        if lost or folded:
            self.stdout.write(f"{lost} recalculations taken up again, {folded} rows folded.")
