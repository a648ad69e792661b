made = []
for i in range(3):
    made.append(lambda: i)
i = "other"
print(made[0]())
