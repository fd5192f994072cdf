"""The errors that a user can meet, as a tree.

TrackerError                 one line: what, which, why, what to do
    ConfigError              config.toml or an option is wrong        exit code 2
    LexiconError             a lexicon or rule file is wrong           exit code 2
    DocumentError            a document cannot be read
        FeedError            a feed, sitemap or API answer
        ListingError         a listing page
        ArticleError         an article page
    FetchError               an answer could not be had over HTTP
    TimelineError            the database cannot be used
    MailError                a message could not be handed over
"""


class TrackerError(Exception):
    """Something that a user can act on; its text is the whole line shown."""

    exit_code = 1


class ConfigError(TrackerError):
    """The configuration or an option of a command is wrong."""

    exit_code = 2


class LexiconError(TrackerError):
    """A file of words or rules is wrong; names the file, the line and the fault."""

    exit_code = 2


class DocumentError(TrackerError):
    """A document cannot be read; `kind` is a short stable word for why."""

    def __init__(self, message: str, kind: str = "document") -> None:
        super().__init__(message)
        self.kind = kind


class FeedError(DocumentError):
    """The bytes are no feed, sitemap or API answer that can be read."""


class ListingError(DocumentError):
    """A listing page holds no entries where its selectors look."""


class ArticleError(DocumentError):
    """A page holds no article."""


class FetchError(TrackerError):
    """An answer could not be had; `kind` is a short stable word for it."""

    def __init__(self, message: str, kind: str = "network") -> None:
        super().__init__(message)
        self.kind = kind


class TimelineError(TrackerError):
    """The database cannot be opened, read or written."""


class MailError(TrackerError):
    """A message could not be handed to the mail server."""
