# Comparison methods and what is made of them.
class Card:
    def __init__(self, rank):
        self.rank = rank

    def __lt__(self, other):
        return self.rank < other.rank

    def __le__(self, other):
        return self.rank <= other.rank

    def __gt__(self, other):
        return self.rank > other.rank

    def __ge__(self, other):
        return self.rank >= other.rank

    def __eq__(self, other):
        return self.rank == other.rank

    def __ne__(self, other):
        return self.rank != other.rank

    def __hash__(self):
        return hash(self.rank)

    def __repr__(self):
        return "C" + str(self.rank)

a, b, c = Card(1), Card(2), Card(1)
print(a < b, a <= c, a > b, a >= c, a == c, a != b, a < b < Card(3))
print(sorted([b, a, Card(0)]), max(a, b), min([b, a]), a in [c], [a] == [c], (a, b) < (c, Card(3)))
print(len({a, b, c}), {a: 1}[c], [b, a].index(c), [a, b, c].count(a))

class Odd:
    def __eq__(self, other):
        return "not a bool"

    def __lt__(self, other):
        return []

print(Odd() == 1, Odd() != 1, 1 == Odd(), Odd() in [1], bool(Odd() < 1), not (Odd() < 2))

class Unhashable:
    def __eq__(self, other):
        return True

try:
    {Unhashable(): 1}
except TypeError:
    print("unhashable")
