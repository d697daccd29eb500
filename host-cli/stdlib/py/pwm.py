"""Pulse-width modulation."""


def write(pin, period, pulse, time_unit=MILLIS, npulses=0):
    """Sends pulses of length `pulse` every `period`, both in `time_unit`; `npulses` of them and then no more, or without end if it is 0. A period or pulse of 0, or a pulse longer than its period, switches the output off."""
    pwm_write(pin, period, pulse, time_unit, npulses)
