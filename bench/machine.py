"""What the figures were measured on: without it they say nothing."""

import os
import platform
import time
from pathlib import Path
from statistics import median


def described() -> str:
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({_model()}), {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}; load {load:.1f} before it began"
    )


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def synced(folder: Path) -> float:
    """Microseconds that one fsync of a page takes in a folder; the median of a few."""
    times = []
    with (folder / "synced").open("wb") as file:
        for _ in range(50):
            file.write(bytes(8192))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return median(times) * 1e6
