# Names, strings and output beyond ASCII, surrogates and combining marks.
größe = 'naïve ☃ 𝔘𝔫𝔦'
Δ = {'ключ': 'значение', '鍵': ['値']}
def функция(π): ß = π * 2; return ß
print(größe, Δ, функция(3.5), 'é' == 'e\u0301', len('👩‍👩‍👧'), ascii(größe))
print('\ud800'.encode('utf-8', 'surrogatepass'), '\ud800'.__repr__(), '\u202e\u200b', sep='|')
import sys
sys.stdout.buffer.write('roh ü\n'.encode()); sys.stdout.flush()
class Ключ: 値 = 1
print(Ключ.値, Ключ().__class__.__name__, sorted(Δ)); print('\ud800')
