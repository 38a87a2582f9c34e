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
