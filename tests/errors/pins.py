# Pins the board does not have.
pinMode(LED0, OUTPUT)
pinMode(LED99, OUTPUT)
#       ^^^^^ E0109
digitalRead(D5.ADC)
#           ^^^^^^ E0110
digitalWrite(Q7, HIGH)
#            ^^ E0109
