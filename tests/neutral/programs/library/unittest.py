# Unit tests and doctests, mocks and their reports.
import unittest, doctest, unittest.mock as mock, io, sys
class T(unittest.TestCase):
    def setUp(self): self.x = [1]
    def test_good(self): self.assertEqual(self.x, [1])
    def test_bad(self): self.assertEqual(self.x, [2])
    def test_error(self): self.x[5]
    @unittest.skip('why not')
    def test_skipped(self): pass
out = io.StringIO(); r = unittest.TextTestRunner(out, verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(T)); print(out.getvalue().split('Ran')[0], r)
def f(x):
    """
    >>> f(1)
    2
    >>> f('a')
    Traceback (most recent call last):
    TypeError: can only concatenate str (not "int") to str
    """
    return x + 1
print(doctest.testmod()); m = mock.Mock(return_value=3); m(1, a=2); print(m.mock_calls, m.call_count)
with mock.patch('builtins.len', lambda x: 99): print(len([]))
