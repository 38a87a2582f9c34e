# What is wrong with a formula. Columns count from 1.

formula-on-line = line { $line }, { $said }
formula-empty = the formula is empty; expected one such as x^2 + 3x.
formula-no-text = expected the text of a formula, such as "x^2 + 3x", found { $kind }.
formula-too-long = the formula has { $found } characters; expected { $most } or fewer.
formula-too-many-lines = the formula has { $found } lines; expected { $most } or fewer.
formula-no-definition = line { $line }: expected a definition such as u = x^2; a formula stands on one line, the last.
formula-too-large = the formula has { $found } parts, its definitions written out; expected { $most } or fewer.
formula-too-deep = the formula is { $found } levels deep; expected { $most } or fewer.
formula-unexpected = column { $column }: found { $found }; expected { $expected }.
formula-unfinished = column { $column }: the formula ends here; expected { $expected }.
formula-operand = a number, a name or (
formula-opening = (
formula-closing = )
formula-operator = an operator such as + or *, or the end
formula-operator-or-closing = an operator such as + or *, or )
formula-left-side = column { $column }: before = expected a name, such as u, or a function with its letters, such as f(x).
formula-name-taken = column { $column }: { $name } has a meaning already; choose another name.
formula-name-is-letter = column { $column }: { $name } is a letter of the formula already; choose another name for what is defined here.
formula-word = column { $column }: { $name } is a word of programs and cannot be a name in a formula; cases can be written with max, min, abs and relu.
formula-two-numbers = column { $column }: { $one } and { $other } stand side by side; write * between numbers that are multiplied.
formula-division-by-zero = column { $column }: a division by 0.
formula-power-of-zero = column { $column }: 0 to the power of 0 or less has no value.
formula-exponent-too-large = column { $column }: an exponent larger than { $most }; expected { $most } or less.
formula-number-too-long = column { $column }: a number of more than { $most } digits.
formula-number-too-large = column { $column }: a number outside of 1e-{ $most } to 1e{ $most }.
formula-value-too-large = column { $column }: the value of this part is outside of 1e-{ $most } to 1e{ $most }.
formula-no-value = column { $column }: this part has no real value.
formula-needs-argument = column { $column }: { $name } is a function: write what it is of in parentheses, such as { $name }(x).
formula-unknown-function = column { $column }: no function { $name }.{ $near }
formula-arguments = column { $column }: { $name } takes { $expected ->
    [one] one argument
   *[other] { $expected } arguments
  }, found { $found }.

# The rules of differentiation.

rule-constant = constant
rule-identity = identity
rule-sum = sum rule
rule-constant-factor = constant factor
rule-product = product rule
rule-quotient = quotient rule
rule-power = power rule
rule-exponential = exponential function
rule-logarithm = logarithm
rule-general-power = power with a variable exponent
rule-extreme = larger or smaller of two
rule-trigonometric = trigonometric function
rule-hyperbolic = hyperbolic function
rule-inverse = inverse trigonometric function
rule-sigmoid = sigmoid
rule-softplus = softplus
rule-gelu = GELU
rule-relu = ReLU
rule-absolute = absolute value
rule-step = step function
rule-chain = chain rule
rule-error-function = error function
rule-pieces = piece by piece

# Why a rule gives what it gives.

why-number = a number does not change.
why-held = { $count ->
    [one] { $letters } is
   *[other] { $letters } are
  } held constant: this does not change as { $x } moves, and vanishes.
why-identity = { $x } changes as fast as itself.
why-sum = each term by itself: { $formula }.
why-constant-factor = a factor that does not change as { $x } moves stays: { $formula }.
why-product = { $formula }.
why-quotient = { $formula }.
why-power = { $formula }.
why-exponential = { $formula }.
why-general-power = { $formula }.
why-extreme = the derivative of whichever counts; where both are equal there may be none.
why-pieces = each piece by itself; there is no derivative where they meet.
why-relu = 0 to the left of 0, 1 to the right; at 0 there is no derivative.
why-absolute = -1 to the left of 0, 1 to the right; at 0 there is no derivative.
why-step = it does not change to the left nor to the right of 0; at 0 there is no derivative.
why-chain = { $y } = { $outer } with { $u } = { $inner }: { $whole } = { $by_outer } · { $by_inner }.

# What a derivation says of itself.

derivation-none = { $name } has no letter: it does not change, whatever happens.
derivation-one = { $name } has one letter, { $x }: its derivative says how fast { $name } changes at each instant.
derivation-partial = only { $x } moves.
derivation-held = { $count ->
    [one] { $letters } is
   *[other] { $letters } are
  } held constant.
derivation-stage = how fast { $before } changes with { $x }.
derivation-shorter = shorter
limit-title = by the limit, at { $where }
limit-title-partial = by the limit, at { $where }
limit-forward = forward
limit-central = central
limit-turns = rounding outweighs a smaller h from { $forward } on (forward), from { $central } on (central)
limit-symbolic = the limit itself
limit-unknown = SymPy finds no limit
check-title = checked
check-sympy = SymPy
check-autodiff = autodiff (JAX)
check-differences = the difference quotient
check-agrees = { $witness } agrees at { $points } points to { $worst }
check-agrees-exactly = { $witness } agrees exactly at { $points } points
check-disagrees = { $witness } DISAGREES by { $worst }: this is an error of glassnet's, please report it
check-missing = { $witness } has values where the rules have none: this is an error of glassnet's, please report it
check-nowhere = { $witness }: no point was found to compare at
took-too-long = not within { $seconds } seconds: { $what }
took-too-long-derivation = the derivation
took-too-long-steps = the steps
took-too-long-limit = the limit by SymPy
took-too-long-shorter = a shorter form by SymPy
took-too-long-check = the check
saved = saved { $path }

# What is wrong with what is asked of a formula.

did-you-mean = Did you mean { $name }?
known-names = Known: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
  }.
name-is-one = { $name } is one name; its letters multiplied are { $product }.
wrt-empty = --wrt '{ $given }': expected a letter such as x between the commas, or no --wrt.
wrt-unreadable = with respect to { $given }: expected a letter such as x, several such as w,x,b, or x^2 or x*y for a second derivative.
wrt-unknown = with respect to { $name }: the formula has no such letter.
wrt-defined = { $name } = … says what { $name } is, which leaves nothing to differentiate; put the formula that uses { $name } on a line below.
wrt-order = with respect to { $given }: expected 1 to { $most } derivatives, one after another.
derivative-too-large = the derivative has { $found } parts; expected { $most } or fewer to differentiate it once more.
point-unknown = { $name }: the formula has no such letter.
point-missing = no value for { $names }; give each one, such as { $example }.
point-twice = { $name } has two values; expected one.
point-form = { $given }: expected a letter and its value, such as x=3.
point-not-finite = { $name } = { $value }: expected a finite number.
point-unreadable = { $name } = { $value }: { $why }
point-not-a-number = { $name } = { $value }: expected a number, such as 3, 1/2 or pi/2.
function-of-order = { $order ->
    [0] the function
    [1] the first derivative
    [2] the second derivative
    [3] the third derivative
   *[other] the derivative of order { $order }
  }
no-value = { $of } has no value at { $where }.
no-derivative = { $of } has no derivative at { $where }: from the left it is { $left }, from the right { $right }.
no-derivative-from-left = { $of } has no derivative at { $where }: from the left it is { $slope }, to the right there are no values.
no-derivative-from-right = { $of } has no derivative at { $where }: from the right it is { $slope }, to the left there are no values.
no-derivative-alone = { $of } has no derivative at { $where }: on both sides of that point there are no values.
no-finite-derivative = { $of } has no derivative at { $where }: its slope has no finite value there.
too-large = the derivative at { $where } is too large for a 64-bit number.
too-large-inside = at { $where } a number within the formula is too large to compute with.
plot-no-place = no point was found at which there is a derivative; name one, such as --at x=3.
plot-no-value = no value
plot-more-variables = further variables are not drawn

# The words of a command line.

lang-unknown = --lang { $given }: expected en or ko.
model-unknown = { $given }: no such lesson, run or MODEL.keras.{ $near }
model-no-file = { $given }: no such file.
model-is-folder = { $given }: a folder, and a model is one file, as model.save('name.keras') writes it.
model-weights-alone = { $given }: expected a model as model.save('name.keras') writes it; weights alone are none.
model-no-run = { $given }: expected a run's folder, and it has no run.json.
traced-unknown = { $given }: no such lesson or run, and as a formula: { $why }{ $near }
derive-forms = --{ $one } and --{ $other }: expected one form of output.
save-format = save '{ $path }': expected a name that ends in .png or .svg.
usage-no-option = no option { $given }.
usage-no-formula = no formula; expected one such as glassnet { $command } 'x^2 + 3x'. See glassnet { $command } --help.
usage-formulas = { $given }: expected one formula; put quotes round it.
usage-no-value = { $option }: expected a value behind it.

# Units with given weights.

unit-no-weights = a unit without weights; expected a number for each of its inputs.
unit-activation = activation { $name }: there is none of that name.
unit-weight = a weight
unit-bias = a bias
unit-number = { $what } is { $found }; expected a finite number, of size 3.4e38 at most.
unit-weights = { $name } has { $found ->
    [one] one weight
   *[other] { $found } weights
  }; expected { $expected }, one for each of its inputs.
units-none = a network without units; expected a list of units for each layer.
units-activations = units of one layer have the activations { $found }; expected one for all of a layer.
units-rows-no-numbers = the rows hold something else than finite numbers.
units-rows-value = row { $row } holds { $found }; expected finite numbers, of size 3.4e38 at most.
units-rows-ragged = row { $row } has { $found ->
    [one] one number
   *[other] { $found } numbers
  }; expected { $expected }.
units-rows-shape = rows of shape { $found }; expected a list of rows with { $expected } numbers each.
units-too-many-inputs = { $found } inputs have more combinations than a table should; expected { $most } inputs or fewer, or rows of your own.
units-no-answer = outputs of { $activation } are no answers of 0 and 1 to compare with a target.
units-unknown-gate = target { $name }: there is no such gate.
units-gate-rows = target { $name }: a gate is of rows of 0 and 1 and has one output; name a 0 or 1 for each row instead.
units-target-not-binary = the target holds { $found } for row { $row }; expected 0 or 1.
units-target-form = the target is { $found }; expected a gate such as xor, or a 0 or 1 for each row.
units-gate-inputs = target { $name }: the network has { $found ->
    [one] one input
   *[other] { $found } inputs
  }.
units-parity = { $given }: expected parity:N with a whole number from 1 to { $most }, such as parity:3.
units-target-length = the target has { $found } values; expected { $expected }.
units-right = correct
units-wrong = wrong
units-all-right = all { $rows } rows are correct.
units-some-wrong = { $wrong ->
    [one] one of { $rows } rows is
   *[other] { $wrong } of { $rows } rows are
  } wrong.
units-formulas = The units, written out:
units-merged = Units side by side are one layer; each is a column of its matrix:
units-found = found with { $hidden ->
    [0] no hidden unit
    [one] one hidden unit
   *[other] { $hidden } hidden units
  } and whole weights up to { $most }:
units-none-found = { $target }: no { $hidden ->
    [0] single unit
    [one] network with one hidden unit
   *[other] network with { $hidden } hidden units
  } has it with whole weights up to { $most }.
units-search-too-large = a search over { $networks } networks; expected { $most } or fewer: fewer hidden units or inputs, or a smaller --most.
units-search-unit = a unit with { $inputs ->
    [one] one input
   *[other] { $inputs } inputs
  } has { $found } choices of whole weights up to { $largest }; expected { $most } or fewer: fewer inputs or hidden units, or a smaller --most.
units-which = name a gate, a TOML file, or units by --unit w=5,5 b=-8.
units-no-gate-weights = { $name }: no weights are known for it; look for some with --search.
units-unit-form = --unit { $given }: expected weights and a bias, such as --unit w=5,5 b=-8.
units-toml = { $path }: { $why }
units-toml-key = { $where ->
    [file] the file
   *[other] { $where }
  } has { $found }, which is no key.
units-toml-kind = { $kind ->
    [missing] there is no such file.
    [folder] a folder; expected a TOML file.
   *[device] a pipe or device; expected a TOML file on disk.
  }
units-toml-size = { $found } bytes; expected a TOML file of { $most } or fewer.
units-toml-utf8 = no UTF-8 text; save it as UTF-8.
units-toml-syntax = no TOML: { $said }.
units-toml-syntax-at = no TOML in line { $line }, column { $column }: { $said }.
units-toml-deep = brackets are nested too deep.
units-toml-digits = a number has too many digits.
units-toml-layers = expected [[layers]] with units, each with weights and bias.
units-plane = inputs
units-hidden = what the last unit sees
units-no-line = no line: no weights
units-line-outside = its line is outside
units-truth-table = { $given } is no truth table; expected a gate such as xor or parity:3, or a 0 or 1 for each combination of the inputs, such as 0110.
units-plot-inputs = { $found ->
    [one] one input
   *[other] { $found } inputs
  }; expected 2 to draw units as lines in a plane.
units-other-layers = Other layers are written in a TOML file, with [[layers]] for each.
units-unexpected = { $given }: expected one gate or file, and units by --unit.
unit-name = a name { $found }; expected text on one line.
units-layers = { $found }: expected a list of units for each layer.
units-inputs = inputs { $found }: expected a name for each input, all different.
units-name-taken = { $name } is the name of an output; choose another for the input or unit.
units-rounded = { $name }: float32 has no { $given }; it is computed with { $held }.
units-overflow = a sum of { $name } is too large for float32; expected smaller weights or rows.
units-target = target
units-nothing-drawn = there is nothing to draw: { $path } was not written.
units-not-together = { $one } and { $other }: expected one of them.
units-search-only = { $option } is for a search; expected --search with it.

# Whether two classes can be separated.

separable-boundary = { $features ->
    [1] threshold
    [2] straight line
    [3] plane
   *[other] hyperplane
  }
separable-yes = a { $boundary } separates { $first } from { $second }.
separable-no = no { $boundary } separates { $first } from { $second }.
separable-undecided = whether a { $boundary } separates { $first } from { $second } is not decided: neither was proved in the time there is.
separable-class = class { $name }
separable-sides = { $sum } is below 0 for every row of { $first } and above 0 for every row of { $second }.
separable-unit = As a unit: { $unit }
separable-unit-coarse = No unit: it computes with 32-bit numbers, which are too coarse for these rows.
separable-margin = The nearest rows are { $margin } away: { $rows }.
separable-largest = No other leaves more room.
separable-limit = None leaves more room than { $limit }.
separable-rows = { $count ->
    [one] row
   *[other] rows
  } { $rows }
separable-contradiction = { $rows }: the same point { $point }, once { $first } and once { $second }.
separable-more-contradictions = There are { $count } such points.
separable-common = The point { $point } lies between rows of both classes:
separable-exact = ≈ is rounded for this screen; the sums are equal in exact fractions.
separable-why = All rows of a class on one side of a { $boundary } have what lies between them there too; this point would have to be on both sides.
separable-without = Without { $count } of the { $all } rows the others are separable;
separable-fewest = no fewer will do:
separable-at-least = at least { $least } must go:
separable-names = { $count ->
    [one] one name
   *[other] { $count } names
  } of features; expected { $expected }.
separable-names-differ = { $found } among the names of features; expected different texts of one line.
separable-points-numbers = the points hold something else than numbers, or rows of different lengths.
separable-points-shape = points of shape { $shape }; expected [rows, features].
separable-points-empty = points of shape { $shape }: there is nothing to separate.
separable-not-finite = the point of row { $row } has { $value } in column { $column }; expected finite numbers.
separable-too-large = the points have { $found }; expected { $most } at most.
separable-too-narrow = the numbers of { $name } differ by { $found } at most; expected { $least } at least; multiply them.
separable-labels-shape = labels of shape { $shape }; expected one for each row.
separable-labels-kinds = labels of kinds that have no order; expected two different values.
separable-lengths = { $points } points and { $labels } labels; expected as many.
separable-classes = { $count ->
    [one] one class
   *[other] { $count } classes
  } among the labels ({ $some }); expected two.
separable-which-class = { $count } classes ({ $some }); name one to set against all others: --class { $first }
separable-no-class = --class { $given }: there is no such class.
separable-others = the others
separable-plot-features = { $count ->
    [one] one feature
   *[other] { $count } features
  }; expected 2 to draw points in a plane.
separable-plane-line = boundary
separable-plane-common = in both hulls
picture-no-font = No font here has { $signs }: these signs are drawn as boxes. Install Noto Sans CJK or Nanum Gothic.

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

# What `glassnet trace` and `glassnet diagnose` are given.

subject-means-nothing = --{ $option }: means nothing to a formula ({ $what }).
subject-means-letters = --{ $option }: means a formula's letters ({ $what }).
subject-lesson-brings = --{ $option }: a lesson brings its own ({ $what }).
subject-run-brings = --{ $option }: a run brings its own ({ $what }).
subject-not-ended = { $place } has no model.keras: its training has not ended yet.
subject-no-data = { $place }: expected --data with its rows, such as --data xor.
subject-not-compiled = { $place } was saved before it was compiled: its loss and its optimizer are needed. Call model.compile(...) and save it again.
subject-no-zip = { $place } is no .keras file (a zip archive), or not all of one.
subject-unread = { $place } cannot be read: { $error }
subject-own-code = { $place } cannot be read: it uses { $kind ->
    [class] the class { $name }
    [function] the function { $name }
   *[lambda] a Lambda layer
  }, whose code is not in the file. Diagnose or trace it where that code is: gn.diagnose(model, x, y), gn.trace(model, x, y).

# Why a network does not learn: what was found, and what to do.

diagnosis-nothing = Nothing was found that keeps this network from learning.
diagnosis-at-step = Step { $step }: { $said }
diagnosis-of-output = Output { $output }: { $said }
diagnosis-of-validation = After epoch { $epoch } val_loss is no longer finite, while the loss is: { $said }
diagnosis-not-finite-data = { $where } has { $value } in row { $row }.
diagnosis-not-finite-data-remedy = Mend or leave out that row: one number that is not finite makes NaN of all that is computed from it.
diagnosis-not-finite-weight = { $where } already holds { $count ->
    [one] one number that is
   *[other] { $count } numbers that are
  } not finite.
diagnosis-not-finite-weight-remedy = Build the model anew or load an earlier checkpoint, and diagnose that one: what happened before shows there.
diagnosis-not-finite-value = { $where } = { $formula } is { $value }{ $at ->
    [row] {" "}in row { $row } (at { $place })
    [place] {" "}at { $place }
   *[number] {""}
  }, where { $inputs }. Nothing computed before it is other than finite{ $at ->
    [number] {""}
   *[other] ; of its own numbers { $count ->
        [one] one is
       *[other] { $count } are
      }
  }.
diagnosis-not-finite-value-remedy = Keep the operand inside the domain: a small number under a logarithm, a root or a quotient, a bound before an exponential, or the loss that takes logits.
diagnosis-diverged-remedy = Numbers this large come of a training that diverges: begin anew with a smaller learning rate, smaller inputs and targets (standardised), or clipped gradients (clipnorm).
diagnosis-not-finite-gradient = The loss is finite, but going backward the first gradient that is not is ∂L/∂{ $where } = { $value }{ $at ->
    [row] {" "}in row { $row } (at { $place })
    [place] {" "}at { $place }
   *[number] {""}
  }, where { $operation } is differentiated at { $input }{ $at ->
    [number] {""}
   *[other] ; { $count ->
        [one] one number is
       *[other] { $count } numbers are
      } not finite there
  }.
diagnosis-not-finite-gradient-remedy = A root, a norm or a power has no slope there: add a small number inside, or choose the safe operand before the operation, not its result after.
diagnosis-not-finite-update = Loss and gradients are finite (at most { $gradient }), but { $optimizer } makes numbers of { $where } that are not.
diagnosis-not-finite-update-remedy = Look at the optimizer's settings: a learning rate that overflows, an epsilon of 0 that divides by 0, or state that is NaN already; compile the model anew.
diagnosis-not-finite-step = Loss or weights are no longer finite after this step; taken by itself it gives finite numbers, so they overflow by rounding alone.
diagnosis-not-finite-step-remedy = Use a smaller learning rate or clipped gradients (clipnorm); with fused=False every step is the same bit for bit, and the operation can be named.
diagnosis-not-finite-validation = The validation data are finite, and so is all that is computed of them as in training.
diagnosis-not-finite-validation-remedy = Look at what computes otherwise in inference (batch normalisation, layers that ask for `training`) and at what comes batch by batch: evaluate the model on parts of the validation data.
diagnosis-stopped = Training stopped before this step; the model has its last finite weights.
diagnosis-not-begun = No step was taken.
diagnosis-saturated = { $where } is saturated ({ $activation }): the mean slope is { $slope } of at most { $largest }, the mean size of what goes in { $input }.
diagnosis-saturated-remedy = Make what goes in smaller: standardise the inputs, use smaller initial weights (Glorot), or normalise before the activation.
diagnosis-saturated-output = { $where }: { $share } of the outputs are wrong and yet saturated: the mean slope of { $activation } there is { $slope }, so that they hardly change.
diagnosis-saturated-output-remedy = Use cross-entropy, best from_logits=True with a linear output; smaller initial weights, or a smaller learning rate.
diagnosis-dead-relu = { $where }: { $dead } of { $units } units have no slope on any row: what goes into { $activation } is { $least } to { $most }.
diagnosis-dead-relu-remedy = Start again with He initialisation and biases of 0, a smaller learning rate, or leaky_relu, elu or gelu.
diagnosis-vanishing = The gradient vanishes on its way back: { $last_norm } at { $last }, { $first_norm } at { $where }; a layer multiplies it by { $factor } on average.
diagnosis-vanishing-remedy = Use relu with He or tanh with Glorot initialisation, larger initial weights, batch normalisation or residual connections, fewer layers, or Adam.
diagnosis-exploding = The gradient explodes on its way back: { $last_norm } at { $last }, { $first_norm } at { $where }; a layer multiplies it by { $factor } on average.
diagnosis-exploding-remedy = Use smaller initial weights (He for relu, Glorot for tanh), normalise between layers, or clip gradients with the optimizer's clipnorm=1.
diagnosis-vanishing-time = The gradient vanishes on its way back through the { $steps } steps of { $where }: { $last_norm } at the last, { $first_norm } at the first; each step multiplies it by { $factor }. Hardly any of it arrives at { $lost } of the steps, and these tell the targets: a plain rule that sees only them scores { $early }, one that sees only the others { $late }, chance { $chance }.
diagnosis-vanishing-time-remedy = In place of a simple RNN use LSTM or GRU, or recurrent_initializer="orthogonal" with tanh; make sequences shorter or read them from the other end as well (Bidirectional, masks for padding), or show the output every step (return_sequences=True with pooling or attention).
diagnosis-exploding-time = The gradient explodes on its way back through the { $steps } steps of { $where }: { $last_norm } at the last, { $first_norm } at the first; each step multiplies it by { $factor }.
diagnosis-exploding-time-remedy = Clip gradients with the optimizer's clipnorm=1; use recurrent_initializer="orthogonal" or smaller recurrent weights, tanh rather than relu, LSTM or GRU, or shorter sequences (truncated backpropagation).
diagnosis-copies = { $where }: of { $units } units only { $distinct ->
    [one] one counts
   *[other] { $distinct } count
  }; the others have the same weights and the same gradients, and stay copies.
diagnosis-copies-remedy = Draw the initial weights at random (glorot_uniform), not zeros or a constant.
diagnosis-unused = The loss does not depend on { $count } of { $all } trainable variables: { $names }.
diagnosis-unused-remedy = Use them in call(), or take them away.
diagnosis-no-slope = No gradient reaches { $count } of { $all } trainable variables, because { $cut } has no slope: { $names }.
diagnosis-no-slope-remedy = Replace what has no slope by something smooth (a sigmoid for a step), or let the gradient pass by it: x + stop_gradient(round(x) − x).
diagnosis-zero-gradient = Going backward the gradient becomes exactly 0 at { $where } = { $formula }, and so does that of { $count } of { $all } trainable variables: { $names }.
diagnosis-zero-gradient-remedy = Look at what is multiplied there: a factor, a sample weight or a loss weight of 0, or a function that is flat at all of these numbers.
diagnosis-output-without-loss = No loss looks at it, so that { $count ->
    [one] one variable of its own gets
   *[other] { $count } variables of its own get
  } no gradient: { $names }.
diagnosis-output-without-loss-remedy = Give compile() a loss for this output as well, and y its targets; or take the layer out of the model, or freeze it (trainable = False) if it is only to be read.
diagnosis-nothing-trainable = { $where } has no trainable variable.
diagnosis-nothing-trainable-remedy = Set trainable = True on the layers that are to learn, and compile again.
diagnosis-softmax-of-one = The output is the softmax of one unit, which is 1 whatever the weights are.
diagnosis-softmax-of-one-remedy = Use sigmoid and binary_crossentropy for one unit, or one unit for each class.
diagnosis-categorical-of-one = { $loss } compares a distribution over classes, and the output has one unit: the loss does not depend on it.
diagnosis-categorical-of-one-remedy = Use binary_crossentropy with a sigmoid, or one unit for each class.
diagnosis-class-beyond-units = The class numbers go from { $least } to { $most }, and { $units } units count from 0 to { $last }: { $share } of the targets have no unit.
diagnosis-class-beyond-units-remedy = Number the classes from 0, or give the output as many units as there are classes.
diagnosis-target-width = A row has { $width ->
    [one] one target
   *[other] { $width } targets
  } and { $units ->
    [one] one output
   *[other] { $units } outputs
  }: { $loss } spreads one over the other, and no error is raised.
diagnosis-target-width-remedy = Give the output as many units as the targets have, or use a loss for class numbers (sparse_categorical_crossentropy).
diagnosis-target-beyond-loss = The targets go from { $least } to { $most }; { $loss } is meant for { $low } to { $high } ({ $share } of them are outside).
diagnosis-target-beyond-loss-remedy = Scale or number the targets anew, or choose a loss for such targets, such as mean_squared_error.
diagnosis-target-no-distribution = { $loss } expects targets that sum to 1 in each row; { $share } do not, one sums to { $sum }.
diagnosis-target-no-distribution-remedy = Use one-hot targets; for several labels at once sigmoid and binary_crossentropy; for class numbers sparse_categorical_crossentropy.
diagnosis-probabilities-expected = { $loss } expects probabilities, and the output is { $activation }: any number.
diagnosis-probabilities-expected-remedy = Compile with from_logits=True, or give the output a sigmoid (one unit) or softmax (several).
diagnosis-logits-expected = { $loss } with from_logits=True applies its own sigmoid or softmax, and the output is { $activation } already.
diagnosis-logits-expected-remedy = Take the activation from the output, or compile without from_logits.
diagnosis-softmax-binary = { $loss } takes each of the { $units } units for a decision of its own, and softmax ties them together.
diagnosis-softmax-binary-remedy = Use categorical_crossentropy with softmax, or binary_crossentropy with sigmoid.
diagnosis-sigmoid-categorical = { $loss } compares one distribution over { $units } classes, and { $activation } gives each unit a probability of its own.
diagnosis-sigmoid-categorical-remedy = Use softmax, or binary_crossentropy if a row may have several classes.
diagnosis-target-beyond-output = The targets go from { $least } to { $most }; the output is { $activation }, from { $low } to { $high }, and cannot reach { $share } of them.
diagnosis-target-beyond-output-remedy = Use a linear output, or scale the targets to what the output can be.
diagnosis-labels-constant = All { $rows } rows have the same target, { $value }.
diagnosis-labels-constant-remedy = Look at how the targets were read: the wrong column, a comparison that is never true, sorted data cut in two.
diagnosis-labels-random = The labels look shuffled: the nearest other rows are right for { $nearest } of { $rows } rows, a linear rule for { $linear }, a quadratic one for { $quadratic }, and to say the commonest label every time for { $commonest }. Of shuffles of these labels { $shuffles } are as much, or more, connected with the rows.
diagnosis-labels-random-remedy = Check that x and y are in the same order: shuffled, sorted or filtered apart from each other.
diagnosis-targets-random = The targets look shuffled: in { $rows } rows they correlate with those of the nearest other rows by { $nearest }, with a linear rule by { $linear }, with a quadratic one by { $quadratic }. Of shuffles of these targets { $shuffles } are as much, or more, connected with the rows.
diagnosis-targets-random-remedy = Check that x and y are in the same order: shuffled, sorted or filtered apart from each other.
diagnosis-inputs-scales = The columns of { $where } have very different scales: ranges from { $smallest } to { $largest }, a ratio of { $ratio }.
diagnosis-inputs-scales-remedy = Standardise each column: subtract its mean, divide by its standard deviation (keras.layers.Normalization).
diagnosis-inputs-offset = Column { $column } of { $where } lies far from 0: mean { $mean }, standard deviation only { $spread }.
diagnosis-inputs-offset-remedy = Subtract the mean and divide by the standard deviation (keras.layers.Normalization).
diagnosis-inputs-large = The numbers in { $where } are large: { $size } in the root mean square, { $most } at most.
diagnosis-inputs-large-remedy = Divide pixels by 255; standardise other columns (keras.layers.Normalization).
diagnosis-inputs-constant = Column { $columns } of { $where } is the same in every row ({ $value }).
diagnosis-inputs-constant-remedy = Leave it out: nothing can be learned from it.
diagnosis-targets-far = The targets are far from what the outputs are: { $mean } on average, give or take { $spread }, and the outputs are { $size } in the root mean square; { $steps } steps take { $gain } of the loss away.
diagnosis-targets-far-remedy = Standardise the targets (subtract the mean, divide by the standard deviation) and turn predictions back; or start the output's bias at the mean.
diagnosis-rate-too-large = The learning rate is too large: { $steps } steps { $start ->
    [first] from freshly drawn weights take
   *[now] take
  } the loss from { $before } to { $after }, at { $best } times the rate to { $better }; the first step changes the weights by { $ratio } times their own size.
diagnosis-rate-too-large-remedy = { $start ->
    [first] Multiply the learning rate by { $best } and begin anew: units that no longer answer do not come back.
   *[now] Multiply the learning rate by { $best }.
  }
diagnosis-rate-zero = The learning rate is 0: the gradient is { $gradient }, and { $steps } steps leave all weights as they are.
diagnosis-rate-zero-remedy = Set a learning rate above 0; a schedule may have come to its end.
diagnosis-rate-too-small = The learning rate is too small: { $steps } steps take the loss from { $before } to { $after }, at { $best } times the rate to { $better }; a step changes the weights by { $ratio } times their own size.
diagnosis-rate-too-small-remedy = Multiply the learning rate by up to { $best }.
diagnosis-not-separable = { $where } computes hyperplanes, and none separates the classes { $one } and { $other }: the point { $point } lies between rows of both ({ $first } of the one; { $second } of the other). The line that least squares finds is right for { $linear } of their rows.
diagnosis-not-separable-remedy = Add a hidden layer with an activation (tanh, relu); for XOR two units in it can be enough.
diagnosis-plateau = A plateau, no error: the loss { $loss } is close to that of the best constant, { $base }; the gradient is only { $gradient }, and { $steps } steps gain { $gain }.
diagnosis-plateau-remedy = If no other cause stands above, go on: XOR stays flat for its first thousand steps. Adam or a larger learning rate leaves it sooner; another seed may help.
