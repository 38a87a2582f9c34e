# Gradient descent of a formula.

descent-title = { $function }; { $optimizer }, learning rate { $rate }
descent-step = step
descent-steps = steps { $found }: expected a whole number from 1 to { $most }.
descent-start-form = start { $found }: expected a value for each variable, such as {"{"}"x": 3{"}"}.
descent-start-missing = no start; expected a value for each variable, such as --from x=3.
descent-optimizer = optimizer { $found }: expected a name, such as "adam".
descent-variables = { $names ->
    [none] a formula without variables
   *[other] a formula of { $names }
  }; expected one or two variables. Write numbers for the others, or name the variables: 'f(x) = a*x^2'.
descent-overflow = the next point is too large for a 64-bit float.
descent-after = After { $step ->
    [1] 1 step
   *[other] { $step } steps
  }: { $where }, { $name } = { $value }.
descent-stationary-start = The gradient is 0 at { $where }, { $kind ->
    [minimum] a minimum
    [maximum] a maximum
    [saddle] a saddle point
   *[undecided] a stationary point
  }: no step moves. { $kind ->
    [minimum] {"It is the end already."}
   *[other] Start beside it.
  }
descent-stationary = Step { $step } reaches { $where }{ $kind ->
    [minimum] , a minimum: the gradient is 0.
    [maximum] , a maximum: the gradient is 0.
    [saddle] , a saddle point: the gradient is 0.
   *[undecided] : the gradient is 0 there as a 64-bit float. The second derivatives do not tell whether this is a minimum.
  }
descent-near-saddle = The gradient is nearly 0 here, yet this is no minimum: in one direction the function curves downward. A start beside this path goes on down.
descent-left = Stopped after step { $step }: { $why }
descent-diverges = Diverges: { $name } rose from { $before } to { $value }.
descent-limit = Largest curvature at the lowest point reached: L = { $curvature }. At a minimum of this curvature, learning rates above { $limit } diverge{ $kind ->
    [above] , and this one is above: try { $half }.
   *[below] .
  }

descent-start = start
descent-last = last step
descent-path = steps
descent-rate = { $optimizer }, rate { $rate }
descent-panel = { $why ->
    [given] as given
    [tenth] a tenth of it
    [small] too small
    [half] half of the limit { $limit }
    [above] 5% above the limit { $limit }
   *[tenfold] ten times as large
  }: { $end ->
    [left] no gradient at the next point
    [diverges] diverges
    [stationary] gradient 0, { $name } = { $value }
   *[finished] { $name } = { $value }
  }
