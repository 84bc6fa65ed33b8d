"""What may be written in more ways than one."""
from __future__ import annotations as _annotations

__all__ = "load", "first"
if True:
    __all__ += ["Pair"]
__all__.append("one")
__all__.remove("second")

first = second = 1
one, (two, three), *more = [four, five] = rest
(six,
 seven) = 6, 7
type Pair[T] = tuple[T, T]
type Plain = int


@cached  # for a while
def load(path,  # where it is
         mode="#") -> Pair:  # no comment
    # of the body
    left, right = (top, bottom) = path


def second(a) \
        -> int: return 1


class Setting:
    def open(self):
        self.LIMIT = 1
        self.other = 2
        self.width, self.height = (self.DEPTH, other.x) = size
