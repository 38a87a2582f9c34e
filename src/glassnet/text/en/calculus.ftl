# What is wrong with a formula. Columns count from 1.

formula-on-line = line { $line }, { $said }
formula-empty = the formula is empty; expected one, such as x^2 + 3x.
formula-no-text = expected the text of a formula, such as "x^2 + 3x", found { $kind }.
formula-too-long = the formula has { $found } characters; expected { $most } or fewer.
formula-too-many-lines = the formula has { $found } lines; expected { $most } or fewer.
formula-no-definition = line { $line }: expected a definition, such as u = x^2; only the last line is the formula.
formula-too-large = with its definitions written out, the formula has { $found } parts; expected { $most } or fewer.
formula-too-deep = the formula is nested { $found } levels deep; expected { $most } or fewer.
formula-unexpected = column { $column }: found { $found }; expected { $expected }.
formula-unfinished = column { $column }: the formula ends here; expected { $expected }.
formula-operand = a number, a name or (
formula-opening = (
formula-closing = )
formula-operator = an operator such as + or *, or the end
formula-operator-or-closing = an operator such as + or *, or )
formula-left-side = column { $column }: before = expected a name, such as u, or a function of its variables, such as f(x).
formula-name-taken = column { $column }: { $name } already has a meaning; choose another name.
formula-name-is-letter = column { $column }: { $name } is already a variable of the formula; choose another name for the definition.
formula-word = column { $column }: { $name } is a programming keyword, not a name in a formula; write cases with max, min, abs or relu.
formula-two-numbers = column { $column }: { $one } and { $other } stand side by side; write * between numbers to multiply them.
formula-division-by-zero = column { $column }: division by zero.
formula-power-of-zero = column { $column }: 0 to a power of 0 or less is undefined.
formula-exponent-too-large = column { $column }: the exponent is larger than { $most }.
formula-number-too-long = column { $column }: the number has more than { $most } digits.
formula-number-too-large = column { $column }: the number is outside the range 1e-{ $most } to 1e{ $most }.
formula-value-too-large = column { $column }: the value of this part is outside the range 1e-{ $most } to 1e{ $most }.
formula-no-value = column { $column }: this part has no real value.
formula-needs-argument = column { $column }: { $name } is a function; write its argument in parentheses, such as { $name }(x).
formula-unknown-function = column { $column }: no function { $name }.{ $near }
formula-arguments = column { $column }: { $name } takes { $expected ->
    [one] one argument
   *[other] { $expected } arguments
  }, found { $found }.

# How an ambiguous formula was read.

read-as-one-variable = read { $name } as one variable; for a product write { $product }.
read-as-product = read { $given } as { $product }; put a longer exponent in parentheses.

# The rules of differentiation.

rule-constant = constant rule
rule-identity = derivative of the variable
rule-sum = sum rule
rule-constant-factor = constant multiple rule
rule-product = product rule
rule-quotient = quotient rule
rule-power = power rule
rule-exponential = exponential function
rule-logarithm = logarithm
rule-general-power = variable base and exponent
rule-extreme = maximum or minimum
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
rule-pieces = piecewise function

# Why a rule gives what it gives.

why-number = a number does not change.
why-held = { $count ->
    [one] { $letters } is
   *[other] { $letters } are
  } held constant: no change with { $x }, so the derivative is 0.
why-identity = { $x } changes exactly as fast as itself.
why-sum = term by term: { $formula }.
why-constant-factor = a factor that does not depend on { $x } stays: { $formula }.
why-product = { $formula }.
why-quotient = { $formula }.
why-power = { $formula }.
why-exponential = { $formula }.
why-general-power = { $formula }.
why-extreme = the derivative of the one that is taken; where both are equal there may be none.
why-pieces = each piece on its own; no derivative where pieces meet.
why-relu = 0 left of 0, 1 right of 0; no derivative at 0.
why-absolute = -1 left of 0, 1 right of 0; no derivative at 0.
why-step = constant left of 0 and right of 0; no derivative at 0.
why-chain = { $y } = { $outer } with { $u } = { $inner }: { $whole } = { $by_outer } · { $by_inner }.

# What a derivation says.

derivation-none = { $name } has no variable, so it never changes.
derivation-one = { $name } depends on { $x }; the derivative is its instantaneous rate of change.
derivation-partial = partial derivative: only { $x } changes.
derivation-held = { $count ->
    [one] { $letters } is
   *[other] { $letters } are
  } held constant.
derivation-stage = rate of change of { $before } with { $x }.
derivation-shorter = simplified by SymPy

# The derivative as a limit.

limit-title = derivative as a limit, at { $where }
limit-title-partial = partial derivative as a limit, at { $where }
limit-forward = forward
limit-central = central
limit-turns = below this h, rounding error dominates: { $forward } (forward difference), { $central } (central difference)
limit-symbolic = limit by SymPy
limit-unknown = not found

# What checks a derivative.

check-title = checked
check-sympy = SymPy
check-autodiff = autodiff (JAX)
check-differences = difference quotient
check-agrees = { $witness } agrees at { $points } points to within { $worst }
check-agrees-exactly = { $witness } agrees exactly at { $points } points
check-disagrees = { $witness } DISAGREES by { $worst }: a bug in glassnet, please report it
check-missing = { $witness } has values where the rules have none: a bug in glassnet, please report it
check-nowhere = { $witness }: no point found to compare at

# What took too long.

took-too-long = gave up on { $what } after { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
  }; --seconds gives more time.
took-too-long-derivation = the derivation
took-too-long-steps = the steps
took-too-long-limit = the limit by SymPy
took-too-long-shorter = the simplification by SymPy
took-too-long-check = the check

# With respect to what.

wrt-empty = --wrt '{ $given }': expected a variable such as x between the commas, or no --wrt.
wrt-unreadable = with respect to { $given }: expected a variable such as x, several such as w,x,b, or x^2 or x*y for a second derivative.
wrt-unknown = with respect to { $name }: the formula has no such variable.
wrt-defined = { $name } = … only defines { $name }; add the formula that uses { $name } on the line below.
wrt-order = with respect to { $given }: expected the 1st to the { $most }th derivative.
derivative-too-large = the derivative has { $found } parts; expected { $most } or fewer to differentiate it again.

# The point.

point-unknown = { $name }: the formula has no such variable.
point-missing = no value for { $names }; give one for each, such as { $example }.
point-twice = { $name } has two values; expected one.
point-form = { $given }: expected a variable and its value, such as x=3.
point-not-finite = { $name } = { $value }: expected a finite number.
point-unreadable = { $name } = { $value }: { $why }
point-not-a-number = { $name } = { $value }: expected a number, such as 3, 1/2 or pi/2.

# No value or no derivative at a point.

function-of-order = { $order ->
    [0] the function
    [1] the first derivative
    [2] the second derivative
    [3] the third derivative
   *[other] the derivative of order { $order }
  }
no-value = { $of } has no value at { $where }.
no-derivative = { $of } is not differentiable at { $where }: from the left the slope is { $left }, from the right { $right }.
no-derivative-from-left = { $of } is not differentiable at { $where }: from the left the slope is { $slope }; to the right it has no values.
no-derivative-from-right = { $of } is not differentiable at { $where }: from the right the slope is { $slope }; to the left it has no values.
no-derivative-alone = { $of } is not differentiable at { $where }: it has no values on either side of that point.
no-finite-derivative = { $of } is not differentiable at { $where }: its slope is not finite there.
too-large = the derivative at { $where } is too large for a 64-bit float.
too-large-inside = at { $where } a number inside the formula is too large to compute with.
