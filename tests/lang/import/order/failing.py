print("failing begins")
x = 1 // 0
