"""Analog input."""


def init(drvname=ADC0, samples_per_second=800000):
    """Selects a converter; every converter is ready from the start, so nothing is left to do."""
    return drvname


def read(pin, samples=1):
    """The level of an analog pin in the converter's own units; shorts of `samples` readings if more than one; a tuple of such for a list of pins."""
    if type(pin) is list or type(pin) is tuple:
        return tuple([read(p, samples) for p in pin])
    return adc_read(pin, samples)


def done(drvname=ADC0):
    """Releases a converter."""
