class Empty:
    """Only a docstring."""


class Base:
    __slots__ = ("declared",)
    shared = 1
    doubled = shared * 2

    def __init__(self, a, b=2, *args, c, d=4, **kw):
        self.a = a
        self.b = [lambda: i + a for i in range(b)]
        self.kw = {k: v for k, v in kw.items()}

    @property
    def p(self):
        return self._p

    @p.setter
    def p(self, value):
        self._p = value

    @staticmethod
    def plain():
        return 1

    @classmethod
    def made(cls):
        return cls(1, c=2)

    def __eq__(self, other):
        return self.a == other.a


class Derived(Base, Empty):
    def __init__(self):
        super().__init__(1, c=3)
        super(Derived, self).made()
        self.a += 1
        self.b[0] += 1

    def method(self):
        return sum(x * self.a for x in self.b), super().p

    def own(self):
        return __class__


def decorated(cls):
    return cls


@decorated
class Local(object):
    def outer(self):
        class Inner:
            def f(self):
                return Local

        return Inner


if isinstance(Derived(), (Base, int)) and hasattr(Base, "made"):
    setattr(Base, "x", getattr(Base, "shared", None))
