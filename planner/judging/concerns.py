"""What is wrong with a request, gathered: only that which does not rest on something wrong already."""

from collections.abc import Callable, Iterable

from catalog.fault import Findings


class Concerns(Findings):
    """Gathers what is wrong, leaving out what rests on a pointer that is ``wrong`` already."""

    def __init__(self, wrong: Iterable[str] = ()) -> None:
        super().__init__()
        told = frozenset(wrong)
        self._sound = not told
        self._wrong = told - {""}
        self._above = frozenset(part for pointer in self._wrong for part in _upwards(pointer))

    @property
    def none(self) -> bool:
        """Whether nothing at all is wrong so far."""
        return self._sound and not self.kept

    def add(
        self,
        pointer: str,
        code: str,
        detail: str,
        suggest: str | Callable[[], str | None] | None = None,
        *,
        about: tuple[str, ...] = (),
    ) -> None:
        """Add a fault, unless it, or one of the pointers that it is also ``about``, touches a wrong one."""
        if not any(self._touches(place) for place in (pointer, *about)):
            super().add(pointer, code, detail, suggest)

    def _touches(self, pointer: str) -> bool:
        return pointer in self._above or not self._wrong.isdisjoint(_upwards(pointer))


def _upwards(pointer: str) -> list[str]:
    """Return a pointer and those of all that holds it, but the whole."""
    steps = pointer.split("/")
    return ["/".join(steps[:length]) for length in range(2, len(steps) + 1)]
