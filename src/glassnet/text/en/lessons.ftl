# Titles. What the note's four programs print stays as the note has it.

lesson-xor-units = two logistic units side by side and a third that reads them; SGD
lesson-xor-hidden = the two units as one hidden layer, 2-2-1; SGD
lesson-xor-deep = three hidden layers, 2-10-10-10-1; SGD
lesson-xor-keras = the deep network with Keras' own initial weights, loss and Adam
lesson-rnn = a simple RNN: XOR in time (Elman 1990) and the parity of a string of bits
lesson-lstm = the adding problem (Hochreiter & Schmidhuber 1997): an LSTM beside an RNN of the same size
lesson-autoencoder = the 8-3-8 encoder (Rumelhart, Hinton & Williams 1986), and digits through two numbers
lesson-sparse-autoencoder = autoencoders of digits: sparse (Ng 2011) beside dense, and stacked
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
rnn-odd = odd
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

# glassnet lesson autoencoder
autoencoder-book = The code book of the 8-3-8 encoder: the hidden units h1, h2, h3 for each pattern, rounded to a code, and the probability p of the right pattern at the output
autoencoder-counts = { $different } different codes, { $right } of 8 patterns right.
autoencoder-digits = { $count } unseen digits, their 144 pixels rebuilt from two numbers: mean squared error
autoencoder-two-numbers = the autoencoder
autoencoder-components = two principal components, the best linear code
autoencoder-neighbours = For { $share } of them, the nearest code in the training data belongs to the same digit.
autoencoder-title = Eight patterns in three units, and digits in a plane
autoencoder-pattern = pattern
autoencoder-code = code
autoencoder-input = input
autoencoder-output = output
autoencoder-plane = the two numbers of { $count } unseen digits

# glassnet lesson sparse-autoencoder
sparse-autoencoder-units = 64 units between input and output, on { $count } unseen digits; a unit answers where its output is above 1/2
sparse-autoencoder-dense = dense
sparse-autoencoder-sparse = sparse
sparse-autoencoder-error = mean squared error
sparse-autoencoder-answering = units that answer to a digit
sparse-autoencoder-mean = mean output
sparse-autoencoder-components = For comparison, { $count ->
    [one] one principal component
   *[other] { $count } principal components
  }, as many as units answer in the sparse network: error { $error }.
sparse-autoencoder-stacked = Stacked, 144-64-32-8-32-64-144: mean squared error on the same digits
sparse-autoencoder-before = each pair of layers trained by itself
sparse-autoencoder-after = all layers fine-tuned together
sparse-autoencoder-title = What each of 64 units looks for, how many answer, and a stack of layers
sparse-autoencoder-favourites-dense = dense: each unit's favourite input (blue: ink)
sparse-autoencoder-favourites-sparse = sparse: each unit's favourite input (blue: ink)
sparse-autoencoder-pretrained = before
sparse-autoencoder-tuned = fine-tuned
sparse-autoencoder-digits = digits
