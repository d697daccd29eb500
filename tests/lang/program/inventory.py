# Classes, dicts, exceptions and formatting together.
class StockError(Exception):
    pass

class Item:
    def __init__(self, name, price, count=0):
        self.name, self.price, self.count = name, price, count

    def value(self):
        return self.price * self.count

    def __str__(self):
        return "%-8s %6.2f x %3d" % (self.name, self.price, self.count)

class Inventory:
    def __init__(self):
        self.items = {}

    def add(self, name, price, count):
        if name in self.items:
            self.items[name].count += count
        else:
            self.items[name] = Item(name, price, count)

    def take(self, name, count):
        try:
            item = self.items[name]
        except KeyError:
            raise StockError("no " + name)
        if item.count < count:
            raise StockError("only %d of %s" % (item.count, name))
        item.count -= count
        return item.price * count

    def total(self):
        return sum([item.value() for item in self.items.values()])

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(sorted(self.items.values(), key=lambda item: item.name))

stock = Inventory()
stock.add("bolt", 0.25, 100)
stock.add("nut", 0.1, 250)
stock.add("gear", 12.5, 3)
stock.add("bolt", 0.25, 20)
for name, count in (("bolt", 50), ("gear", 5), ("cog", 1), ("nut", 250)):
    try:
        print(name, count, "%.2f" % stock.take(name, count))
    except StockError as e:
        print("cannot:", e)
for item in stock:
    print(item)
print("total %.2f in %d items" % (stock.total(), len(stock)))
