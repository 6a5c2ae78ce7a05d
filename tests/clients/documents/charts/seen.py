"""What a specification shows, read from the specification alone: its words and their places, its marks."""

from typing import NamedTuple

from clients.documents.charts.lettering import width

TOUCHING = 0.5


class Words(NamedTuple):
    """Words and the rectangle of pixels that they take."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def words(spec):
    """Every line of words in a chart but its title, in pixels; what only stands behind other words is left out."""
    return [one for layer in texts(spec) if "strokeJoin" not in layer["mark"] for one in placed(layer, across(spec))]


def texts(spec):
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]


def across(spec):
    """Return how places become pixels."""
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    return lambda x: (x - low) / (high - low) * spec["width"]


def placed(layer, pixels):
    mark = layer["mark"]
    for row in layer["data"]["values"]:
        if row["text"]:
            wide = width(row["text"], mark["fontSize"], bold=mark.get("fontWeight") == "bold")
            x = pixels(row["x"]) - {"left": 0, "center": wide / 2, "right": wide}[mark["align"]]
            half = mark["fontSize"] / 2
            yield Words(row["text"], x, row["y"] - half, x + wide, row["y"] + half)


def touching(found):
    """Every two lines of words that lie on each other."""
    order = sorted(found, key=lambda one: one.top)
    return [
        (one.text, other.text)
        for place, one in enumerate(order)
        for other in order[place + 1 :]
        if other.top < one.bottom - TOUCHING and one.left < other.right - TOUCHING and other.left < one.right - TOUCHING
    ]


def outside(spec):
    """The words that do not lie whole within the picture."""
    return [
        one.text
        for one in words(spec)
        if one.left < -TOUCHING or one.right > spec["width"] + TOUCHING or one.top < 0 or one.bottom > spec["height"]
    ]


def told(spec, word=""):
    """What the marks say of themselves to who cannot see them."""
    rows = [row for layer in spec["layer"] if "description" in layer["encoding"] for row in layer["data"]["values"]]
    return [row["told"] for row in rows if word in row["told"]]


def marks(spec, kind, **looks):
    """The rows of all layers of a kind of mark that looks like this."""
    return [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == kind and all(layer["mark"].get(name) == value for name, value in looks.items())
        for row in layer["data"]["values"]
    ]


def on_weeks(rows):
    """The rows that stand on whole weeks of the axis, which no sample of the key does; from where to where."""
    return [(row["x"], row["x2"]) for row in rows if row["x"] >= 0 and row["x"] % 1 == 0 == row["x2"] % 1]


def lines(spec):
    """The title and what stands under it, each with its size."""
    title = spec["title"]
    return [(title["text"], 16, True), *((line, 12, False) for line in title.get("subtitle", []))]
