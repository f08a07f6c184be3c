"""Spells a phrase out for people: every inflected form, every entry of a list, gaps in words."""

from __future__ import annotations

from escalate.phrases.language import Gap, Group, ListRef, Lists, Node, Slot, Word
from escalate.read.inflections import forms


def spelled(nodes: tuple[Node, ...], lists: Lists) -> str:
    """A phrase with its inflections and lists written out.

    Examples
    --------
    >>> from escalate.phrases.language import parse
    >>> spelled(parse("mass~v ...4 $soldiers?"), {"soldiers": (parse("troop~n"), parse("army"))})
    '(mass|massed|masses|massing) [up to 4 words] (troop|troops|army)?'
    """
    return " ".join(_node(node, lists) for node in nodes)


def _node(node: Node, lists: Lists) -> str:
    match node:
        case Gap():
            return f"[up to {node.size} word{'s' if node.size > 1 else ''}]"
        case Slot():
            return f"<{node.name}>" + "?" * node.optional
        case Word():
            return _word(node) + "?" * node.optional
        case ListRef():
            text = "|".join(_bare(entry, lists) for entry in lists.get(node.name, ()))
            return f"({text})" + "?" * node.optional
        case Group():
            text = "|".join(_bare(alternative, lists) for alternative in node.alternatives)
            return f"({text})" + "?" * node.optional


def _word(node: Word) -> str:
    if node.inflect is None:
        return f"={node.text}" if node.exact else node.text
    found = sorted(forms(node.text, node.inflect), key=lambda form: (form != node.text, form))
    return found[0] if len(found) == 1 else f"({'|'.join(found)})"


def _bare(nodes: tuple[Node, ...], lists: Lists) -> str:
    """An alternative of a group: a lone word needs no brackets of its own."""
    text = spelled(nodes, lists)
    alone = len(nodes) == 1 and isinstance(nodes[0], Word | ListRef) and text.startswith("(") and text.endswith(")")
    return text[1:-1] if alone else text
