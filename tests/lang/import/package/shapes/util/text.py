def label(name, value):
    return name + "=" + str(value)
