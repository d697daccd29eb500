# Laying out a table; parsing comma-separated text.
data = """name,qty,price
apple,3,0.5
"pear, green",12,0.25
fig,100,12.125"""

def parse(line):
    fields, field, quoted = [], "", False
    for c in line:
        if c == '"':
            quoted = not quoted
        elif c == "," and not quoted:
            fields.append(field)
            field = ""
        else:
            field += c
    fields.append(field)
    return fields

rows = [parse(line) for line in data.split("\n")]
widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
for row in rows:
    print(" | ".join(cell.ljust(w) for cell, w in zip(row, widths)) + " |")
header, *body = rows
records = [dict(zip(header, row)) for row in body]
print(records[1]["name"], sum(int(r["qty"]) * float(r["price"]) for r in records))
print("\n".join("{:<12}{:>6}{:>10.3f}".format(r["name"], int(r["qty"]), float(r["price"])) for r in records))
