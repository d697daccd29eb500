# Finding, counting, splitting at places.
s = "the cat sat on the mat"
print(s.find("at"), s.rfind("at"), s.find("dog"), s.find("the", 1), s.find("at", 6, 10))
print(s.index("cat"), s.rindex("the"), s.count("at"), s.count("t"), s.count(""), "aaa".count("aa"))
print(s.startswith("the"), s.startswith("cat", 4), s.endswith("mat"), s.endswith(("dog", "mat")))
print(s.partition(" sat "), s.rpartition("the"), s.partition("x"), s.rpartition("x"))
try:
    s.index("dog")
except ValueError:
    print("not found")
print("a€b€c".find("c"), "a€b€c".index("€", 2), "€€€".rfind("€"))
print("".find(""), "abc".find("", 3), "abc".find("", 4), "abc".find("c", -1))
