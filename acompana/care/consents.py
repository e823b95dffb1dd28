"""What a person is asked to agree to: the words that are read aloud, each purpose and version in a file of its own."""

from acompana.care.content import Sourced, Texts
from acompana.care.facts import Code, Scope


class ConsentText(Sourced, frozen=True, kw_only=True):
    """The words of one consent in one version. `consent_given.text_version` names it, together with the scope."""

    scope: Scope
    version: Code
    text: Texts
