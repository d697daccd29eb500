# Inheritance, overriding, super.
class Animal:
    kind = "animal"

    def __init__(self, name):
        self.name = name

    def speak(self):
        return "..."

    def intro(self):
        return self.name + " the " + self.kind + " says " + self.speak()

class Dog(Animal):
    kind = "dog"

    def speak(self):
        return "woof"

class Puppy(Dog):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age

    def speak(self):
        return super().speak() + "!" * self.age

    def intro(self):
        return "(" + Animal.intro(self) + ")"

class Cat(Animal):
    pass

for a in (Animal("it"), Dog("Rex"), Puppy("Bit", 2), Cat("Tom")):
    print(a.intro(), isinstance(a, Animal), isinstance(a, Dog))
print(issubclass(Puppy, Animal), issubclass(Animal, Dog), issubclass(Dog, Dog))
print(isinstance(Puppy("x", 1), (int, Dog)), isinstance(1, (str, int)))
