"""Days that tests speak of."""

import datetime as dt

TODAY = dt.date(2026, 6, 1)
