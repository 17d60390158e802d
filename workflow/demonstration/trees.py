"""Made-up trees of any size, for benches: a city of so many grids, a province of so many cities."""

from workflow.territory.tree import Node, Tree


def big_city(grids: int, code: str = "990001", name: str = "示例市") -> Tree:
    """A city of so many grids, 1 or more: 30 townships at most, 12 groups a village, names that repeat."""
    root = Node(code, name, "county", 1, None, code)
    nodes, left = [root], grids - 1
    townships = max(1, min(30, left // 100))
    for number in range(1, townships + 1):
        share = left // (townships - number + 1)
        left -= share
        nodes += _township(root, number, share)
    return Tree(tuple(sorted(nodes, key=lambda node: node.path.split("."))))


def province(cities: int, grids: int = 300) -> tuple[Tree, ...]:
    """So many cities of so many grids each, with codes and names of their own."""
    return tuple(big_city(grids, f"99{number:04}", f"示例{number}市") for number in range(1, cities + 1))


def _township(root: Node, number: int, grids: int) -> list[Node]:
    if grids < 1:
        return []
    town = _below(root, f"{number:03}", f"第{number}镇", "township", 2)
    found = [town]
    village = town
    for i in range(grids - 1):
        if i % 13 == 0:
            village = _below(town, f"{i // 13 + 1:03}", f"第{i // 13 + 1}村委会", "village", 3)
            found.append(village)
        else:
            found.append(_below(village, f"{i % 13:02}", f"第{i % 13}组", "group", 4))
    return found


def _below(parent: Node, digits: str, name: str, tier: str, level: int) -> Node:
    code = parent.code + digits
    return Node(code, name, tier, level, parent.code, f"{parent.path}.{code}")
