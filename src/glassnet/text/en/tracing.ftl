# What `glassnet trace` shows.

trace-loss = L = { $value }
trace-node = node
trace-shape = shape
trace-value = value
trace-gradient = gradient
trace-formula = formula
trace-norm = norm
trace-more = { $shown } of { $all } nodes; --step and --json have all of them, --weight a chain.
trace-loop = { $node } is a loop of { $steps } steps and { $operations } operations, and one node here: loops of up to { $most } operations are shown step by step.{ $fewer ->
    [0] {""}
   *[other] {" "}Give at most { $fewer } steps to see each.
  }
trace-row = through row { $row }
trace-path = path { $number }: { $product }
trace-zeros = Paths { $first } to { $last } are 0 as well.
trace-sum = The { $count ->
    [one] product of the only path is equal
   *[other] products of all { $count } paths sum
  } to the gradient: { $sum }.
trace-largest = The { $shown } largest of { $all } paths; they carry { $share } of the sum of absolute products.
trace-parameter = parameter
trace-numbers = compared
trace-worst = worst
trace-agrees = agrees
trace-yes = yes
trace-yes-by-rules = yes, by rules alone
trace-no = no
trace-not-compared = not compared
trace-by-rules = The derivative that gn.derive finds by rules has to agree as well.
trace-kinks = At { $count ->
    [one] one number
   *[other] { $count } numbers
  } the loss has a kink within the step (of a relu or a maximum): there no agreement is to be expected.
trace-not-finite = At { $count ->
    [one] one number
   *[other] { $count } numbers
  } the loss or the gradient is not finite: there is nothing to compare.
trace-precision = At { $count ->
    [one] one number
   *[other] { $count } numbers
  } the loss is so large beside the gradient that rounding hides the difference: these are not compared.
trace-rounded = At { $count ->
    [one] one number
   *[other] { $count } numbers
  } the gradient is off by rounding alone: computed in float64 it agrees. These are not compared.
trace-own-rule = At { $count ->
    [one] one number
   *[other] { $count } numbers
  } the two differ, and the computation stops a gradient or has its own rule for one: if that is meant, no agreement is to be expected.
trace-checking = finite differences
trace-keys = any key: the next node; q: leave
trace-row-alone = --row { $row }: means nothing without --weight.
trace-step-or-json = --step and --json: expected one of them.
trace-drawing-ends = { $path }: expected a name that ends in { $endings }.
trace-no-node = --weight { $given }: no such node.
trace-node-names = The parameters are { $names }; --step lists all nodes.
trace-no-gradient = --weight { $name }: it has no gradient: its numbers are { $kind }.
trace-index-form = --weight { $given }: expected whole numbers in brackets, such as { $name }[{ $index }].
trace-no-number = --weight { $given }: { $name } has shape { $shape }; there is no number at { $index }.
trace-row-of-number = --row { $row }: it is of one number: give its index, such as --weight '{ $name }[{ $index }]'.
trace-no-rows = --row { $row }: there are no rows of data in this computation.
trace-row-beyond = --row { $row }: the data have rows 0 to { $last }.

# What `glassnet trace` and `glassnet diagnose` are about.

subject-untrained = { $lesson }, untrained: these are its initial weights; --trained trains it first.
subject-trained = { $lesson }, trained.
subject-not-for-formula = --{ $option }: has no meaning for a formula ({ $what }).
subject-for-formula = --{ $option }: is for the letters of a formula; { $what } is a model.
subject-for-lesson = --{ $option }: trains a lesson; { $what } is shown as it was saved.
subject-lesson-has-data = --{ $option }: a lesson brings its own ({ $what }).
subject-run-has-data = --{ $option }: a run brings its own ({ $what }).
subject-not-ended = { $place } has no model.keras: its training has not ended yet.
subject-no-data = { $place }: expected --data with its rows, such as --data xor.
subject-not-compiled = { $place }: the model was saved without a loss and an optimizer. Call model.compile(...) and save it again.
subject-no-zip = { $place }: not a .keras file (a zip archive), or an incomplete one.
subject-unread = { $place }: cannot be read: { $error }
subject-own-code = { $place }: cannot be read: it uses { $kind ->
    [class] the class { $name }
    [function] the function { $name }
   *[lambda] a Lambda layer
  }, whose code is not in the file. Diagnose or trace it in Python, where that code is: gn.diagnose(model, x, y), gn.trace(model, x, y).
