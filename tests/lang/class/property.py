# property, staticmethod, classmethod.
class Temperature:
    scale = "C"

    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._degrees = value

    @property
    def fahrenheit(self):
        return self._degrees * 9 / 5 + 32

    @staticmethod
    def convert(f):
        return (f - 32) * 5 / 9

    @classmethod
    def freezing(cls):
        return cls(0)

    @classmethod
    def name(cls):
        return cls.scale

class Kelvin(Temperature):
    scale = "K"

t = Temperature(20)
print(t.degrees, t.fahrenheit, Temperature.convert(212), t.convert(32), Temperature.freezing().degrees)
t.degrees = 30
t.degrees += 5
print(t.degrees)
try:
    t.degrees = -300
except ValueError as e:
    print(e)
try:
    t.fahrenheit = 1
except AttributeError:
    print("read only")
k = Kelvin.freezing()
print(isinstance(k, Kelvin), k.name(), Kelvin.name(), Temperature.name(), t.name())
