"""Block tags that wrap what stands between them: {% note %}…{% endnote %}."""

from __future__ import annotations

from django.template import Context, Node, TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


class BlockNode(Node):
    """Renders a small template with the tag's words and `body`, the rendered inside."""

    def __init__(
        self,
        body: NodeList,
        template: str,
        first: FilterExpression | None,
        words: dict[str, FilterExpression],
    ):
        self.nodelist, self.template, self.first, self.words = body, template, first, words

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.words.items()}
        values["first"] = self.first.resolve(context) if self.first is not None else ""
        values["body"] = mark_safe(self.nodelist.render(context))  # noqa: S308 - rendered by Django just now
        return mark_safe(render_to_string(self.template, values, request=None).strip())  # noqa: S308

    @classmethod
    def parse(cls, parser: Parser, token: Token, template: str) -> BlockNode:
        """Read {% tag [first] name=value … %} up to {% endtag %}."""
        name, *bits = token.split_contents()
        first = None
        if bits and "=" not in bits[0].split('"')[0].split("'")[0]:
            first = parser.compile_filter(bits.pop(0))
        words = token_kwargs(bits, parser)
        if bits:
            raise TemplateSyntaxError(f"{{% {name} %}}: không hiểu “{' '.join(bits)}”.")
        body = parser.parse((f"end{name}",))
        parser.delete_first_token()
        return cls(body, template, first, words)
