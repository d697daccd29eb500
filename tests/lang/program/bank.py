# Accounts: class attributes, inheritance, errors, closures.
class InsufficientFunds(Exception):
    pass

class Account:
    next_id = 1

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.id = Account.next_id
        Account.next_id += 1
        self.history = []

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        self.history.append(("+", amount))

    def withdraw(self, amount):
        if amount > self.available():
            raise InsufficientFunds("%s needs %d more" % (self.owner, amount - self.available()))
        self.balance -= amount
        self.history.append(("-", amount))

    def available(self):
        return self.balance

class Credit(Account):
    def __init__(self, owner, limit):
        super().__init__(owner)
        self.limit = limit

    def available(self):
        return super().available() + self.limit

def transfer(source, target, amount):
    source.withdraw(amount)
    try:
        target.deposit(amount)
    except ValueError:
        source.deposit(amount)
        raise

a, b = Account("Ann", 100), Credit("Bob", 50)
for source, target, amount in ((a, b, 30), (b, a, 70), (b, a, 500), (a, b, -5), (a, a, 10)):
    try:
        transfer(source, target, amount)
        print("moved", amount, a.balance, b.balance)
    except InsufficientFunds as e:
        print("refused:", e)
    except ValueError as e:
        print("bad:", e, a.balance, b.balance)
print(a.history, b.history, a.id, b.id, Account.next_id)
