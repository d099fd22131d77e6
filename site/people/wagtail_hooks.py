"""People in the Wagtail admin."""

from wagtail.admin.views.account import NameEmailSettingsPanel

# It asks for a first and a last name, which people do not have here; names come from the roster.
NameEmailSettingsPanel.is_active = lambda panel: False
