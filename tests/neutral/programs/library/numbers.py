# Huge ints, decimals, fractions, floats and random numbers from a seed.
import decimal, fractions, random, math, statistics, cmath
decimal.getcontext().prec = 30; x = 3 ** 2000; print(x % 10**20, x.bit_length(), math.isqrt(x) % 1000, decimal.Decimal(2).sqrt(), fractions.Fraction(355, 113) + 1)
random.seed(5); print(random.random(), random.sample(range(100), 5), random.choice('abc')); a = b = 10**30; a += 1; print(a - b, -7 // 2, -7 % 3, divmod(7, -2), pow(3, -1, 11))
print(0.1 + 0.2, float('inf') - float('inf'), (1 + 2j) ** 2, cmath.sqrt(-1), statistics.fmean([1, 2, 4]), round(2.5), int('9' * 50), hash(2**61 - 1), (0.1).hex())
