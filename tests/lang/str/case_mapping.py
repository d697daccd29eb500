# Case and classes of characters beyond ASCII.
print("ÄÖÜ".lower(), "äöü".upper(), "éa".capitalize(), "àÉ".swapcase(), "ñandú".title())
print("αβγ".upper(), "ДА".lower(), "Жук".swapcase(), "ÿ".upper(), "Ł".lower())
for s in ("é", "Ω", "я", "€", "😀", "ñ1", "中", "\u00a0"):
    print(s, s.isalpha(), s.isupper(), s.islower(), s.isspace(), s.isalnum())
print("ÉÀ".isupper(), "éà".islower(), "Éà".istitle())
