"""allauth's forms, which say of an empty field what belongs there."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD, NEW = _("Enter your password."), _("Choose a new password.")
ADDRESS, AGAIN = _("Enter your email address."), _("Repeat the new password.")
CODE = _("Enter the code.")


class Asking:
    """A form whose empty fields say what is `asked` for."""

    asked: ClassVar[dict[str, Promise]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.asked.items():
            self.fields[name].error_messages["required"] = words  # type: ignore[attr-defined]


class LoginForm(Asking, account.LoginForm):
    asked: ClassVar = {"login": ADDRESS, "password": PASSWORD}


class ResetPasswordForm(Asking, account.ResetPasswordForm):
    asked: ClassVar = {"email": ADDRESS}


class ResetPasswordKeyForm(Asking, account.ResetPasswordKeyForm):
    asked: ClassVar = {"password1": NEW, "password2": AGAIN}


class SetPasswordForm(Asking, account.SetPasswordForm):
    asked: ClassVar = {"password1": NEW, "password2": AGAIN}


class ChangePasswordForm(Asking, account.ChangePasswordForm):
    asked: ClassVar = {"oldpassword": PASSWORD, "password1": NEW, "password2": AGAIN}


class ReauthenticatePasswordForm(Asking, account.ReauthenticateForm):
    asked: ClassVar = {"password": PASSWORD}


class AuthenticateForm(Asking, mfa.AuthenticateForm):
    asked: ClassVar = {"code": CODE}


class ReauthenticateForm(Asking, mfa.ReauthenticateForm):
    asked: ClassVar = {"code": CODE}


class ActivateTOTPForm(Asking, totp.ActivateTOTPForm):
    asked: ClassVar = {"code": CODE}
