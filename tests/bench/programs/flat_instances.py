# SIZE linked instances in scope, of which each turn changes one.
from time import process_time_ns


class Node:
    def __init__(self, value, after):
        self.value = value
        self.after = after


def work(head, turns):
    node = head
    for i in range(turns):
        node.value = i
        node = node.after
        if i % 10 == 9:
            node = head


head = None
for i in range(SIZE):
    head = Node(i, head)
begin = process_time_ns()
work(head, 5000)
taken = process_time_ns() - begin
