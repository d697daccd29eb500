# Linked structures: list, queue, binary heap.
class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

class LinkedList:
    def __init__(self, items=()):
        self.head = None
        self.size = 0
        for item in items:
            self.push(item)

    def push(self, value):
        self.head = Node(value, self.head)
        self.size += 1

    def pop(self):
        if self.head is None:
            raise IndexError("empty")
        value = self.head.value
        self.head = self.head.next
        self.size -= 1
        return value

    def reverse(self):
        previous = None
        node = self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def items(self):
        out, node = [], self.head
        while node is not None:
            out.append(node.value)
            node = node.next
        return out

l = LinkedList([1, 2, 3])
print(l.items(), l.size, l.pop())
l.push(9)
l.reverse()
print(l.items())
while l.size:
    l.pop()
try:
    l.pop()
except IndexError as e:
    print(e)

class Heap:
    def __init__(self):
        self.a = []

    def push(self, x):
        a = self.a
        a.append(x)
        i = len(a) - 1
        while i and a[(i - 1) // 2] > a[i]:
            p = (i - 1) // 2
            a[i], a[p] = a[p], a[i]
            i = p

    def pop(self):
        a = self.a
        a[0], a[-1] = a[-1], a[0]
        top = a.pop()
        i = 0
        while True:
            c = 2 * i + 1
            if c + 1 < len(a) and a[c + 1] < a[c]:
                c += 1
            if c >= len(a) or a[i] <= a[c]:
                return top
            a[i], a[c] = a[c], a[i]
            i = c

h = Heap()
for x in (5, 3, 8, 1, 9, 2, 7, 3):
    h.push(x)
print([h.pop() for _ in range(8)])
