# The note's programs. What they print stays as the note has it.

lesson-xor-units = two logistic units side by side and a third that reads them; SGD
lesson-xor-hidden = the two units as one hidden layer, 2-2-1; SGD
lesson-xor-deep = three hidden layers, 2-10-10-10-1; SGD
lesson-xor-keras = the deep network with Keras' own initial weights, loss and Adam
lesson-unknown = lesson '{ $name }': no such lesson.{ $hint }
lesson-epochs = epochs { $found }: expected a whole number, 1 or more.
