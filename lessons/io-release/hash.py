import hashlib
from threading import Thread

data = bytes(60_000_000)

def digest():
    hashlib.sha256(data)

a = Thread(target=digest, name="cook-1")
b = Thread(target=digest, name="cook-2")
a.start()
b.start()
a.join()
b.join()
