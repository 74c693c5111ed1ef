#!/usr/bin/env python3
"""changed.py - changes the graphs of the layout meter a little, from fixed seeds, so that an engine cannot know them by heart.

    python3 benches/changed.py METER/graphs/lanes changed/lanes
    cargo run --release --example layout_graph -- changed/lanes/WAY layouts/WAY/waybook     (for each WAY)
    python3 METER/meter.py --csv layouts/WAY/waybook/*.json

Each graph becomes six in each of seven ways, a folder a way; `as-it-is` has the graphs unchanged. Needs Python alone.
"""
import copy
import json
import pathlib
import random
import sys


def other_order(graph, roll):
    roll.shuffle(graph["nodes"])
    roll.shuffle(graph["edges"])


def neighbours(graph, roll):
    for things in (graph["nodes"], graph["edges"]):
        for at in range(len(things) - 1):
            if roll.random() < 0.3:
                things[at], things[at + 1] = things[at + 1], things[at]


def sizes(graph, roll):
    for node in graph["nodes"]:
        node["w"], node["h"] = round(node["w"] * roll.uniform(0.75, 1.4)), round(node["h"] * roll.uniform(0.75, 1.4))


def less(graph, roll):
    for _ in range(roll.randint(1, 3)):
        if len(graph["edges"]) > 3:
            del graph["edges"][roll.randrange(len(graph["edges"]))]


def more(graph, roll):
    taken = {(edge["from"], edge["to"]) for edge in graph["edges"]}
    for number in range(roll.randint(1, 3)):
        ends = tuple(node["id"] for node in roll.sample(graph["nodes"], 2))
        if ends not in taken:
            taken.add(ends)
            graph["edges"].append({"id": f"more{number}", "from": ends[0], "to": ends[1]})


def lanes(graph, roll):
    names = [lane["id"] for lane in graph.get("lanes", [])]
    for node in roll.sample(graph["nodes"], 2) if names else []:
        node["lane"] = roll.choice(names)


def all_of_it(graph, roll):
    for way in (other_order, sizes, less, more, lanes):
        way(graph, roll)


WAYS = {
    "other-order": other_order,
    "neighbours": neighbours,
    "sizes": sizes,
    "less": less,
    "more": more,
    "lanes": lanes,
    "all": all_of_it,
}


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
        graph = json.loads(file.read_text())
        for way, change in [("as-it-is", None), *WAYS.items()]:
            folder = pathlib.Path(sys.argv[2]) / way
            folder.mkdir(parents=True, exist_ok=True)
            for seed in range(6 if change else 1):
                changed = copy.deepcopy(graph)
                if change:
                    change(changed, random.Random(f"{way} {file.stem} {seed}"))
                (folder / f"{file.stem}-{seed}.json").write_text(json.dumps(changed))
