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
