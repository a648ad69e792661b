"""What a class of the learner's without an __init__ makes: it is new, and what is done with it on the same line is known, or
puts the line in doubt."""
import collections
import functools


class Bare:
    pass


class Rich(Bare):
    shared = [0]

    def method(self, other):
        self.seen = other
        return self

    def __setitem__(self, key, value):
        log.append([key, value])

    def __getitem__(self, key):
        return log

    def __iter__(self):
        return iter(log[-3:])

    def __len__(self):
        return len(log)

    def __eq__(self, other):
        log.append(other)
        return self is other

    def __hash__(self):
        log.append('hash')
        return 5

    def __add__(self, other):
        log.append([other])
        return log

    def __iadd__(self, other):
        log.append([other])
        return self

    def __call__(self, item):
        log.append(item)
        return item

    def __contains__(self, item):
        log.append([item])
        return True

    def __repr__(self):
        log.append('repr')
        return 'rich'

    @property
    def kept(self):
        return self.__dict__.get('_kept', log)

    @kept.setter
    def kept(self, value):
        self._kept = value
        log.append(value)

    @functools.cached_property
    def cached(self):
        log.append('cached')
        return [len(log)]


class Slotted:
    __slots__ = ('one', 'two')


class Watchful:
    def __setattr__(self, name, value):
        log.append((name, value))
        object.__setattr__(self, name, value)

    def __getattr__(self, name):
        log.append(name)
        return log


class Dying:
    def __del__(self):
        log.append(self.__dict__.get('x'))


class Row(list):
    pass


class Table(collections.defaultdict):
    pass


class Wrong(ValueError):
    pass


class Meta(type):
    def __call__(cls):
        log.append(cls)
        return super().__call__()


class Made(metaclass=Meta):
    pass


class Given:
    def __new__(cls):
        made = super().__new__(cls)
        made.x = [log]
        log.append(made)
        return made


log = []
mine = [1]
pairs = {}


def plain(turn):
    a = Bare(); a.x = mine
    b = Bare(); b.x = a; a.y = b
    c = Bare(); c.x = c.z = [turn]; d = c.x
    Bare().x = mine
    log.append(Bare()); e = Bare(); e.x = log[-1]; log.append(e)
    pairs[turn] = Bare(); pairs[turn].x = mine
    many = [Bare(), Bare(), a]; many[0].x = mine
    f = Bare(); f.x = mine; del f.x
    g = Bare(); g.x = 1; print(g.x, end='\n' if g.x else ' ')
    h, i = Bare(), Bare(); h.x, i.x = i, h
    j = Bare(); j.__dict__['x'] = mine; j.__class__ = Rich
    k = Bare(); setattr(k, 'x', mine); k.y = vars(k)
    return many, d


def asked(turn):
    a = Bare(); a.x = mine; a.x.append(turn); a.x = log; a.x.append(a.x)
    b = Bare(); b.x = turn; b.y = b.x + 1; print(b.x, b.y, end=''); b.x = mine; b.x.append(b.y)
    c = Bare(); d = Bare(); c.x = d; d.x = mine; c.x.x = log; d.x.append(turn); c.x.x.append(d)
    e = Bare(); e.x = mine; f = e; f.x = log; e.x.append(turn)
    e = Bare(); made = [e.x.append(turn) for e.x in (mine, log)]; e.x.append(1)
    e = Bare(); e.x = (mine, log)[turn % 2]; e.x.append(turn); f = e.x; f.append(f is log)
    g = Rich(); g.shared = [g.shared[0]]; g.shared.append(turn); g.kept = mine; g.kept.append(turn); g.kept = 1
    h = Bare(); h.x = pairs; h.x[turn] = h; h.x.get(turn).y = mine; h.y.append(2)
    i = Slotted(); i.one = mine; i.one.append(turn)
    j = Watchful(); j.x = mine; j.x.append(turn); j.y = log.append; j.y(turn)
    k = Bare(); k.x = mine.append; k.x(turn); k.y = Rich().method; k.y(mine); k.z = len; print(k.z(mine), end='')
    m = Bare(); m.x = Rich().shared if turn % 2 else mine; m.x.append(3); del m.x; made = hasattr(m, 'x')
    del mine[9:], Rich.shared[3:]
    return a, b, c, d, e, f, g, h, i, j, k, m, made


def rich(turn):
    a = Rich(); a.x = mine; a.kept = [turn]; b = a.kept
    c = Rich().method(mine)
    d = Rich(); d.method = log.append; d.method([turn])
    Rich()[turn] = mine
    e = Rich()[turn]; e.append(Rich() + Rich()); f = [*Rich()]
    g = Rich(); g += mine; h = Rich() == Rich(); i = Rich()(mine)
    j = turn in Rich(); k = len(Rich()); m = {Rich(), Rich()}; n = {Rich(): mine}
    o = str(Rich()), repr(Rich()), bool(Rich()), sorted(Rich(), key=str), list(Rich()), tuple(Rich())
    p = max(Rich(), key=len) if len(log) > 3 else None; q = isinstance(Rich(), Bare); r = f'{Rich()}'
    s = Rich(); s.x = Rich(); s.x.y = mine; t = s.x
    u = Rich().shared; u[0] += 1; v = Rich().cached; v.append(turn); w, x, y = Rich()
    for z in Rich(): u = z
    log.append(Rich()) if turn % 2 else log.insert(0, Rich())
    return a, b, c, d, f, g, h, i, j, k, m, n, o, p, q, r, t, w, x, y


def other(turn):
    a = Slotted(); a.one = mine; a.two = a
    b = Watchful(); b.x = mine; c = b.unknown; c.append(turn)
    d = Dying(); d.x = [turn]; d = None
    Dying().x = mine
    e = Row(); e.append(mine); e.x = mine; f = Table(); f[turn] = mine; f.x = e
    g = Wrong(mine); g.x = mine; h = Made(); h.x = mine; i = Given(); i.y = mine
    j = collections.OrderedDict(); j[turn] = mine
    return a, b, e, f, g, h, i, j


def init(self):
    self.x = mine
    log.append(self)


def new(cls):
    log.append([cls])
    return object.__new__(cls)


for turn in range(12):
    kept = plain(turn), rich(turn), other(turn), asked(turn)
    last = Bare(); last.x = kept; last.y = Rich()
    changing = type('Changing', (), {}); first = changing(); first.x = mine
    changing.__init__ = init; second = changing(); second.y = mine
    del changing.__init__; third = changing(); third.y = mine
    changing.__new__ = new; fourth = changing(); fourth.y = mine
    del log[:-20]


class Late:
    pass


for turn in range(40):
    late = Late(); late.y = mine
    if turn == 20:
        Late.__init__ = init
    if turn == 30:
        Late.__setattr__ = Watchful.__setattr__
