"""The filters that queries share, and how words of the command line become them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from pipelines.errors import TrackerError
from pipelines.story import fold_party
from pipelines.vocabulary import ACTIONS, DIRECTIONS, INSTRUMENTS, STATUSES
from tracker.cli.dates import Span, parse_span
from tracker.cli.program import Program
from tracker.queries.filters import Choice, Filters

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


CORROBORATIONS = ("official", "confirmed", "single", "disputed")

_VOCABULARY = {
    "instrument": INSTRUMENTS,
    "action": ACTIONS,
    "direction": DIRECTIONS,
    "status": STATUSES,
    "corroboration": CORROBORATIONS,
}
"""The fields whose values are closed sets."""

_OPEN = ("actor", "target", "item", "source")

_HELP = {
    "actor": "Who does it: a country, a bloc or org:Name.",
    "target": "Whom it is aimed at.",
    "item": "The goods, with all below them: rare_earths.",
    "source": "Told by this source or outlet.",
    "instrument": "What is used: tariff, export_control, talks.",
    "action": "What is done: impose, ease, lift, agree.",
    "direction": "restrict, liberalise, maintain or neutral.",
    "status": "in_force, announced, planned, threatened, expected, urged, denied.",
    "corroboration": "official, confirmed, single or disputed.",
}

Function = Callable[..., Any]


def filter_options(*, dates: bool = True) -> Callable[[Function], Function]:
    """Return a decorator that gives a command the shared filters, as one `filters` argument.

    Each takes several values ("US,EU", or the option twice), and has a
    --not- form that leaves them out. Without `dates` there is no --since
    and no --until.
    """
    options = [*(_dates() if dates else ()), *_choices(), *_rest()]

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def command(*args: Any, **kwargs: Any) -> Any:
            program = click.get_current_context().ensure_object(Program)
            given = {name: kwargs.pop(name) for name in names if name in kwargs}
            return function(*args, filters=read_filters(program, given), **kwargs)

        decorated: Function = command
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    fields = (*_OPEN, *_VOCABULARY)
    names = ["since", "until", "match", "min_confidence", *fields]
    names += [f"not_{field}" for field in fields]
    return decorate


def _dates() -> list[Callable[[Function], Function]]:
    phrases = '2025-06, 7d, "2 weeks ago", "last monday"'
    return [
        click.option("--since", metavar="DATE", help=f"From this day: {phrases}."),
        click.option("--until", metavar="DATE", help="Up to this day, which is in it."),
    ]


def _choices() -> Iterable[Callable[[Function], Function]]:
    for field in (*_OPEN, *_VOCABULARY):
        complete = functools.partial(_complete, field)
        yield click.option(
            f"--{field}", multiple=True, metavar="X,...", help=_HELP[field], shell_complete=complete
        )
        yield click.option(f"--not-{field}", multiple=True, hidden=True, shell_complete=complete)


def _rest() -> list[Callable[[Function], Function]]:
    confidence = click.FloatRange(0, 1)
    return [
        click.option("--match", metavar="TEXT", help="These words in headline, title or sentence."),
        click.option(
            "--min-confidence",
            type=confidence,
            default=0.0,
            metavar="0..1",
            help="Only events at least so sure.",
        ),
    ]


def read_filters(program: Program, given: dict[str, Any]) -> Filters:
    """Return the filters that the options give; raises BadParameter for a value unknown."""
    reader = _Reader(program)
    since, until = given.get("since"), given.get("until")
    first = None if since is None else reader.span(since, "--since").first
    last = None if until is None else reader.span(until, "--until").last
    if first and last and first > last:
        raise click.UsageError(f"--since {first} is after --until {last}; exchange them")
    choices = {
        field: Choice(
            reader.spellings(reader.values(field, given.get(field, ()), f"--{field}")),
            reader.spellings(reader.values(field, given.get(f"not_{field}", ()), f"--not-{field}")),
        )
        for field in (*_OPEN, *_VOCABULARY)
    }
    match, confidence = given.get("match"), given.get("min_confidence") or 0.0
    if match is not None and not match.strip():
        raise click.BadParameter("it has no words", param_hint="--match")
    if not 0 <= confidence <= 1:
        raise click.BadParameter("must be from 0 to 1", param_hint="--min-confidence")
    return Filters(
        since=first,
        until=last,
        match=match or "",
        min_confidence=confidence,
        **choices,
    )


def read_values(program: Program, field: str, text: str) -> tuple[str, ...]:
    """Return the ids or codes that words of a person mean, for a field of the filters.

    Raises BadParameter for one that is unknown.
    """
    return _Reader(program).values(field, (text,), field)


class _Reader:
    """Turns words of options into days, ids and codes; loads the catalogue where it must."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def span(self, phrase: str, option: str) -> Span:
        """Return the days of a date phrase."""
        try:
            return parse_span(phrase, self._program.today)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint=option) from None

    def values(self, field: str, given: Sequence[str], option: str) -> tuple[str, ...]:
        """Return the values of an option: each may be given by commas or again."""
        words = [word.strip() for text in given for word in text.split(",") if word.strip()]
        try:
            if given and not words:
                raise ValueError(f"it names no {field}")
            return tuple(dict.fromkeys(self._value(field, word) for word in words))
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint=option) from None

    def spellings(self, values: Sequence[str]) -> tuple[str, ...]:
        """Return values with every way in which the timeline spells the companies among them."""
        if not any(value.startswith("org:") for value in values):
            return tuple(values)
        wanted = {fold_party(value) for value in values if value.startswith("org:")}
        told = (firm for firm in self._firms if fold_party(firm) in wanted)
        return tuple(dict.fromkeys([*values, *told]))

    @functools.cached_property
    def _firms(self) -> tuple[str, ...]:
        from tracker.queries.parties import firms_told

        with self._program.reading() as db:
            return firms_told(db)

    def _value(self, field: str, word: str) -> str:
        if field in _VOCABULARY:
            return nearest(_id(word), _VOCABULARY[field], field)
        if field == "item":
            return nearest(_id(word), self._program.names.items, field)
        return self._source(word) if field == "source" else self._party(word)

    def _source(self, word: str) -> str:
        """Return the name of a source or an outlet; a timeline keeps those of former ones."""
        from tracker.queries.sources import source_names

        with self._program.reading() as db:
            known = source_names(db)
        if word.lower() in {name.lower() for name in known}:
            return word
        near = _near(word, known)
        hint = f'did you mean "{near[0]}"?' if near else "'tracker sources list' shows them"
        raise ValueError(f'no source or outlet is called "{word}"; {hint}')

    def _party(self, word: str) -> str:
        """Return a party's code; one that an event has is known without the catalogue."""
        from tracker.queries.parties import is_party_told

        with self._program.reading() as db:
            if is_party_told(db, word):
                return word
        code = self._program.names.party_code(word)
        if code is None:
            raise ValueError(
                f'no country, bloc or body is called "{word}"; {self._party_hint(word)}'
            )
        return code

    def _party_hint(self, word: str) -> str:
        """Return what may be meant by a party that is unknown: a company, or one called so."""
        same = (firm for firm in self._firms if fold_party(firm) == fold_party(f"org:{word}"))
        near = [*same, *_near(word, (one.name for one in self._program.names.parties.values()))]
        return f'did you mean "{near[0]}"?' if near else "'tracker lexicon parties' lists them"


def _id(word: str) -> str:
    """Return words as an id: "Export control" is export_control."""
    return re.sub(r"[\s-]+", "_", word.lower())


def nearest(word: str, known: Iterable[str], field: str) -> str:
    """Return the word where it is known; raises ValueError with the nearest that is."""
    names = list(known)
    if word in names:
        return word
    near = _near(word, names)
    some = (
        f"allowed: {', '.join(names)}"
        if len(names) < 20
        else f"'tracker lexicon {field}s' lists them"
    )
    hint = f'did you mean "{near[0]}"?' if near else some
    raise ValueError(f'no {field} is called "{word}"; {hint}')


def _near(word: str, known: Iterable[str]) -> list[str]:
    """Return the one of the known words that is nearest, if one is near."""
    from difflib import get_close_matches

    return get_close_matches(word, list(known), 1)


def complete_source(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the names of the configured sources that begin so, with their outlets."""
    return _complete("source", context, parameter, incomplete)


def _known(field: str, program: Program) -> dict[str, str]:
    """Return the values of a field, each with what it means."""
    if field in _VOCABULARY:
        return dict.fromkeys(_VOCABULARY[field], "")
    if field == "source":
        return {source.name: source.outlet for source in program.config_or_default.sources}
    rows = program.names.items if field == "item" else program.names.parties
    return {key: row.name for key, row in rows.items()}


def _complete(
    field: str, context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the values that may follow in a shell, with what they mean."""
    from click.shell_completion import CompletionItem

    done, comma, word = incomplete.rpartition(",")
    before = done + comma
    try:
        known = _known(field, context.ensure_object(Program))
    except TrackerError:
        return []
    fits = {key: name for key, name in known.items() if key.lower().startswith(word.lower())}
    return [CompletionItem(before + key, help=name or None) for key, name in fits.items()]
