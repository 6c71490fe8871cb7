"""A letter of a few sentences, the same in both bodies."""

from textwrap import fill

from flask import current_app

from tracker.mail.letter import Letter

COLUMNS = 72


def short_letter(subject: str, *, before: tuple[str, ...], large: str = "", after: tuple[str, ...] = ()) -> Letter:
    """Sentences, each a paragraph; `large` between them is what is to be copied."""
    paragraphs = [_wrapped(each) for each in before]
    paragraphs += [f"    {large}"] if large else []
    paragraphs += [_wrapped(each) for each in after]
    page = current_app.jinja_env.get_template("emails/short.html")
    return Letter(
        subject=subject,
        text="\n\n".join(paragraphs) + "\n",
        html=page.render(title=subject, before=before, large=large, after=after),
    )


def _wrapped(sentence: str) -> str:
    """Lines of a width that every program shows; an address stays whole."""
    return fill(sentence, COLUMNS, break_long_words=False, break_on_hyphens=False)
