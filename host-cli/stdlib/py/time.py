"""Time since the board started, and the board's clock."""


def time():
    """Seconds since 1970 by the board's clock, as a float; since the board started while the clock is not set."""
    seconds, micro = clock_get()
    return seconds + micro / 1000000


def time_ns():
    """As `time`, in whole nanoseconds."""
    seconds, micro = clock_get()
    return seconds * 1000000000 + micro * 1000


def monotonic():
    """Seconds since the board started, as a float."""
    return micros() / 1000000


def ticks_ms():
    """Milliseconds since the board started."""
    return millis()


def ticks_us():
    """Microseconds since the board started."""
    return micros()


def ticks_add(ticks, delta):
    """The tick `delta` after `ticks`."""
    return ticks + delta


def ticks_diff(end, start):
    """Ticks from `start` to `end`."""
    return end - start


def sleep_ms(ms):
    """Suspends the thread for `ms` milliseconds."""
    sleep(ms)


def sleep_us(us):
    """Suspends the thread for `us` microseconds."""
    sleep_micros(us)
