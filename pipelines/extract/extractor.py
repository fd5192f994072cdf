"""An article in, its mentions out."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.extract import (
    actions,
    acts,
    attribution,
    echo,
    features,
    goods,
    parties,
    sentences,
    timing,
)
from pipelines.extract.choose import borne_out, choose, introduce, weigh
from pipelines.extract.cues import cues_of
from pipelines.extract.draft import Draft
from pipelines.extract.explain import doubted, explain
from pipelines.extract.memory import Memory
from pipelines.extract.parser import Parser
from pipelines.extract.reading import Place, read
from pipelines.extract.relevance import Relevance
from pipelines.extract.status import Moods
from pipelines.extract.topic import clause_of, clause_topics, topics
from pipelines.extract.truecase import truecased
from pipelines.model import Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spacy.language import Language

    from pipelines.extract.acts import Act
    from pipelines.extract.explain import Verdict
    from pipelines.extract.linear import Linear
    from pipelines.extract.parse import Parse
    from pipelines.extract.reading import Reading
    from pipelines.lexicon import Lexicon
    from pipelines.model import Article
    from pipelines.names import Context

    Clauses = Mapping[int, Mapping[str, float]]


LONGEST = 150_000
"""How many characters of an article are read: more than any newspaper prints in one piece."""

LONGEST_TITLE = 1_000

_BATCH = 200_000
"""How many characters of articles are parsed together, or of one that is longer."""


class Extractor:
    """Finds the mentions of policy events in an article.

    `nlp` is a spaCy pipeline with a tagger, a parser and a lemmatizer; `models`
    are the small models of data/model, by name, and may be missing.
    """

    def __init__(
        self, lexicon: Lexicon, nlp: Language, models: Mapping[str, Linear] | None = None
    ) -> None:
        self._lexicon = lexicon
        self._nlp = nlp
        self._models = {} if models is None else models
        self._parser = Parser(nlp)
        self._relevance = Relevance(lexicon)

    @property
    def version(self) -> str:
        """A short mark of the words, rules and model in use."""
        return f"{self._lexicon.version}-{self._nlp.meta['name']}-{self._nlp.meta['version']}"

    def mentions(self, article: Article) -> tuple[Mention, ...]:
        """The mentions of an article, in the order of its sentences, the title's first."""
        return self._mentions(article, self.readings(article))

    def pipe(self, articles: Iterable[Article]) -> Iterator[tuple[Mention, ...]]:
        """The mentions of each article, in order; they are parsed in batches, which is faster."""
        for batch in _batches(articles):
            for article, readings in zip(batch, self._readings_of(batch), strict=True):
                yield self._mentions(article, readings)

    def drafts(self, article: Article) -> Iterator[list[Draft]]:
        """For each sentence that may hold an event, the acts proposed for it."""
        return self._propose(self.memory(article, self.readings(article)))

    def verdicts(self, article: Article) -> Iterator[tuple[Mention, Verdict]]:
        """Every act proposed, as the mention it would be, with why it is told or not."""
        memory = self.memory(article, self.readings(article))
        proposed = [explain(drafts, self._models) for drafts in self._propose(memory)]
        is_told = borne_out(memory.told, len(memory.readings), self._models)
        for verdict in itertools.chain.from_iterable(proposed):
            if not verdict.told:
                self.fill(verdict.draft, memory)
            yield _mention(verdict.draft, article), verdict if is_told else doubted(verdict)

    def _mentions(self, article: Article, readings: Sequence[Reading]) -> tuple[Mention, ...]:
        memory = self.memory(article, readings)
        for _ in self._propose(memory):
            pass
        if not borne_out(memory.told, len(memory.readings), self._models):
            return ()
        told = sorted(memory.told, key=lambda draft: not draft.reading.is_title)
        return tuple(_mention(draft, article) for draft in told)

    def _propose(self, memory: Memory) -> Iterator[list[Draft]]:
        """For each sentence the acts proposed; a memory keeps those of them that are told."""
        for reading in memory.readings:
            drafts = self.drafted(reading, memory)
            chosen = choose(drafts, self._models)
            leaned_on = memory.leaned_on_by(reading)
            introduce(drafts, chosen)
            for draft in chosen:
                self.fill(draft, leaned_on)
            timing.part(chosen)
            memory.told += chosen
            yield drafts

    def readings(self, article: Article) -> list[Reading]:
        """The sentences of an article that may hold an event, parsed and looked up."""
        (readings,) = self._readings_of([article])
        return readings

    def _readings_of(self, articles: Sequence[Article]) -> Iterator[list[Reading]]:
        """The readings of each of some articles, which are parsed together."""
        wanted = [list(self._wanted(article)) for article in articles]
        names = self._lexicon.names
        docs = iter(
            self._parser.parse(
                truecased(text, names, article.published)
                for article, places in zip(articles, wanted, strict=True)
                for _, text in places
            )
        )
        for article, places in zip(articles, wanted, strict=True):
            yield self._read(article, [(place, next(docs)) for place, _ in places])

    def _read(self, article: Article, parsed: Sequence[tuple[Place, Parse]]) -> list[Reading]:
        if not parsed:
            return []
        day, context = article.published, self._context(article)
        readings: list[Reading] = []
        last_date: str | None = None
        for place, doc in parsed:
            here = replace(place, last_date=last_date if place.field == "text" else None)
            readings.append(read(doc, here, day, self._lexicon, context))
            last_date = next(reversed(readings[-1].days), last_date)
        return readings

    def _wanted(self, article: Article) -> Iterator[tuple[Place, str]]:
        """The sentences with a word of policy, each with its place, of an article worth reading.

        The title comes last: what it leaves open is told in the text.
        """
        if not self._relevance.may_tell(_whole(article), article.published):
            return
        text, title = article.text[:LONGEST], article.title[:LONGEST_TITLE]
        for field, whole in (("text", text), ("title", title)):
            for span in sentences.split(whole):
                sentence = whole[span.start : span.end]
                if self._relevance.may_hold_event(sentence):
                    yield Place(field, span.start), sentence

    def memory(self, article: Article, readings: Sequence[Reading]) -> Memory:
        """What an article names, before any of its acts is told."""
        return Memory.of(readings, self._home(article))

    def _home(self, article: Article) -> str:
        """The state whose government an article is of, "" for the press."""
        outlet = self._lexicon.names.outlet_of(urlsplit(article.url).hostname or article.outlet)
        return outlet.home if outlet and outlet.official else ""

    def _context(self, article: Article) -> Context:
        """The people and places that an article is about; a government's page tells from home."""
        return self._lexicon.names.context(
            _whole(article), article.published, home=self._home(article)
        )

    def acts(self, reading: Reading, memory: Memory) -> list[Act]:
        """The acts that the nouns of a sentence propose."""
        return acts.propose(reading, self._lexicon, memory, self._models.get("instrument"))

    def drafted(self, reading: Reading, memory: Memory) -> list[Draft]:
        """The acts proposed for a sentence, weighed; no field is filled yet."""
        proposed = self.acts(reading, memory)
        model = self._models.get("topic")
        likely = topics(reading, memory, proposed, model)
        clauses = clause_topics(reading, memory, proposed, model)
        named = {act.topic for act in proposed}
        proposed += acts.implied(reading, likely, named)
        nations, sentences, moods = memory.nations(), len(memory.readings), Moods()
        drafts = [
            Draft(
                act=act,
                reading=reading,
                topic=_topic(act, reading, likely, clauses),
                rivals=acts.rivals(act, proposed),
                nations=nations,
                sentences=sentences,
                moods=moods,
            )
            for act in proposed
        ]
        weigh(drafts, self._models)
        return drafts

    def fill(self, draft: Draft, memory: Memory) -> None:
        """Set the fields of a draft from its sentence, else from what the document has told."""
        draft.attribution = attribution.speaker_of(draft.act, draft.reading, self._lexicon)
        parties.fill(draft, memory, self._models)
        goods.fill(draft, memory, self._lexicon.catalogue, self._models)
        timing.fill(draft, memory, self._models)
        draft.earlier = memory.status_of(draft.act)
        draft.status = draft.status_by_rule
        model = self._models.get("status")
        if model and draft.status != draft.act.status:
            draft.status = model.best(features.status_features(draft))
        actions.refine(draft, self._models.get("action"))
        echo.repeat(draft)


def _topic(act: Act, reading: Reading, likely: Mapping[str, float], clauses: Clauses) -> float:
    """The probability that the words of a sentence, or of its clause alone, give to an act."""
    whole = likely.get(act.topic, 0.0)
    own = clauses.get(clause_of(act, reading)) if clauses else None
    return max(whole, own.get(act.topic, 0.0)) if own else whole


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Articles in order, in lots of _BATCH characters."""
    batch: list[Article] = []
    characters = 0
    for article in articles:
        batch.append(article)
        characters += min(len(article.text), LONGEST)
        if characters >= _BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _whole(article: Article) -> str:
    return f"{article.title[:LONGEST_TITLE]}\n\n{article.text[:LONGEST]}"


def _mention(draft: Draft, article: Article) -> Mention:
    reading = draft.reading
    start, end = reading.offset, reading.offset + len(reading.text)
    return Mention(
        field=reading.field,
        start=start,
        end=end,
        quote=(article.title if reading.is_title else article.text)[start:end],
        instrument=draft.instrument,
        action=draft.action,
        status=draft.status,
        items=draft.items,
        actors=draft.actors,
        targets=draft.targets,
        date=draft.date,
        attribution=draft.attribution,
        effective_from=draft.effective_from,
        effective_until=draft.effective_until,
        level_from=draft.level_from,
        level_to=draft.level_to,
        rule=draft.act.rule,
        confidence=round(draft.probability, 3),
        cues=cues_of(draft),
    )
