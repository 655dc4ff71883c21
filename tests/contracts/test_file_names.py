"""A file is found by its name: that of a neighbour differs by more than a letter."""

from itertools import combinations


def test_no_file_name_is_that_of_its_neighbour_but_for_a_letter(sources, root):
    files = [file for file in sources if file.stem != "__init__"]
    alike = [
        f"{one.relative_to(root)} ~ {other.name}"
        for one, other in combinations(files, 2)
        if one.parent == other.parent and differ_by_a_letter(one.stem, other.stem)
    ]
    assert alike == []


def differ_by_a_letter(one, other):
    """Whether one letter more, or another one in its place, makes a name of the other."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        return sum(a != b for a, b in zip(shorter, longer, strict=True)) == 1
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
