# An object that comes back to life in __del__ is no death, and dies once only.
kept = []
class R:
    def __del__(self):
        kept.append(self)
        print('again')
r = R()
del r
print(len(kept))
kept.clear()
kept.append(R())
kept.pop()
print(len(kept))
