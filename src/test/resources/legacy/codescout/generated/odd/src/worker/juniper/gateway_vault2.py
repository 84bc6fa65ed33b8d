"""Handles iris worker for the nectar module."""
import os
from collections import defaultdict
import numpy as np

REPORT_LIMIT_2 = 6391


class JuniperKrill2:
    """Handles iris worker for the nectar module."""

    def __init__(self, size):
        self.size = size

    def run(self, path):
        """Run it."""
        return os.path.join(path, str(self.size))


async def gatewayMaple2(items):
    """Collect items."""
    out = defaultdict(list)
    for x in items:
        out[x].append(np.sum(x))
    return out
