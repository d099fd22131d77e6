"""What people announce to whoever counts them."""

from django.dispatch import Signal

# Sent inside the transaction that changed a posting or a placement. Arguments: `persons`, primary
# keys of everybody whose unit, job role or place in the tree is another one on some day, each once;
# `from_day`, the first day that may be different.
postings_changed = Signal()
