# Debuggers and profilers of the standard library work as ever.
import sys, bdb, trace, cProfile, pstats, io, pdb
class B(bdb.Bdb):
    def user_line(self, frame): seen.append(frame.f_lineno); self.set_step()
seen = []
def w(n):
    s = 0
    for i in range(n):
        s += i
    return s
b = B(); b.reset(); print(b.runcall(w, 3), seen)
t = trace.Trace(count=1, trace=0); t.runfunc(w, 3)
print(sorted((k[1], v) for k, v in t.results().counts.items() if k[0].endswith('program.py') or 1)[:10])
p = cProfile.Profile(); p.enable(); w(5); sorted([3, 1], key=lambda x: w(1)); p.disable()
print(sorted((k[2], v[0], v[1]) for k, v in pstats.Stats(p).stats.items()))
out = io.StringIO()
d = pdb.Pdb(stdin=io.StringIO('n\nn\nb w\nc\nc\n'), stdout=out)
d.runcall(w, 2)
print(out.getvalue())
