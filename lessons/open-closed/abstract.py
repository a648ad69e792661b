from abc import ABC, abstractmethod

class Price(ABC):
    @abstractmethod
    def of(self, amount):
        ...

class Half(Price):
    def of(self, amount):
        return amount // 2

class Broken(Price):
    pass

half = Half()
print(half.of(10))
try:
    broken = Broken()
except TypeError as error:
    print("cannot be made")
