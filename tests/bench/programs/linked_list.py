class Node:
    def __init__(self, value, after):
        self.value = value
        self.after = after

def build(n):
    head = None
    for i in range(n):
        head = Node(i, head)
    return head

def total(head):
    result = 0
    while head is not None:
        result += head.value
        head = head.after
    return result

for k in range(50):
    total(build(100))
