# Titles. What the note's four programs print stays as the note has it.

lesson-xor-units = two logistic units side by side and a third that reads them; SGD
lesson-xor-hidden = the two units as one hidden layer, 2-2-1; SGD
lesson-xor-deep = three hidden layers, 2-10-10-10-1; SGD
lesson-xor-keras = the deep network with Keras' own initial weights, loss and Adam
lesson-rnn = a simple RNN: XOR in time (Elman 1990) and the parity of a string of bits
lesson-lstm = the adding problem (Hochreiter & Schmidhuber 1997): an LSTM beside an RNN of the same size
lesson-unknown = lesson '{ $name }': no such lesson.{ $hint }
lesson-epochs = epochs { $found }: expected a whole number, 1 or more.

# glassnet lesson rnn
rnn-stream = Temporal XOR: squared error and share of bits predicted right, at each place of a stream that it has not seen
rnn-random = a random bit: nobody can predict it
rnn-xor = the XOR of the two before it
rnn-parity = Parity: the hidden units h1, h2, … and the answer p after each bit
rnn-long = Strings of { $steps } bits, six times as long as those it has learned from: { $share } of the answers are right.
rnn-back = Backpropagation through time: the norm of the gradient of the last answer's loss by the hidden units, so many steps before it
rnn-steps-back = steps back
rnn-untrained = untrained
rnn-trained = trained
rnn-chain = The chain rule of one weight for the last answer of { $bits }. A path through more steps has more factors:
rnn-title = Parity, bit by bit, and how far back the gradient reaches
rnn-bit = bit
rnn-step-axis = time step
rnn-gradient-axis = norm of the gradient

# glassnet lesson lstm
lstm-errors = Mean squared error on { $count } sequences that they have not seen (always to say 1 has 0.167)
lstm-gates = The cell that remembers: c{ $unit } while it reads one sequence, at the marked steps and beside them
lstm-gates-mean = Its gates on all sequences
lstm-marked = marked steps
lstm-others = other steps
lstm-back = The norm of the gradient of the loss at a time step: by the outputs of the RNN's units, by the LSTM's cells
lstm-step = step
lstm-number = number
lstm-mark = mark
lstm-input = input gate
lstm-forget = forget gate
lstm-candidate = candidate
lstm-cell = cell
lstm-output = output gate
lstm-title = A cell that opens at the marks, and the gradient that it lets through
lstm-step-axis = time step
lstm-gradient-axis = norm of the gradient
