"""`python -m bench [--quick] [name …]`: runs the benchmarks named, or all of them, and prints a table for each."""

import argparse
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Final

from bench import board, core, desk_page, first_load, intake, machine, moves, proof, rehearsal, rules, sweep
from bench.city import Bench
from bench.figures import Figures

BENCHMARKS: Final[Mapping[str, Callable[[Bench], Figures]]] = {
    "intake": intake.run,
    "moves": moves.run,
    "sweep": sweep.run,
    "rules": rules.run,
    "proof": proof.run,
    "core": core.run,
    "rehearsal": rehearsal.run,
    "desk": desk_page.run,
    "board": board.run,
    "first_load": first_load.run,
}


def main() -> None:
    asked = parse()
    print(machine.described(), flush=True)
    with ExitStack() as stack:
        bench = Bench(stack, asked.quick)
        for name in asked.names or BENCHMARKS:
            BENCHMARKS[name](bench).show()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="shorter rounds and smaller sets: to see that it runs")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark is called {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    return asked


if __name__ == "__main__":
    main()
