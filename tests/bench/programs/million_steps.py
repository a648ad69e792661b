# A million steps of many sorts: numbers and names, lists, dictionaries, instances, calls, births and deaths.
class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0

    def pay(self, amount):
        self.balance += amount
        return self.balance


def sort(items):
    for i in range(len(items)):
        for j in range(len(items) - i - 1):
            if items[j] > items[j + 1]:
                items[j], items[j + 1] = items[j + 1], items[j]


def count(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def turn(accounts, number):
    sort([(i * 7919 + number) % 101 for i in range(12)])
    count('the quick brown fox jumps over the lazy dog'.split())
    for account in accounts:
        account.pay(number)
    pair = [number, [number]]
    accounts[number % 5] = Account(pair)


people = [Account(name) for name in 'abcde']
for k in range(4200):
    turn(people, k)
