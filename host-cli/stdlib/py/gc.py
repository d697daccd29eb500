"""The garbage collector: collect now, look at memory."""
