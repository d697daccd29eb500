import store

def work():
    store.items.append("worker")

def ask():
    return store.total()

def count():
    return len(store.items)
