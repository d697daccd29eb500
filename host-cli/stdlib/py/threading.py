"""Threads and the objects they wait on. Times are milliseconds; a timeout below zero waits for ever."""


class Lock:
    """A lock that one thread holds at a time; not re-entrant, and any thread may release it."""

    def __init__(self):
        self._semaphore = semaphore_new(1, 1)

    def acquire(self, blocking=True, timeout=-1):
        """Takes the lock; True if it was taken, False if `timeout` milliseconds passed or it was held and `blocking` is false."""
        return semaphore_acquire(self._semaphore, timeout if blocking else 0)

    def release(self):
        """Gives the lock back. RuntimeError if nobody holds it."""
        if not semaphore_release(self._semaphore):
            raise RuntimeError("release unlocked lock")

    def locked(self):
        """Whether a thread holds the lock."""
        return semaphore_value(self._semaphore) == 0

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, kind, value, trace):
        self.release()


class RLock:
    """A lock its holder can take again; it is free once released as often as taken."""

    def __init__(self):
        self._semaphore = semaphore_new(1, 1)
        self._holder = 0
        self._depth = 0

    def acquire(self, blocking=True, timeout=-1):
        """Takes the lock, at once if the caller holds it; True if it was taken."""
        me = thread_id(thread_current())
        if self._holder == me:
            self._depth += 1
            return True
        if not semaphore_acquire(self._semaphore, timeout if blocking else 0):
            return False
        self._holder = me
        self._depth = 1
        return True

    def release(self):
        """Gives the lock back once. RuntimeError if the caller does not hold it."""
        if self._holder != thread_id(thread_current()):
            raise RuntimeError("cannot release un-acquired lock")
        self._depth -= 1
        if self._depth == 0:
            self._holder = 0
            semaphore_release(self._semaphore)

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, kind, value, trace):
        self.release()


class Semaphore:
    """A counter that `acquire` takes one from and `release` gives one to; `acquire` waits while it is 0."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._semaphore = semaphore_new(value, 0)

    def acquire(self, blocking=True, timeout=-1):
        """Takes one; False if `timeout` milliseconds passed, or none was there and `blocking` is false."""
        return semaphore_acquire(self._semaphore, timeout if blocking else 0)

    def release(self, n=1):
        """Gives `n` back."""
        for i in range(n):
            semaphore_release(self._semaphore)

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, kind, value, trace):
        self.release()


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._semaphore = semaphore_new(0, 1)

    def set(self):
        """Sets the flag and wakes every waiting thread."""
        semaphore_release(self._semaphore)

    def clear(self):
        """Clears the flag."""
        semaphore_clear(self._semaphore)

    def is_set(self):
        """Whether the flag is set."""
        return semaphore_value(self._semaphore) > 0

    def wait(self, timeout=-1):
        """Waits until the flag is set; False if `timeout` milliseconds passed before."""
        return semaphore_wait(self._semaphore, timeout)


class Condition:
    """A lock with a queue of threads that wait to be notified while it is released."""

    def __init__(self, lock=None):
        self._lock = RLock() if lock is None else lock
        self._waiters = []

    def acquire(self, blocking=True, timeout=-1):
        """Takes the lock, as the lock's own `acquire`."""
        return self._lock.acquire(blocking, timeout)

    def release(self):
        """Gives the lock back."""
        self._lock.release()

    def wait(self, timeout=-1):
        """Releases the lock, waits for a notification and takes the lock again; False if `timeout` milliseconds passed."""
        waiter = semaphore_new(0, 1)
        self._waiters.append(waiter)
        self._lock.release()
        try:
            notified = semaphore_acquire(waiter, timeout)
        finally:
            self._lock.acquire()
        if not notified and waiter in self._waiters:
            self._waiters.remove(waiter)
        return notified

    def wait_for(self, predicate, timeout=-1):
        """Waits until `predicate()` is true; its last value. `timeout` milliseconds bound the whole wait."""
        end = millis() + timeout
        result = predicate()
        while not result:
            left = -1
            if timeout >= 0:
                left = end - millis()
                if left <= 0:
                    break
            self.wait(left)
            result = predicate()
        return result

    def notify(self, n=1):
        """Wakes up to `n` waiting threads, the longest waiting first."""
        while n > 0 and self._waiters:
            semaphore_release(self._waiters.pop(0))
            n -= 1

    def notify_all(self):
        """Wakes every waiting thread."""
        self.notify(len(self._waiters))

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, kind, value, trace):
        self.release()


class Thread:
    """A thread of control: give it `target` and `args`, or override `run`."""

    def __init__(self, target=None, name=None, args=()):
        self._target = target
        self._args = args
        self._thread = None
        self.name = name
        self.ident = None
        self.exc = None
        self.running = False

    def run(self):
        """What the thread does: calls the target with the arguments."""
        if self._target is not None:
            self._target(*self._args)

    def _main(self):
        try:
            self.run()
        except Exception as e:
            self.exc = e
            raise
        finally:
            self.running = False

    def start(self, prio=PRIO_NORMAL, size=-1):
        """Starts the thread at a priority with a first stack of `size` bytes. RuntimeError if it was started before."""
        if self._thread is not None:
            raise RuntimeError("threads can only be started once")
        self.running = True
        self._thread = thread_new(self._main, (), prio, size)
        self.ident = thread_id(self._thread)
        if self.name is None:
            self.name = "Thread-" + str(self.ident)

    def join(self, timeout=-1):
        """Waits for the thread to end, at most `timeout` milliseconds. RuntimeError if it was never started."""
        if self._thread is None:
            raise RuntimeError("cannot join thread before it is started")
        thread_join(self._thread, timeout)

    def is_alive(self):
        """Whether the thread was started and has not ended."""
        return self._thread is not None and thread_alive(self._thread)


def _forever(fn, args):
    while True:
        fn(*args)


def run_forever(fn, *args):
    """Starts a thread that calls `fn(*args)` in an endless loop; the thread."""
    return thread_new(_forever, (fn, args), PRIO_NORMAL, -1)


def get_ident():
    """The number of the calling thread."""
    return thread_id(thread_current())
