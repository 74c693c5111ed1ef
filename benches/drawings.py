#!/usr/bin/env python3
"""drawings.py - prints the tables of docs/drawings.md: a line for each graph of the layout meter, our figures beside those of others.

    cargo run --release --example layout_graph -- METER/graphs/lanes layouts/lanes/waybook
    cargo run --release --example layout_graph -- METER/graphs/core layouts/core/waybook
    python3 benches/drawings.py METER layouts

METER is the folder of the layout meter with its `meter.py` and `reference.csv`. Each cell has hard defects, crossings, bends and area in
million square pixels. Needs Python alone.
"""
import collections
import csv
import io
import pathlib
import subprocess
import sys


# What the engines of the list are called in the document.
NAMES = {
    "human": "people",
    "proto": "first sketch",
    "dot-lanes": "dot",
    "dot-polyline": "dot",
    "bal-2a": "bpmn-auto-layout",
    "mermaid12-swimlane": "Mermaid",
    "elk": "ELK",
    "mermaid12-elk": "Mermaid (ELK)",
}


def ours(meter, folder):
    """Figures and number of boxes of each graph, as the meter counts them."""
    files = sorted(folder.glob("*.json"))
    said = subprocess.run([sys.executable, meter / "meter.py", "--csv", *files], check=True, capture_output=True, text=True).stdout
    for row in csv.DictReader(io.StringIO(said)):
        figures = int(row["hard_defects"]), int(row["crossings"]), int(row["bends"]), float(row["area"]) / 1e6
        yield row["name"], int(row["nodes"]), figures


def reference(meter):
    """For each set and engine the figures by graph."""
    found = collections.defaultdict(lambda: collections.defaultdict(dict))
    for row in csv.DictReader((meter / "reference.csv").open()):
        figures = int(row["hard_defects"]), int(row["crossings"]), int(row["bends"]), float(row["area_mpx"])
        found[row["set"]][row["engine"]][row["graph"]] = figures
    return found


def cell(figures, digits=2):
    hard, crossings, bends, area = figures
    return f"{hard} · {crossings} · {bends} · {area:.{digits}f}"


def line(cells):
    print("| " + " | ".join(cells) + " |")


def main(meter, layouts):
    others = reference(meter)
    for kind in ("lanes", "core"):
        engines = others[kind]
        graphs = list(ours(meter, layouts / kind / "waybook"))
        line(["graph", "boxes", "waybook", *(NAMES.get(engine, engine) for engine in engines)])
        print("|" + "---|" * (3 + len(engines)))
        for name, boxes, figures in graphs:
            line([name, str(boxes), cell(figures), *(cell(engine[name]) if name in engine else "" for engine in engines.values())])
        together = [[figures for _, _, figures in graphs], *(list(engine.values()) for engine in engines.values())]
        line(["**together**", "", *(f"**{cell([sum(column) for column in zip(*rows)], 1)}**" for rows in together)])
        print()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
