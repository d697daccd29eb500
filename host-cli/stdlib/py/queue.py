"""A queue between threads. Times are milliseconds; a timeout below zero waits for ever."""

new_exception(QueueFull, Exception, "Queue is full")
new_exception(QueueEmpty, Exception, "Queue is empty")


class Queue:
    """First in, first out; `maxsize` items at most, any number if it is 0 or less."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self._items = []
        self._filled = semaphore_new(0, 0)
        self._room = semaphore_new(maxsize, 0) if maxsize > 0 else None

    def qsize(self):
        """How many items wait."""
        return len(self._items)

    def empty(self):
        """Whether no item waits."""
        return not self._items

    def full(self):
        """Whether `put` would wait."""
        return self._room is not None and len(self._items) >= self.maxsize

    def put(self, obj, block=True, timeout=-1):
        """Appends an item, waiting for room. QueueFull if there is none within `timeout` milliseconds, or at once if `block` is false."""
        if self._room is not None and not semaphore_acquire(self._room, timeout if block else 0):
            raise QueueFull
        self._items.append(obj)
        semaphore_release(self._filled)

    def get(self, block=True, timeout=-1):
        """Takes the first item, waiting for one. QueueEmpty if none comes within `timeout` milliseconds, or at once if `block` is false."""
        if not semaphore_acquire(self._filled, timeout if block else 0):
            raise QueueEmpty
        item = self._items.pop(0)
        if self._room is not None:
            semaphore_release(self._room)
        return item

    def put_nowait(self, obj):
        """As `put` without waiting."""
        self.put(obj, False)

    def get_nowait(self):
        """As `get` without waiting."""
        return self.get(False)

    def peek(self):
        """The first item, left in place. QueueEmpty if there is none."""
        if not self._items:
            raise QueueEmpty
        return self._items[0]

    def clear(self):
        """Takes out every item."""
        while semaphore_acquire(self._filled, 0):
            self._items.pop(0)
            if self._room is not None:
                semaphore_release(self._room)
