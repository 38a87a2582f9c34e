# What gn.trace and `glassnet trace` show.

trace-summary = Trace of { $nodes } nodes, loss { $loss }
trace-loss = L = { $value }
trace-node = node
trace-shape = shape
trace-value = value
trace-gradient = gradient
trace-formula = formula
trace-norm = norm
trace-more = { $shown } of { $all } nodes: --step and --json show all of them, --weight shows the chain rule of one weight.
trace-loop = { $node } is a loop of { $steps } steps, { $operations } operations in all, and stays one node: only loops of up to { $most } operations are unrolled.{ $fewer ->
    [0] {""}
   *[other] {" "}Give at most { $fewer } steps to see each.
  }
trace-row = through row { $row }
trace-path = path { $number }: { $product }
trace-zeros = Paths { $first } to { $last } are 0 as well.
trace-sum = { $count ->
    [0] No path leads to the loss: the gradient is { $sum }.
    [one] The product of the only path is the gradient: { $sum }.
   *[other] The products of all { $count } paths sum to the gradient: { $sum }.
  }
trace-sum-rounded = In { $precision } the gradient is { $gradient }: the difference is rounding error.
trace-largest = The { $shown } largest of { $all } paths, with { $share } of the sum of absolute products.
trace-nodes-passed = path
trace-product = product
trace-before = before
trace-after = after
trace-parameter = parameter
trace-numbers = compared
trace-worst = largest difference
trace-agrees = agrees
trace-yes = yes
trace-yes-by-rules = yes, by rules alone
trace-no = no
trace-not-compared = not compared
trace-by-rules = The derivative that gn.derive finds by rules has to agree as well.
trace-kinks = Kink: { $count ->
    [one] one number lies
   *[other] { $count } numbers lie
  } within a step of a kink of the loss (of a relu or a maximum), where they need not agree.
trace-not-finite = Not finite: at { $count ->
    [one] one number
   *[other] { $count } numbers
  } the loss or the gradient is NaN or infinite; there is nothing to compare.
trace-precision = Precision: at { $count ->
    [one] one number
   *[other] { $count } numbers
  } the loss is so large that its rounding error hides the gradient; these are not compared.
trace-rounded = Rounding error: at { $count ->
    [one] one number
   *[other] { $count } numbers
  } the gradient differs, and agrees when it is computed in float64; these are not compared.
trace-own-rule = Custom gradient: at { $count ->
    [one] one number
   *[other] { $count } numbers
  } the gradient differs, and the computation stops a gradient or has a custom one; if that is intended, they need not agree.
trace-checking = finite differences
trace-keys = any key: the next node; q: quit

# What is read in a drawing.

drawing-legend = In each box: the value above the name, the gradient ∂ below it. The darker, the larger the gradient.
drawing-hint = Hover over a box, or click it, to see how its gradient comes about.

# What a trace cannot answer.

trace-row-alone = --row { $row }: needs --weight.
trace-step-or-json = --step and --json: expected one of them.
trace-drawing-ends = { $path }: expected a name that ends in one of { $endings }.
trace-no-node = no node { $given }.{ $near }
trace-no-gradient = { $name } has no gradient: its numbers are { $dtype }.
trace-index-form = --weight { $given }: expected integers in the brackets, such as { $number }.
trace-no-number = { $name } has shape { $shape }; there is no number at { $index }.
trace-row-of-number = row { $row }: needs a single number: give an index, such as { $number }.
trace-no-rows = row { $row }: there are no rows of data in this computation.
trace-row-range = row { $row }: the data have rows 0 to { $last }.
trace-most = { $caller }: most={ $given }: expected a whole number of at least 1.
trace-complex = { $caller }: paths through complex numbers are not followed, and { $name } is { $dtype }. The gradients themselves are correct.
trace-no-gradient-rule = trace: JAX has no gradient of this computation: { $reason }

# What cannot be traced.

trace-not-traceable = trace: expected a formula's text, a keras.Model or a function, got { $kind }.
trace-formula-by-name = trace: a formula takes its numbers by name, such as x=5.0; got { $count ->
    [one] one argument
   *[other] { $count } arguments
  } by position.
trace-by-position = trace: a model or a function takes arrays by position; got { $names }.
trace-data = trace: expected x and y after the model, got { $count ->
    [one] one array
   *[other] { $count } arrays
  }.
trace-not-numbers = trace: expected arrays or numbers for the function, got { $kind }.
trace-needs-values = trace: { $name } cannot be traced: while JAX traces it, arrays have no values yet: { $reason }
trace-function-failed = trace: { $name } failed: { $reason }

# The optimizer's next step.

update-no-model = update: only a model has an optimizer.
update-no-parameter = update: no parameter { $given }.{ $near }
update-model-changed = update: the model has been trained, changed or compiled since it was traced: trace it again for its next step.
update-differs = update: { $optimizer } changed { $name } to { $made }, and its rule alone gives { $rule }: { $beside } acts as well.
update-unknown = something else
update-clipping = gradient clipping
update-weight-decay = weight decay
update-averaging = weight averaging
update-amsgrad = AMSGrad's largest v so far
update-accumulation = gradient accumulation over several steps
update-constraint = a constraint

# What `glassnet trace` and `glassnet diagnose` are about.

subject-untrained = { $lesson }, untrained: these are its initial weights; --trained trains it first.
subject-trained = { $lesson }, trained.
subject-not-for-formula = --{ $option }: does not apply to a formula ({ $what }).
subject-for-formula = --{ $option }: gives values to the variables of a formula; { $what } is a model.
subject-for-lesson = --{ $option }: trains a lesson; { $what } is shown as it was saved.
subject-lesson-has-data = --{ $option }: does not apply to { $what }, a lesson, which has its own data.
subject-run-has-data = --{ $option }: does not apply to { $what }, a run, which has its own data.
trace-too-many-operations = trace: the loss is made of { $found } operations, more than { $most }, which would be compiled for minutes, as augmentation layers (RandAugment, AugMix) are. Apply these to the images first, and trace the model that follows them.
