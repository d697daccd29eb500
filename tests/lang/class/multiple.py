# Multiple inheritance in C3 order; super goes along it.
class Base:
    def who(self):
        return ["Base"]

class Left(Base):
    def who(self):
        return ["Left"] + super().who()

class Right(Base):
    def who(self):
        return ["Right"] + super().who()

class Both(Left, Right):
    def who(self):
        return ["Both"] + super().who()

class Other(Right, Left):
    pass

print(Both().who(), Other().who(), isinstance(Both(), Right), issubclass(Both, Base))

class Named:
    def __init__(self, name, **kw):
        super().__init__(**kw)
        self.name = name

class Sized:
    def __init__(self, size=0, **kw):
        super().__init__(**kw)
        self.size = size

class Thing(Named, Sized):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.ready = True

t = Thing(name="box", size=3)
print(t.name, t.size, t.ready)

class A:
    x = "A"

class B(A):
    pass

class C(A):
    x = "C"

class D(B, C):
    pass

print(D.x, D().x)
try:
    class Bad(A, B):
        pass
except TypeError:
    print("no consistent order")
