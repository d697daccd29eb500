"""A ring of fixed size, for one thread."""

new_exception(FifoFullError, Exception, "fifo is full")
new_exception(FifoEmptyError, Exception, "fifo is empty")


class Fifo:
    """First in, first out, of `size` items; with `only_bytes` they are integers 0–255 kept in a bytearray."""

    def __init__(self, size=16, only_bytes=False):
        self.size = size
        self._store = bytearray(size) if only_bytes else [None] * size
        self._first = 0
        self._count = 0

    def is_full(self):
        """Whether no room is left."""
        return self._count == self.size

    def is_empty(self):
        """Whether there is no item."""
        return self._count == 0

    def put(self, obj):
        """Appends an item. FifoFullError if there is no room."""
        if self._count == self.size:
            raise FifoFullError
        self._store[(self._first + self._count) % self.size] = obj
        self._count += 1

    def get(self):
        """Takes the first item. FifoEmptyError if there is none."""
        item = self.peek()
        if type(self._store) is list:
            self._store[self._first] = None
        self._first = (self._first + 1) % self.size
        self._count -= 1
        return item

    def peek(self):
        """The first item, left in place. FifoEmptyError if there is none."""
        if self._count == 0:
            raise FifoEmptyError
        return self._store[self._first]

    def put_all(self, seq):
        """Appends every item of a sequence. FifoFullError, with nothing appended, if they do not all fit."""
        if len(seq) > self.size - self._count:
            raise FifoFullError
        for item in seq:
            self.put(item)

    def elements(self):
        """How many items there are."""
        return self._count

    def clear(self):
        """Takes out every item."""
        while self._count:
            self.get()
