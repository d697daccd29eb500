"""Timers whose callbacks run in the interrupt thread, and a stopwatch. Times are milliseconds."""


def now():
    """Milliseconds since the board started."""
    return millis()


class timer:
    """Calls a function later, once or again and again."""

    def __init__(self):
        self._timer = timer_new()
        self._start = None

    def one_shot(self, delay, fn, arg=None):
        """Calls `fn(arg)` once, `delay` milliseconds from now."""
        if delay < 0:
            raise ValueError("delay must not be negative")
        timer_set(self._timer, delay, 0, fn, (arg,))

    def interval(self, period, fn, arg=None):
        """Calls `fn(arg)` every `period` milliseconds, counted from the end of one call to the next."""
        if period <= 0:
            raise ValueError("period must be positive")
        timer_set(self._timer, period, period, fn, (arg,))

    def clear(self):
        """Cancels what is pending."""
        timer_cancel(self._timer)

    def destroy(self):
        """Cancels what is pending; the timer can be used again."""
        timer_cancel(self._timer)

    def start(self):
        """Starts the stopwatch."""
        self._start = millis()

    def get(self):
        """Milliseconds since `start` or `reset`. RuntimeError if never started."""
        if self._start is None:
            raise RuntimeError("the stopwatch was not started")
        return millis() - self._start

    def reset(self):
        """Milliseconds since `start` or `reset`, and starts again. RuntimeError if never started."""
        elapsed = self.get()
        self._start = millis()
        return elapsed


Timer = timer
