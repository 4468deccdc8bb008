"""What goes wrong, as one sentence."""


class VitrineError(Exception):
    """A request that cannot be answered. The text is the program's own: what, where, what to do.

    >>> raise VitrineError("no dataset local/x is here")
    Traceback (most recent call last):
    ...
    vitrine._errors.VitrineError: no dataset local/x is here
    """
