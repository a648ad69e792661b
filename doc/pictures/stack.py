class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

def push(stack, value):
    top = Node(value, stack)
    return top

stack = None
for word in ["a", "list", "of"]:
    stack = push(stack, word)
same = stack.next
