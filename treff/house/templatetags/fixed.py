"""Pieces of a page that are the same for everybody who reads it in the same language.

They are drawn once per language in the life of a process. What they could depend on otherwise is out
of their reach: they see neither the request nor anything that a view has given to the page.
"""

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString

from treff.house.models.text import active_language

register = template.Library()


class Fixed(template.Node):
    def __init__(self, pieces: NodeList) -> None:
        self.nodelist = pieces
        self.drawn: dict[str, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = active_language()
        if language not in self.drawn:
            nothing = template.Context({"LANGUAGE_CODE": language})
            nothing.template = context.template
            self.drawn[language] = self.nodelist.render(nothing)
        return self.drawn[language]


@register.tag
def fixed(parser: Parser, _token: Token) -> Fixed:
    """`{% fixed %}...{% endfixed %}`: words, addresses and forms in which nobody has typed anything."""
    pieces = parser.parse(["endfixed"])
    parser.delete_first_token()
    return Fixed(pieces)
