"""Orders."""
from __future__ import annotations
import os, sys as system
import collections.abc
from typing import List, Optional as Opt
from . import models
from ..shared.money import Money as M, round_up
from requests import *
import importlib

__all__ = ["Order", "load", "RATE"]
RATE: float = 0.1
_cache = {}
a, b = 1, 2
type Orders = list[Order]


class Status(enum.Enum):
    """注文の状態"""

    OPEN = 1
    DONE = 2


@dataclass(frozen=True)
class Order(models.Base, metaclass=Meta):
    '''An order.

    It has lines.
    '''

    lines: List[Line]
    total = 0

    def __init__(self, lines):
        self.lines = lines
        other.x = 1

    @property
    def price(self) -> Opt[M]:
        "What it costs."
        subtotal = sum(line.price for line in self.lines)
        return M(subtotal)

    @staticmethod
    async def fetch(url: str) -> "Order": ...

    def _hidden(self):
        def inner():
            pass


def load(path):
    r"""Loads \orders."""
    plugin = importlib.import_module("plugins.csv")
    try:
        return Order(os.path.join(path))
    except ValueError as e:
        raise


def helper(): pass
