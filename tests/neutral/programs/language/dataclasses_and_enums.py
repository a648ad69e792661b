# Dataclasses, enums, named tuples and typing, which make classes by running code.
import dataclasses, enum, typing, collections
@dataclasses.dataclass(order=True, slots=True)
class P:
    x: int
    y: list = dataclasses.field(default_factory=list, compare=False)
class E(enum.Enum): A = 1; B = enum.auto(); C = 'c'
class F(enum.Flag): R = 1; W = 2
class T(typing.NamedTuple): a: int; b: str = 'b'
N = collections.namedtuple('N', 'u v', defaults=[2])
p, q = P(1), P(2, [3])
print(p < q, p, dataclasses.replace(q, x=5), dataclasses.asdict(q), E.A, list(E), E('c'), F.R | F.W, T(1)._asdict(), N(1), N._fields)
class G(typing.Generic[typing.TypeVar('X')]): pass
print(G[int], typing.get_type_hints(P), P.__slots__, P.__match_args__)
match q:
    case P(x=2, y=[z]): print('matched', z)
