# Building text in pieces.
def roman(n):
    out = ""
    for value, digit in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
                         (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            out += digit
            n -= value
    return out

print([roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1987, 2024, 3999)])

def caesar(text, key):
    out = []
    for c in text:
        if "a" <= c <= "z":
            c = chr((ord(c) - 97 + key) % 26 + 97)
        elif "A" <= c <= "Z":
            c = chr((ord(c) - 65 + key) % 26 + 65)
        out.append(c)
    return "".join(out)

secret = caesar("Hello, World!", 3)
print(secret, caesar(secret, -3))

def palindrome(s):
    t = [c for c in s.lower() if c.isalnum()]
    return t == t[::-1]

print(palindrome("A man, a plan, a canal: Panama"), palindrome("zshell"))
text = ""
for i in range(200):
    text += str(i % 10)
print(len(text), text[-5:], text.count("7"))
