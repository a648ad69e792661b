# Pickling, copying and marshalling, with hooks that tell.
import pickle, copy, marshal, io
log = []
class C:
    def __init__(self, v): self.v = v
    def __getstate__(self): log.append('getstate'); return {'v': self.v}
    def __setstate__(self, s): log.append('setstate'); self.__dict__.update(s)
    def __copy__(self): log.append('copy'); return C(self.v)
    def __deepcopy__(self, m): log.append('deepcopy'); return C(copy.deepcopy(self.v, m))
    def __reduce_ex__(self, p): log.append(('reduce', p)); return super().__reduce_ex__(p)
c = C([1, {2: (3,)}]); d = [c, c]; e = copy.copy(c), copy.deepcopy(d); f = pickle.loads(pickle.dumps(d)); print(f[0] is f[1], e[1][0] is e[1][1], log)
print(pickle.dumps({'a': [1, 2.5, None, 'x', b'y']}), marshal.loads(marshal.dumps((1, 'a', [2]))), pickle.loads(pickle.dumps(len)) is len)
r = []; r.append(r); print(copy.deepcopy(r)[0][0] is not r, pickle.loads(pickle.dumps(r))[0].__class__)
