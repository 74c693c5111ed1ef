#!/usr/bin/env python3
"""processes.py - makes process-like graphs from fixed seeds, in the input format of the layout meter.

    python3 benches/processes.py OUT COUNT FIRST_SEED lanes|core

Each has 5 to 40 boxes: runs of steps, forks of two to four ways that meet again, end or lead back, loops, up to two more arrows between any
boxes, labels of 2 to 30 letters; with `lanes` 2 to 6 lanes. The same seed gives the same graph. Needs Python alone.
"""
import json
import pathlib
import random
import sys

LANE_SIZES = {"rect": (100, 80), "diamond": (50, 50), "circle": (36, 36)}


class Process:
    def __init__(self, seed, lanes):
        self.random = random.Random(seed)
        self.nodes, self.edges, self.lane, self.has_lanes = [], [], 0, lanes
        roll = self.random
        self.size = roll.randint(5, 40) if roll.random() < 0.5 else roll.randint(8, 22)
        self.lanes = roll.randint(2, min(6, max(2, self.size // 3)))
        self.direction = "RIGHT" if lanes or roll.random() < 0.3 else "DOWN"

    def text(self):
        return "".join(self.random.choice("abcdefghij  ") for _ in range(self.random.choice([6, 10, 16, 24, 40, 60, 80])))

    def node(self, shape):
        roll = self.random
        if roll.random() < 0.3:
            self.lane = roll.randrange(self.lanes)
        if self.has_lanes:
            width, height = LANE_SIZES[shape]
        elif shape == "diamond":
            width, height = roll.randint(90, 220), roll.randint(70, 150)
        else:
            width, height = roll.randint(70, 230), roll.choice([38, 57, 76])
        node = {"id": f"n{len(self.nodes)}", "label": self.text(), "w": width, "h": height, "shape": shape}
        if self.has_lanes:
            node["lane"] = f"lane{self.lane + 1}"
        self.nodes.append(node)
        return len(self.nodes) - 1

    def edge(self, start, end, labelled=False):
        edge = {"id": f"e{len(self.edges)}", "from": f"n{start}", "to": f"n{end}"}
        if labelled:
            text = self.text()[: self.random.choice([2, 3, 8, 20, 30])]
            edge |= {"label": text, "lw": 8 + 7.0 * min(len(text), 18), "lh": 20 * (1 + len(text) // 18)}
        self.edges.append(edge)

    def run(self, size, current):
        """Boxes one after the other behind `current`, a box and whether the arrow from it has a label. Returns the last one."""
        roll = self.random
        while size > 0:
            kind = roll.random()
            if size < 4 or kind < 0.55:
                step = self.node("rect")
                self.edge(current[0], step, current[1])
                current, size = (step, False), size - 1
            elif kind < 0.78:
                current, size = self.fork(size, current)
            else:
                loop = self.node("diamond")
                self.edge(current[0], loop, current[1])
                self.edge(loop, roll.randint(max(0, loop - 7), loop - 1), True)
                current, size = (loop, True), size - 1
        return current

    def fork(self, size, current):
        roll = self.random
        fork = self.node("diamond" if roll.random() < 0.8 else "rect")
        self.edge(current[0], fork, current[1])
        size -= 1
        ways, ends = roll.choice([2, 2, 2, 3, 3, 4]), []
        for _ in range(ways):
            steps = roll.randint(0, max(0, min(size // ways + 1, 5)))
            size -= steps
            ends.append(self.run(steps, (fork, True)) if steps else (fork, True))
        meeting = []
        for end in ends:
            chance = roll.random()
            if chance < 0.15 and len(ends) > 1 and end[0] != fork:
                self.edge(end[0], self.node("circle"), end[1])
                size -= 1
            elif chance < 0.27 and fork > 2:
                self.edge(end[0], roll.randint(max(0, fork - 6), fork), end[1])
            else:
                meeting.append(end)
        meeting = meeting or ends[:1]
        join = self.node("diamond" if roll.random() < 0.5 or len(set(meeting)) < len(meeting) else "rect")
        for end in dict(meeting).items():
            self.edge(end[0], join, end[1])
        return (join, False), size - 1

    def graph(self, name):
        roll = self.random
        start = self.node("circle")
        last = self.run(self.size - 2, (start, False))
        self.edge(last[0], self.node("circle"), last[1])
        for _ in range(roll.choice([0, 0, 0, 1, 1, 2])):
            ends = roll.randrange(len(self.nodes)), roll.randrange(len(self.nodes))
            if ends[0] != ends[1]:
                self.edge(*ends, roll.random() < 0.4)
        edges = {(edge["from"], edge["to"]): edge for edge in reversed(self.edges) if edge["from"] != edge["to"]}
        used = sorted({node["lane"] for node in self.nodes}) if self.has_lanes else []
        lanes = [{"id": lane, "label": "Lane"} for lane in used]
        return {"name": name, "direction": self.direction, "nodes": self.nodes, "edges": list(edges.values())[::-1], "lanes": lanes}


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(int(sys.argv[2])):
        process = Process(int(sys.argv[3]) + index, sys.argv[4] == "lanes").graph(f"g{index:04}")
        (folder / f"g{index:04}.json").write_text(json.dumps(process))
