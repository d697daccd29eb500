"""The microcontroller itself."""


def reset():
    """Restarts the board."""
    board_reset()


def uid():
    """The chip's unique number, as bytes."""
    return board_uid()
