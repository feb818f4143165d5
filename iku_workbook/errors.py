"""OperatorError: a mistake that a person can correct, in a command, path, definition or folder.

A problem in a returned workbook is a finding (:mod:`iku_workbook.findings`), never an exception.
"""

from __future__ import annotations

import datetime
import errno
from collections.abc import Iterable, Iterator, Mapping, Sequence

from iku_workbook.messages import AsGiven, Catalogue, Message, Phrase, catalogue
from iku_workbook.safe_text import short


class OperatorError(Exception):
    """The one kind of error that this program raises for its operator.

    code   of the message, in the catalogues' area ``cli``
    data   what the message names

    Its text is the message in English; :meth:`messages` gives it in any language. The system's own
    error, where there is one, is its cause.
    """

    def __init__(self, code: str, /, **data: object) -> None:
        super().__init__(code)
        self.code, self.data = code, data

    @classmethod
    def of_system(cls, error: OSError, file: object = None) -> OperatorError:
        """The error for a failed system call on ``file`` (by default the one it names, if any: a
        full disk behind the standard output names none).
        """
        named = error.filename if file is None else file
        made = cls("os-error", file=named) if named else cls("os-error")
        made.__cause__ = error
        return made

    @classmethod
    def of(cls, error: OperatorError | OSError) -> OperatorError:
        """The error itself, or that for a system call which failed."""
        return error if isinstance(error, OperatorError) else cls.of_system(error)

    def messages(self, say: Catalogue) -> Iterator[Message]:
        """The sentence and the hint, in the language of ``say``."""
        data = {"reason": _reason(self.__cause__, say), **self.data}
        words = {key: _word(each) for key, each in data.items()}
        yield say.message("cli", self._said(words), **words)

    def _said(self, words: Mapping[str, object]) -> str:
        """The message: of a failed system call that of what can be done about it."""
        if self.code != "os-error":
            return self.code
        if "file" not in words:
            return "os-error-unnamed"
        return "os-error-not-there" if isinstance(self.__cause__, FileNotFoundError) else self.code

    def in_words(self, say: Catalogue) -> str:
        """The same in one line."""
        messages = self.messages(say)
        return " ".join(part for each in messages for part in (each.text, each.hint) if part)

    def __str__(self) -> str:
        return self.in_words(catalogue("en"))


class _Several(OperatorError):
    """Several mistakes, told together."""

    def __init__(self, errors: Sequence[OperatorError]) -> None:
        super().__init__(errors[0].code, **errors[0].data)
        self.errors = errors

    def __reduce__(self) -> tuple[type[_Several], tuple[Sequence[OperatorError]]]:
        """So it comes from another process as it is."""
        return _Several, (self.errors,)

    def messages(self, say: Catalogue) -> Iterator[Message]:
        """The messages of each."""
        for each in self.errors:
            yield from each.messages(say)


def together(errors: Sequence[OperatorError]) -> OperatorError:
    """One error that tells all of these, under the first one's code."""
    return errors[0] if len(errors) == 1 else _Several(errors)


def unknown(code: str, name: str, known: Iterable[str]) -> OperatorError:
    """A name that is not among the known ones, with the one most likely meant, or all of them."""
    from iku_workbook.suggest import nearest

    known = list(known)
    near = nearest(name, known)
    return OperatorError(code, name=name, nearest=meant([near] if near else [], known))


def meant(near: Sequence[str], known: Sequence[str]) -> Phrase:
    """What a person may have meant; where none is like what was written, all that there is."""
    key, names = ("perhaps", near) if near else ("there-are", known)
    return Phrase(f"cli.{key}", {"names": short(", ".join(names))})


def _word(value: object) -> object:
    """What a message names, as it takes it."""
    if type(value) is int:
        return AsGiven(value)
    return value if isinstance(value, datetime.date | Phrase) else short(str(value))


def _reason(error: BaseException | None, say: Catalogue) -> str:
    """Why the system refused: in the person's language where we know it, else in its own."""
    if not isinstance(error, OSError):
        return ""
    key = f"reason-{errno.errorcode.get(error.errno or 0, '')}"
    known = say.keys("cli")
    return say(f"cli.{key}") if key in known else error.strerror or type(error).__name__
