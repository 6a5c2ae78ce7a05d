"""What Jira makes of a text in the Atlassian Document Format: its plain words, and what its editor adds to it."""

BLOCKS = {"paragraph", "heading", "listItem", "tableRow", "codeBlock", "panel", "blockquote", "rule"}
# Nodes that the editor gives an id of their own as soon as it has seen them.
NAMED = {"paragraph", "heading", "panel", "table", "bulletList", "orderedList", "listItem", "codeBlock"}
TABLE = {"isNumberColumnEnabled": False, "layout": "default"}


def plain(node):
    """The words of a document, a line for each block: what a changelog shows of it."""
    if node.get("type") == "text":
        return node["text"]
    if node.get("type") == "hardBreak":
        return "\n"
    words = "".join(plain(each) for each in node.get("content", []))
    return words + "\n" if node.get("type") in BLOCKS and not words.endswith("\n") else words


def within(part):
    """Every document somewhere in a body."""
    if isinstance(part, dict) and part.get("type") == "doc":
        return [part]
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [document for each in inner for document in within(each)]


def paragraphs(text):
    """A document of plain paragraphs, as a person types it."""
    content = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in text.splitlines() if line]
    return {"type": "doc", "version": 1, "content": content}


def rewritten(node, place="0"):
    """The same text as Jira's editor stores it: with local ids, and a table's defaults spelled out."""
    kept = dict(node)
    if kept["type"] in NAMED:
        given = TABLE if kept["type"] == "table" else {}
        kept["attrs"] = given | {"localId": f"local-{place}"} | kept.get("attrs", {})
    if "content" in kept:
        kept["content"] = [rewritten(each, f"{place}-{at}") for at, each in enumerate(kept["content"])]
    return kept
