"""Forms around an officer's own key."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Officer
from tipline.desk.throttling import guess_by_passphrase
from tipline.keyring.errors import WeakPassphrase
from tipline.keyring.passphrases import check

HIDDEN_WORDS = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def _secret(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=1024, widget=widget, help_text=help_text)


class UnlockForm(forms.Form):
    """The passphrase."""

    use_required_attribute = False
    passphrase = _secret(_("Passphrase"), "off", _("The words of your key, not your password."))


class CodeForm(forms.Form):
    """The one-time code of an invitation."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Invitation code"), max_length=500, widget=forms.TextInput(attrs=HIDDEN_WORDS),
        help_text=_("As your administrator gave it to you. It works once."),
    )  # fmt: skip


class FirstPasswordForm(forms.Form):
    """The code again, hidden, and the password twice."""

    use_required_attribute = False
    code = forms.CharField(widget=forms.HiddenInput)
    password1 = _secret(_("Password"), "new-password", _("At least 12 characters. You sign in with it."))
    password2 = _secret(_("The same password again"), "new-password")

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean(self) -> dict[str, Any]:
        """Compare both and ask the validators."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two do not match."))
        elif first:
            try:
                validate_password(first, self.officer)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class PassphraseForm(forms.Form):
    """A new passphrase twice: the six words that were shown, or one's own."""

    use_required_attribute = False
    words = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    passphrase1 = _secret(
        _("Your passphrase"), "off", _("Type the six words, or a passphrase of your own that is harder to guess.")
    )
    passphrase2 = _secret(_("The same passphrase again"), "off")

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean(self) -> dict[str, Any]:
        """Compare both, refuse a weak one and the password."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("passphrase1"), cleaned.get("passphrase2")
        if not first or not second:
            return cleaned
        if first != second:
            self.add_error("passphrase2", _("The two do not match."))
        else:
            self._refuse_weak(first)
        return cleaned

    def _refuse_weak(self, passphrase: str) -> None:
        guess_by_passphrase(self.officer)
        try:
            check(passphrase, self.officer)
        except WeakPassphrase as error:
            self.add_error("passphrase1", str(error))


class ConfirmKeyForm(forms.Form):
    """The admission code of one's own other key."""

    use_required_attribute = False
    admission_code = forms.CharField(
        label=_("Admission code of the new key"), max_length=200, widget=forms.TextInput(attrs=HIDDEN_WORDS),
        help_text=_("You see it here when you unlock with the new passphrase."),
    )  # fmt: skip


class ReplaceKeyForm(PassphraseForm):
    """The password, because the officer has to be there, and the new passphrase twice."""

    password = _secret(_("Your password"), "current-password", _("The one you sign in with."))
    field_order = ["words", "password", "passphrase1", "passphrase2"]

    def clean_password(self) -> str:
        """Make sure that it is the officer who asks. Raises TooManyGuesses."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().is_password(self.officer, password):
            raise forms.ValidationError(_("That is not your password."))
        return password


class ChangePassphraseForm(PassphraseForm):
    """The present passphrase, and the new one twice."""

    current = _secret(_("Your present passphrase"), "off")
    field_order = ["words", "current", "passphrase1", "passphrase2"]
