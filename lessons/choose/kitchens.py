from multiprocessing import Process

def burn():
    for i in range(400_000):
        i + 1

if __name__ == "__main__":
    kitchens = [
        Process(target=burn, name="kitchen-1"),
        Process(target=burn, name="kitchen-2")]
    for kitchen in kitchens:
        kitchen.start()
    for kitchen in kitchens:
        kitchen.join()
