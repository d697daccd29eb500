# Text as keys and in sorting.
words = ["pear", "apple", "fig", "Banana", "apple", "äpfel", "fig"]
count = {}
for word in words:
    count[word] = count.get(word, 0) + 1
for word in sorted(count):
    print(word, count[word])
print(sorted(words), sorted(words, key=len), sorted(words, reverse=True))
print("ap" + "ple" in count, "grape" in count)
made = "".join(["a", "p", "p", "l", "e"])
print(made == "apple", count[made], {made: 1} == {"apple": 1})
print(hash("abc") == hash("ab" + "c"), hash(b"abc") == hash(bytes([97, 98, 99])))
