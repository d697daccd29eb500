# Modules in folders.
import shapes.square
import shapes.circle as circle
from shapes import square as sq
from shapes.square import Square, area
from shapes.util.text import label

print(shapes.square.area(3), circle.area(2), sq.area(4), area(5))
print(Square(2).describe(), label("x", 1))
print(shapes.square is sq)
