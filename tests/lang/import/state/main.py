# State of a module is shared by all who import it.
import store
import worker

store.items.append("main")
worker.work()
print(store.items, store.total())
store.total = lambda: "replaced"
print(worker.ask())
from store import items
items.append("again")
print(store.items is items, len(store.items))
store.items = []
print(len(items), worker.count())
