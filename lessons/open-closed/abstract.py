import abc

class Price(abc.ABC):
    @abc.abstractmethod
    def of(self, n):
        ...

class Half(Price):
    def of(self, n):
        return n // 2

class Broken(Price):
    pass

half = Half()
print(half.of(10))
try:
    broken = Broken()
except TypeError:
    print("refused")
