# Memory maps and sockets within the process.
import mmap, socket, os, selectors
m = mmap.mmap(-1, 4096); m[:5] = b'hello'; print(m[:5], m.find(b'l'), len(m)); m.close()
a, b = socket.socketpair(); a.sendall(b'over'); print(b.recv(10), b.fileno() > 2); s = selectors.DefaultSelector(); s.register(b, selectors.EVENT_READ)
print(s.select(0)); a.send(b'x'); print(len(s.select(1))); a.close(); print(b.recv(1), b.recv(1)); b.close()
l = socket.create_server(('127.0.0.1', 0)); c = socket.create_connection(l.getsockname()); d, _ = l.accept(); c.send(b'ping'); print(d.recv(9)); [x.close() for x in (l, c, d)]
print(sorted(int(n) for n in os.listdir('/proc/self/fd'))[:3])
