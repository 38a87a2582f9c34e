model-unknown = { $given }: no such lesson, run or MODEL.keras.{ $near }
model-weights-alone = { $given }: expected a whole model, as model.save('name.keras') writes it; found weights only.
model-other-file = { $given }: not a .keras file; expected a model, as model.save('name.keras') writes it.
model-no-run = { $given }: expected the folder of a run; there is no run.json in it.
traced-unknown = { $given }: no such lesson or run; read as a formula: { $why }{ $near }
derive-forms = --{ $one } and --{ $other }: expected one output format.

# What the program says about itself
interrupted-nothing-kept = interrupted; nothing was saved.
terminated-nothing-kept = terminated; nothing was saved.
output = output

# Command lines that cannot be read
usage-help = Try '{ $command } --help'.
usage-no-command = no such command: { $given }.
usage-no-option = no such option: { $given }.
usage-no-value = { $option } needs a value.
usage-flag-value = { $option } takes no value.
usage-no-argument = missing argument { $name }.
usage-unexpected = unexpected argument: { $given }.
usage-bad-value = { $option } { $given }: expected { $kind ->
    [whole] a whole number
   *[number] a number
  }{ $bounds ->
    [from] {" "}of at least { $low }
    [between] {" "}from { $low } to { $high }
   *[any] {""}
  }.
usage-no-formula = no formula; expected one, such as { $command } 'x^2 + 3x'.
usage-formulas = { $given }: expected one formula; put it in quotes.

# glassnet train
train-not-with-resume = { $option }: cannot be combined with --resume; a resumed run keeps its own options.
train-resuming = Resuming { $run }
train-text-column = { $name } ({ $count } different)
train-text-columns = Text columns, one-hot encoded: { $columns }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
  }
train-as-regression = Regression on { $values } different whole numbers; for classification: --loss { $loss }
train-compiling = compiling
train-epoch = epoch { $epoch }: { $figures }
train-epoch-of = epoch { $epoch }/{ $epochs }
train-epochs-per-second = { $rate } epochs/s
train-loss = loss { $value }
train-metric = { $side } { $metric } { $value }
side-training = training
side-validation = validation
metric-accuracy = accuracy
metric-loss = loss
train-truth-table = Truth table; p = predicted probability that { $target } = 1
train-more-rows = and { $count } more rows
train-confusion-matrix = Confusion matrix, { $side } rows (down: true class; across: predicted class)
train-largest-classes = the { $shown } largest of { $classes } classes
train-least-certain = Least certain { $side } rows; p = predicted probability of the class to its left
train-first-rows = First { $count ->
    [one] { $side } row
   *[other] { $count } { $side } rows
  }
train-predicted = predicted
train-error = error
train-boundary-key = { $kind ->
    [values] Predicted { $target }:
   *[classes] Decision boundary, predicted { $target }:
  }
train-boundary-blank = blank
train-more-classes = and { $count } more
train-weights = Learned weights W (a row per input, a column per unit) and biases b
train-accuracy = { $side } accuracy { $share }% ({ $correct } of { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
  })
train-mean-absolute-error = { $side } { $r2 }mean absolute error { $error } ({ $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
  }, in units of { $target })
train-summary = { $epochs ->
    [one] { $epochs } epoch
   *[other] { $epochs } epochs
  } in { $seconds } s, compilation included{ $before ->
    [0] {""}
   *[other] ; { $before } epochs before
  } ({ $network }, { $optimizer }, batch { $batch }, seed { $seed })
train-picture-title = { $data }, seed { $seed }
train-pictures-begin = Pictures over time begin after epoch { $epoch }: nothing was recorded before that.
train-saved = Saved in { $folder }
train-output-lost = output: { $reason }; the rest was not shown. The run is saved in { $folder }.
train-interrupted = interrupted; to resume: { $command }
train-interrupted-saved = interrupted; the run had ended and is saved in { $folder }.
train-interrupted-after = interrupted after { $epochs } of { $total } epochs; to resume: { $command }
train-resume-with = In the shell: { $command }
train-diverged = training diverged: step { $step }, in epoch { $epoch }, would have made the loss or a weight NaN or infinite. Training stopped before it; { $folder } holds the last finite weights. Try a --learning-rate below { $rate }; for the cause: glassnet diagnose { $folder }
answer-correct = correct
answer-wrong = wrong

# glassnet runs
runs-none = No runs in { $folder } yet. To make one: { $command }
runs-delete-needs-yes = delete: there is no terminal to ask for confirmation; give --yes to delete without asking.
runs-delete-question = Delete { $folders } and everything in { $count ->
    [one] it
   *[other] them
  }?
runs-deleted = Deleted { $folder }
runs-run = run
runs-data = data
runs-network = network
runs-epochs = epochs
runs-result = result
runs-state = state
runs-started = started
runs-training = training
runs-validation = validation
runs-seconds = seconds
runs-versions = versions
runs-files = files
runs-resume = to resume
runs-data-rows = { $data }, { $rows } rows, target { $target }
runs-training-settings = { $optimizer }, batch { $batch }, seed { $seed }
runs-held-out = { $share } of the rows held out
runs-epochs-of = { $epochs } of { $total }
runs-state-training = training
runs-state-finished = finished
runs-state-diverged = diverged
runs-state-interrupted = interrupted, can be resumed
runs-state-lost = interrupted, its checkpoints are gone
runs-state-killed = killed, can be resumed

# glassnet lesson
lesson-recorded = Recorded in { $folder }. To see it: { $command }
lesson-source-plot = --source prints the program without running it; it cannot be combined with --plot.
lesson-interrupted = interrupted after { $epochs ->
    [one] one epoch
   *[other] { $epochs } epochs
  }; this is what it had learned by then.

# glassnet board
board-url = TensorBoard shows { $folder } at { $url }
board-no-folder = { $folder }: no such folder. To record a run: glassnet train xor --tensorboard
board-file = { $file }: expected a folder with event files; found a file.
board-no-events = { $folder }: no event files in it or its subfolders. To record a run: glassnet train xor --tensorboard
board-host = --host { $host }: no address of this machine. Expected 127.0.0.1, one of its own addresses, or 0.0.0.0 for all of them.
board-open-to-all = --host { $host }: anybody on the network can open this page and read the runs; there is no password.

# The words of every help page
help-word-usage = Usage
help-word-options = OPTIONS
help-word-command = COMMAND [ARGS]...
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-commands = Commands
help-option-help = Show this help and exit.
help-option-lang = Language: English or Korean (default: that of GLASSNET_LANG or the locale).

# Options of several commands
help-option-json = Print the result as JSON.
help-option-data = Data for MODEL.keras: xor, moons, …, a CSV or Parquet file, or a .npz file with arrays x and y, or named as the model's inputs and outputs.
help-option-target = Target column of the file.
help-option-ignore = Column of the file to leave out; repeatable.
help-option-noise = Standard deviation of the noise added to 2-D data.
help-option-at = Point to evaluate at, such as x=3 or w=-2,x=5,b=3; repeatable.
help-option-trained = Train the lesson first; otherwise it is shown untrained.
help-option-out = Folder that holds the runs (default: runs).

help-glassnet = Neural networks you can see through. Start with: glassnet train xor
help-glassnet-version = Print the version.

help-derive = Differentiate a formula: the limit, every step with its rule, and checks of the result.
help-derive-expression = Formula, such as 'log(sigmoid(w*x + b))', or several lines, definitions first: 'u = w*x + b'. - reads standard input.
help-derive-wrt = Variable to differentiate with respect to: x; w,x,b for the gradient; x^2 for the second derivative; x*y for a mixed one (default: every variable).
help-derive-definitions = Write out the definitions of sigmoid, softplus, …
help-derive-plot = Draw the function, its tangent and secants that approach it; a PNG or SVG file.
help-derive-seconds = Time limit in seconds, not counting the start (default: 5).
help-derive-latex = Print the steps as LaTeX.
help-derive-markdown = Print the steps as Markdown.

help-descend = Go downhill on a function of one or two variables: every step of gradient descent.
help-descend-expression = Formula, such as 'x^2' or 'x^2 + 10*y^2'; in 'f(x) = a*x^2' only x moves.
help-descend-from = Start: a value for each variable, such as x=3 or x=3,y=1; repeatable.
help-descend-rate = Learning rate, above 0 (default: 0.1).
help-descend-steps = Number of steps (default: 20).
help-descend-optimizer = sgd (plain gradient descent), momentum, adam or another of Keras' optimizers; repeatable (default: sgd).
help-descend-plot = Draw the steps on the curve or contour, beside a learning rate that is too small and one that is too large; a PNG or SVG file.

help-trace = Show every value and every gradient of a formula or of a network's loss.
help-trace-what = Formula such as 'w*x + b', lesson such as xor-hidden, run such as runs/xor, or a model saved by Keras.
help-trace-rows = Number of rows of the data, from the first (default: 32).
help-trace-seed = Random seed of generated data (default: 0).
help-trace-weight = Chain rule from one weight to the loss, such as hidden/kernel[0,1]; without brackets, from the whole tensor.
help-trace-row = With --weight: only the paths through this row.
help-trace-step = Step through the graph node by node, forward then backward, one key press each.
help-trace-check = Compare every gradient with finite differences.
help-trace-plot = Draw the graph; an SVG, HTML or DOT file.

help-diagnose = Find out why a network does not learn: causes with numbers and remedies, likeliest first.
help-diagnose-what = Lesson such as xor-hidden, run such as runs/xor, or a compiled model saved by Keras.
help-diagnose-rows = Number of rows of the data, from the first (default: all).
help-diagnose-seed = Random seed of generated data (default: 0).
help-diagnose-trained = Train the lesson first; otherwise it is diagnosed untrained.
help-diagnose-seconds = Time limit in seconds, after which no further check begins (default: 10).
help-diagnose-try = Try each remedy on a copy and say what came of it, with the lines to change.

help-units = Compute a few units by hand, or those that training found: weighted sums, outputs, and whether each answer is right.
help-units-words = and, or, nand, nor, xor or xnor with weights that solve it; a TOML file of units; learned weights: a run such as runs/xor, a lesson such as xor-units, or a model saved by Keras. With --unit, the gate to compare with.
help-units-unit = Weights and bias of one unit; repeatable. The last unit is the output and the others form the hidden layer; all are outputs side by side if their weights match the inputs instead.
help-units-activation = Activation of the units: sigmoid, step, tanh, relu or linear (default: sigmoid).
help-units-search = Search for small integer weights that solve the gate.
help-units-hidden = With --search: number of hidden units (default: 2).
help-units-most = With --search: largest absolute weight (default: 3).
help-units-data = Data for MODEL.keras: xor, moons, …, or a CSV or Parquet file.
help-units-plot = Draw each unit's line and what the output unit sees; a PNG or SVG file.
help-units-save = Save the units as a TOML file, to be changed by hand and read again.

help-separable = Decide whether two classes are linearly separable, with a proof: a hyperplane, or that none exists.
help-separable-data = and, or, nand, nor, xor, xnor, parity:N, circles, moons, spiral, blobs, xor-cloud, or a CSV or Parquet file.
help-separable-class = With more than two classes: this one against all others.
help-separable-rows = Number of points of 2-D data.
help-separable-seed = Random seed of 2-D data (default: 0).
help-separable-plot = Draw the rows and the proof; a PNG or SVG file.

help-train = Train a network and show what it learned.
help-train-details = Settings you leave out are chosen to fit the data. Each run is saved in its own folder: settings, model, history and pictures.
help-train-data = and, or, nand, nor, xor, xnor, parity:N, circles, moons, spiral, blobs, xor-cloud, or a CSV or Parquet file.
help-train-layers = Units of each hidden layer, such as 10,10,10; 0 for no hidden layer.
help-train-activation = Activation of the hidden layers, such as sigmoid or relu.
help-train-optimizer = Optimizer, such as sgd or adam.
help-train-learning-rate = Learning rate, above 0.
help-train-epochs = Number of epochs (passes over all rows).
help-train-batch-size = Batch size (rows per step).
help-train-loss = Loss, such as binary_crossentropy or mse; it decides whether whole-number targets are classes.
help-train-initializer = Initializer of the weights, such as glorot_uniform.
help-train-seed = Random seed of initial weights, shuffling, split and 2-D data (default: 0).
help-train-validation-split = Fraction of the rows held out for validation, from each class alike (default: 0).
help-train-rows = Number of points of 2-D data.
help-train-every = Print the loss every N epochs (default: about ten times in all).
help-train-name = Name of the run (default: that of the data; where it is taken, with -2, -3, …).
help-train-checkpoint-every = Epochs between checkpoints (default: one every 10 seconds).
help-train-tensorboard = Record the training for TensorBoard (see glassnet board).
help-train-record = Record this too, such as gradients; repeatable.
help-train-record-every = Steps between records (default: about 100 records in all).
help-train-resume = Resume an interrupted or killed run, with its own data and settings.
help-train-plot = Also plot weights, outputs, gradients and the decision boundary over time.
help-train-quiet = Print errors only.

help-compare = Train several networks on the same data from many seeds: how many learn, how well, how fast.
help-compare-details = Every combination of the options given several times is a network; those left out are chosen to fit the data.
help-compare-data = and, or, nand, nor, xor, xnor, parity:N, circles, moons, spiral, blobs, xor-cloud, or a CSV or Parquet file.
help-compare-layers = Units of each hidden layer of a network, such as 10,10,10; 0 for no hidden layer; repeatable.
help-compare-activation = Activation of the hidden layers, such as sigmoid or relu; repeatable.
help-compare-initializer = Initializer of the weights, such as glorot_uniform; repeatable.
help-compare-optimizer = Optimizer, such as sgd or adam; repeatable.
help-compare-learning-rate = Learning rate, above 0; repeatable.
help-compare-loss = Loss, such as binary_crossentropy or mse; it decides whether whole-number targets are classes.
help-compare-epochs = Number of epochs (passes over all rows).
help-compare-batch-size = Batch size (rows per step).
help-compare-seeds = Number of seeds that each network is trained from (default: 20).
help-compare-seed = First seed, and that of 2-D data (default: 0).
help-compare-threshold = A training has learned if its last epoch's accuracy is at least this, or for real numbers if its loss is at most this; by default 1 for a gate, 0.95 for other classes, 0.1 for a loss.
help-compare-rows = Number of points of 2-D data.
help-compare-plot = Draw the loss curves with their spread, and the share of seeds that have learned; a PNG or SVG file.

help-runs = List saved runs, newest first; show or delete them.
help-runs-show = Show a run: settings, results, files, and how to resume it.
help-runs-show-name = Name of the run.
help-runs-delete = Delete runs, damaged ones too, after confirmation.
help-runs-delete-names = Names of the runs.
help-runs-delete-yes = Do not ask for confirmation.

help-lesson = Train the networks of a lesson and show what they have learned: the study note's four XOR programs (the first three print the same lines as under TensorFlow), an RNN, an LSTM and two autoencoders.
help-lesson-name = Name of the lesson; without one, all are listed.
help-lesson-seed = Random seed of the initial weights (default: 777).
help-lesson-epochs = Number of epochs (default: the program's own).
help-lesson-plot = Draw what the networks have learned into a PNG or SVG file.
help-lesson-tensorboard = Record the training for TensorBoard.
help-lesson-log-dir = Folder of the recording (default: logs/LESSON).
help-lesson-source = Print the program instead of running it.

help-board = Show recorded runs in TensorBoard until Ctrl-C; on this machine only, unless --host names another address.
help-board-folder = Folder to show, subfolders included (default: runs).
help-board-host = Address to listen on; 0.0.0.0 for all addresses of this machine: anybody on the network can then read the runs (default: 127.0.0.1).
help-board-port = Port (default: 6006, or a free one).
help-board-open = Open the page in the web browser.
help-studio = Open a page where a network trains while you watch and any number answers "why?", until Ctrl-C.
help-studio-what = What to begin with: a dataset such as xor or moons, a CSV file, a run, a saved model, a lesson such as xor-deep with its guide, or a guide of your own (Markdown) (default: xor).
help-studio-data = Data of a saved model: a dataset, a CSV file, or a .npz file with arrays x and y, or named as the model's inputs and outputs (default: xor, for a model of two inputs).
help-studio-target = Column of a CSV file to learn (default: its last one).
help-studio-seed = Random seed of weights and generated data (default: 0).
help-studio-port = Port (default: 8642, or any free one).
help-studio-present = For a class: large type, a pointer that the back row sees, and the keys of a clicker (next plays or pauses, back goes to the start).
help-studio-no-browser = Print the address, and open no browser.
help-studio-save = Write a page into one HTML file that needs no server, instead of opening one: the training at some moments, with every number to touch.
help-studio-epochs = Epochs to train for --save (default: a lesson's or dataset's own; none for a saved model).
help-studio-moments = Moments of the training that --save keeps, at most (default: 60; 30 of a model shown by its layers).
help-studio-rows = Rows whose way through the network --save keeps, at most (default: 12; 4 of a model shown by its layers).
help-studio-megabytes = Size of the file, at most (default: 2); more moments and rows are left out until it fits.
