# Why a network does not learn: what was found, and what to do.

diagnosis-nothing = Nothing was found that keeps this network from learning.
diagnosis-seconds = diagnose: expected seconds above 0, got { $given }; math.inf sets no limit.
diagnosis-progress = diagnose: expected a function or None for progress, got { $given }.
diagnosis-sparse = { $name }: expected a dense array, got { $type } of SciPy: give { $name }.toarray().
diagnosis-masked = { $name }: expected numbers everywhere, got a masked array: a mask is not taken into account. Leave these rows out, or fill them ({ $name }.filled(0)).
diagnosis-no-numbers = { $name }: expected numbers, got { $dtype }: encode it as real or whole numbers first.
diagnosis-negative-weights = sample_weight: expected weights of at least 0, got { $least } ({ $count } below 0): a row with such a weight is made worse, not learned.
diagnosis-apply-other = { $cause }: { $model } is not the model that was diagnosed, since its weights have other shapes. Call gn.diagnose on this one.
diagnosis-consequence = Consequence of the above: { $text }
diagnosis-not-checked = Not checked within { $seconds } s: { $themes }. A larger `seconds` (--seconds) checks the rest.
diagnosis-theme-data = inputs and targets
diagnosis-theme-output = loss and output
diagnosis-theme-numbers = NaN and infinity
diagnosis-theme-rate = learning rate
diagnosis-theme-units = hidden units
diagnosis-theme-gradients = gradients
diagnosis-theme-capacity = capacity
diagnosis-theme-remedies = remedies
diagnosis-checking =
    { $found ->
        [none] Checking { $theme } …
       *[other] Checking { $theme } … found: { $found }
    }
diagnosis-at-step = Step { $step }: { $text }
diagnosis-of-output = Output { $output }: { $text }
diagnosis-of-validation = val_loss is no longer finite after epoch { $epoch } (loss is): { $text }
diagnosis-stopped = Training stopped before this step; the model has its last finite weights.
diagnosis-not-begun = No step was taken.
diagnosis-no-arrays = diagnose: expected arrays [rows, …] for x and y, got { $given }: give the rows of one batch.
diagnosis-tried = { $helps ->
    [yes] tried:
   *[no] tried, and no better:
  } { $compared ->
    [accuracy] accuracy
    [share] loss divided by the best constant prediction's
   *[loss] loss
  } after { $steps } steps { $after }{ $before ->
    [none] ; without the remedy no step can be taken
   *[some] {" "}instead of { $before }
  }
diagnosis-apply-none = { $cause }: this remedy is not applied by a machine, because it changes the data or code of your own. { $remedy }
diagnosis-apply-data = { $cause }: to apply the remedy give the data too: finding.apply(model, x, y); { $part } is missing.
diagnosis-apply-subclassed = { $type } computes its outputs in a call() of its own, in which layers cannot be changed from outside: change them in its code, or diagnose a Sequential or Functional model.
diagnosis-apply-output = { $model }: the output's activation is in a custom layer or a Lambda; change it there, or end with a layer of Keras.
diagnosis-apply-layer = The layer { $layer } ({ $type }) cannot be copied: Keras needs its get_config() and from_config() for that.
diagnosis-apply-copy = { $type } cannot be copied: Keras needs get_config() with the arguments of its __init__ for that. Make the model again, with the remedy.
diagnosis-apply-weights = { $type }: how its weights are drawn is unknown. Make the model again for other weights.
diagnosis-not-finite-data = { $value } in the data: { $where }, row { $row }.
diagnosis-not-finite-data-remedy = Fix or drop that row: a single NaN or ∞ turns everything computed from it into NaN.
diagnosis-not-finite-weight = NaN or ∞ in the weights: { $count ->
    [one] one entry
   *[other] { $count } entries
  } of { $where }.
diagnosis-not-finite-weight-remedy = Rebuild the model or load an earlier checkpoint, and diagnose that one: the cause shows there.
diagnosis-not-finite-value = { $value } in the forward pass: { $where } = { $formula } is { $value }{ $at ->
    [row] {" "}in row { $row } (index { $place })
    [place] {" "}at { $place }
   *[number] {""}
  }, where { $inputs }. Everything computed before it is finite{ $at ->
    [number] {""}
   *[other] ; { $count ->
        [one] one of its entries is
       *[other] { $count } of its entries are
      } not
  }.
diagnosis-not-finite-value-remedy = Keep the operand inside the domain: add a small epsilon under a logarithm, a root or a quotient, clip before exp, or use the loss with from_logits=True.
diagnosis-diverged = Training diverged: { $where } = { $formula } is { $value }{ $at ->
    [row] {" "}in row { $row } (index { $place })
    [place] {" "}at { $place }
   *[number] {""}
  }, where { $inputs }. Everything computed before it is finite{ $at ->
    [number] {""}
   *[other] ; { $count ->
        [one] one of its entries is
       *[other] { $count } of its entries are
      } not
  }.
diagnosis-diverged-remedy = Restart with a smaller learning rate, standardised inputs and targets, or gradient clipping (clipnorm): only diverging training reaches numbers this large.
diagnosis-not-finite-gradient = { $value } in the backward pass: the loss is finite, but ∂L/∂{ $where } = { $value }{ $at ->
    [row] {" "}in row { $row } (index { $place })
    [place] {" "}at { $place }
   *[number] {""}
  }, where { $operation } is differentiated at { $input }{ $at ->
    [number] {""}
   *[other] ; { $count ->
        [one] one number is
       *[other] { $count } numbers are
      } not finite there
  }.
diagnosis-not-finite-gradient-remedy = A root, a norm or a power has no finite slope there: add a small epsilon inside, or apply `where` to the operand before the operation, not to its result.
diagnosis-not-finite-update = NaN in the update: loss and gradients are finite (at most { $gradient }), but { $optimizer } makes { $where } non-finite.
diagnosis-not-finite-update-remedy = Check the optimizer: a learning rate that overflows, epsilon=0 (division by 0), or NaN in its state. Compile the model again.
diagnosis-not-finite-step = Overflow by rounding: loss or weights are not finite after this step, but they are finite if the step is computed on its own.
diagnosis-not-finite-step-remedy = Use a smaller learning rate or gradient clipping (clipnorm). With fused=False every step is the same bit for bit, so that the operation can be named.
diagnosis-not-finite-validation = NaN in validation: the validation data are finite, and so is everything computed from them in training mode.
diagnosis-not-finite-validation-remedy = Check what behaves differently in inference (BatchNormalization, layers with a `training` argument) and what depends on the batch; to narrow it down, evaluate the model on parts of the validation data.
diagnosis-saturated = Saturated activation: mean slope { $slope } (at most { $largest }) of { $activation } in { $where }, at pre-activations of mean magnitude { $input }.
diagnosis-saturated-remedy = Make the pre-activations smaller: standardise the inputs, use smaller initial weights (glorot_uniform), or BatchNormalization before the activation.
diagnosis-saturated-output = Saturated output: in { $where }, { $share } of the values are wrong and hardly change (mean slope of { $activation } there: { $slope }).
diagnosis-saturated-output-remedy = { $loss ->
    [crossentropy] Use a linear output and from_logits=True, smaller initial weights, or a smaller learning rate.
   *[other] Use cross-entropy, best with a linear output and from_logits=True; or smaller initial weights, or a smaller learning rate.
  }
diagnosis-dead-relu = Dead { $activation ->
    [relu] ReLU
   *[other] { $activation }
  }: { $dead } of { $units } units of { $where } { $activation ->
    [relu] output 0
   *[other] have slope 0
  } on every row (pre-activations { $least } … { $most }).
diagnosis-dead-relu-remedy = Restart with he_normal weights and zero biases, use a smaller learning rate, or leaky_relu, elu or gelu.
diagnosis-vanishing = Vanishing gradient: { $last_norm } at { $last }, { $first_norm } at { $where }; × { $factor } per layer on average.
diagnosis-vanishing-remedy = Use relu with he_normal or tanh with glorot_uniform, larger initial weights, BatchNormalization or residual connections, fewer layers, or Adam.
diagnosis-exploding = { $of ->
    [values] Exploding values: root mean square { $first_norm } behind { $where }, { $last_norm } behind { $last };
   *[gradient] Exploding gradient: { $last_norm } at { $last }, { $first_norm } at { $where };
  } × { $factor } per layer on average.
diagnosis-exploding-remedy = Use smaller initial weights (he_normal for relu, glorot_uniform for tanh){ $of ->
    [values] {" "}or normalise between layers.
   *[gradient] , normalise between layers, or clip gradients with the optimizer's clipnorm=1.
  }
diagnosis-vanishing-time = Vanishing gradient over time: { $last_norm } at the last of { $steps } steps of { $where }, { $first_norm } at the first; × { $factor } per step. Hardly any of it reaches { $lost } of the steps, and these determine the targets: a simple rule scores { $early } from these steps alone, { $late } from the others, { $chance } by chance.
diagnosis-vanishing-time-remedy = Use LSTM or GRU instead of SimpleRNN, or recurrent_initializer="orthogonal" with tanh; shorten the sequences or read them from both ends (Bidirectional, masks for padding); or let the output see every step (return_sequences=True with pooling or attention).
diagnosis-exploding-time = { $of ->
    [values] Exploding values over time: root mean square { $first_norm } at the first of { $steps } steps of { $where }, { $last_norm } at the last;
   *[gradient] Exploding gradient over time: { $last_norm } at the last of { $steps } steps of { $where }, { $first_norm } at the first;
  } × { $factor } per step.
diagnosis-exploding-time-remedy = { $of ->
    [values] Use
   *[gradient] Clip gradients with the optimizer's clipnorm=1; use
  } recurrent_initializer="orthogonal" or smaller recurrent weights, tanh instead of relu, LSTM or GRU, or shorter sequences (truncated backpropagation through time).
diagnosis-copies = Unbroken symmetry: { $units } units of { $where }, but only { $distinct } distinct; the others have equal weights and gradients, and stay copies.
diagnosis-copies-remedy = Initialise the weights at random (glorot_uniform), not with zeros or a constant.
diagnosis-unused = Unused variables: the loss does not depend on { $count } of { $all } trainable variables: { $names }.
diagnosis-unused-remedy = Use them in call(), or remove them.
diagnosis-no-slope = Gradient stopped: { $cut } has no slope, so no gradient reaches { $count } of { $all } trainable variables: { $names }.
diagnosis-no-slope-remedy = Replace it with something smooth (sigmoid for a step), or use a straight-through estimator: x + stop_gradient(round(x) − x).
diagnosis-zero-gradient = Zero gradient: it becomes exactly 0 at { $where } = { $formula }, for { $count } of { $all } trainable variables: { $names }.
diagnosis-zero-gradient-remedy = Check what is multiplied there: a factor, a sample weight or a loss weight of 0, or a function that is flat at all of these numbers.
diagnosis-output-without-loss = Output without a loss: { $count ->
    [one] one variable of its own gets
   *[other] { $count } variables of its own get
  } no gradient: { $names }.
diagnosis-output-without-loss-remedy = Give compile() a loss and y the targets for this output; or remove the layer, or freeze it (trainable = False).
diagnosis-nothing-trainable = Nothing to train: { $where } has no trainable variable.
diagnosis-nothing-trainable-remedy = Set trainable = True on the layers that should learn, and compile again.
diagnosis-softmax-of-one = Softmax of one unit: the output is always 1, whatever the weights are.
diagnosis-softmax-of-one-remedy = Use sigmoid and binary_crossentropy for one unit, or one unit for each class.
diagnosis-categorical-of-one = Loss/activation mismatch: { $loss } compares distributions over classes, but the output has one unit, so the loss does not depend on it.
diagnosis-categorical-of-one-remedy = Use binary_crossentropy with sigmoid, or one unit for each class.
diagnosis-class-fraction = Class indices are not whole numbers: { $share } of the targets ({ $least } to { $most }); { $loss } truncates them.
diagnosis-class-fraction-remedy = Number the classes 0, 1, 2, …; scale the inputs only, not the labels.
diagnosis-class-beyond-units = Class index out of range: classes go from { $least } to { $most }, but the { $units } units stand for 0 to { $last }; { $share } of the targets have no unit.
diagnosis-class-beyond-units-remedy = Number the classes from 0, or use as many units as there are classes.
diagnosis-target-width = Shape mismatch: a row has { $width ->
    [one] one target
   *[other] { $width } targets
  } and { $units ->
    [one] one output
   *[other] { $units } outputs
  }; { $loss } broadcasts them without an error.
diagnosis-target-width-remedy = Use as many units as a row has targets, or a loss for class indices (sparse_categorical_crossentropy).
diagnosis-target-axes = Shape mismatch: the outputs are rows{ $given }, the targets rows{ $targets }.
diagnosis-target-axes-remedy = { $more ->
    [outputs] Add Flatten or global pooling before the last Dense layer; give the last recurrent layer return_sequences=False.
    [width] Use as many units as there are classes; for class indices use sparse_categorical_crossentropy.
   *[targets] Give the last recurrent layer return_sequences=True, or one target for each row.
  }
diagnosis-token-ids = Wrong token ids: { $kind ->
    [broken] { $share } of { $where } are not whole numbers ({ $least } to { $most }); Embedding truncates them, so that everything from 0 up to 1 becomes token 0
   *[outside] { $share } of { $where } ({ $least } to { $most }) lie outside of the Embedding's rows, 0 to { $last }
  }.
diagnosis-token-ids-remedy = { $kind ->
    [broken] Give real numbers to a Dense layer; an Embedding takes the numbers of words, from 0 to { $last }.
   *[outside] Number the tokens from 0, or set input_dim to the largest id + 1.
  }
diagnosis-target-beyond-loss = Targets out of range: they go from { $least } to { $most }, but { $loss } expects { $low } to { $high } ({ $share } are outside).
diagnosis-target-beyond-loss-remedy = Rescale or renumber the targets, or use a loss that takes them, such as mean_squared_error.
diagnosis-target-no-distribution = Targets do not sum to 1: { $loss } expects a probability distribution in each row; { $share } of the rows are none (one sums to { $sum }).
diagnosis-target-no-distribution-remedy = Use one-hot targets; for several labels per row, sigmoid and binary_crossentropy; for class indices, sparse_categorical_crossentropy.
diagnosis-probabilities-expected = Loss/activation mismatch: { $loss } expects probabilities, but the output activation { $activation } also gives other values.
diagnosis-probabilities-expected-remedy = Compile with from_logits=True, or end with sigmoid (one unit) or softmax (several units).
diagnosis-logits-expected = Loss/activation mismatch: { $loss } with from_logits=True applies sigmoid or softmax itself, but the output has { $activation } already.
diagnosis-logits-expected-remedy = Remove the output's activation, or compile with from_logits=False.
diagnosis-softmax-binary = Loss/activation mismatch: { $loss } treats each of the { $units } units as an independent decision, but softmax makes them sum to 1.
diagnosis-softmax-binary-remedy = Use categorical_crossentropy with softmax, or binary_crossentropy with sigmoid.
diagnosis-sigmoid-categorical = Loss/activation mismatch: { $loss } compares one distribution over { $units } classes, but { $activation } gives each unit a probability of its own.
diagnosis-sigmoid-categorical-remedy = Use softmax, or binary_crossentropy if a row may have several classes.
diagnosis-target-beyond-output = Targets out of the output's range: they go from { $least } to { $most }, but { $activation } gives { $low } to { $high } ({ $share } cannot be reached).
diagnosis-target-beyond-output-remedy = Use a linear output, or scale the targets to the output's range.
diagnosis-softmax-sum = Loss/activation mismatch: softmax makes the { $units } outputs sum to 1, but the targets of { $share } of the rows do not (one row sums to { $sum }).
diagnosis-softmax-sum-remedy = For several labels per row use sigmoid and binary_crossentropy; for quantities a linear output.
diagnosis-percentage-of-zero = Division by zero: mean_absolute_percentage_error divides by the targets, and { $share } of them are 0.
diagnosis-percentage-of-zero-remedy = Use mean_absolute_error for quantities, or binary_crossentropy for labels of 0 and 1.
diagnosis-absolute-error-classes = Loss/activation mismatch: mean_absolute_error of classes is least at the most common class, and { $activation } has next to no gradient where it is surely wrong.
diagnosis-absolute-error-classes-remedy = Use { $activation ->
    [softmax] categorical_crossentropy
   *[other] binary_crossentropy
  }.
diagnosis-squared-error-classes = Loss/activation mismatch: { $loss } compares quantities, but the targets are { $units } exclusive classes (one-hot), and the output is { $activation }.
diagnosis-squared-error-classes-remedy = Use softmax and categorical_crossentropy.
diagnosis-relu-of-classes = Loss/activation mismatch: { $activation } at the output with { $loss } for targets of 0 and 1: where its pre-activation is negative the output is 0 and has no gradient.
diagnosis-relu-of-classes-remedy = Use sigmoid and binary_crossentropy for one class, softmax and categorical_crossentropy for several.
diagnosis-exclusive-classes = Loss/activation mismatch: { $loss } asks a yes-or-no question of each of the { $units } units, but every row belongs to exactly one class: answering "no" everywhere already scores { $score } in binary accuracy.
diagnosis-exclusive-classes-remedy = Use softmax and categorical_crossentropy; Keras then counts whole rows as accuracy.
diagnosis-moving-averages = Moving averages behind: loss { $training } with the batch's own mean and variance, as in training, but { $inference } in inference (best constant: { $base }). { $taken } steps at momentum { $momentum } leave { $left } of the averages of { $where } what they began with.
diagnosis-moving-averages-remedy = Use a smaller momentum in BatchNormalization (0.9), smaller batches, or train longer: { $needed } steps replace nine tenths of the averages.
diagnosis-leaked-scaling = Leaked scaling: the { $training } training rows and the { $validation } validation rows together have mean 0 and deviation 1 in every column, the training rows alone do not (mean up to { $mean }): validation rows had a part in their own scaling, and val_loss is too good.
diagnosis-leaked-scaling-remedy = Split first; then take mean and deviation from the training rows alone, and apply them to both (scaler.fit on the training rows, scaler.transform on both; or keras.layers.Normalization adapted to the training rows).
diagnosis-loss-unbounded = Loss without a lower bound: { $steps } steps at { $scale } × the rate take it from { $before } to { $after }. It can fall for ever, and its size says nothing.
diagnosis-loss-unbounded-remedy = Check its sign: training minimises it. A similarity, a score or a likelihood needs a minus, a distance or an error needs none.
diagnosis-dropout-strong = Too much dropout: { $where } ({ $kind }) drops { $rate } of its inputs; in training the loss is { $training }, in inference { $inference }.
diagnosis-dropout-strong-remedy = Use a rate of 0.1 to 0.5. In Keras it is the share that is dropped, not the one that is kept.
diagnosis-output-noise = Dropout at the output: { $where } ({ $kind }, rate { $rate }) changes the outputs themselves at random, after the last weights: in training, answers that are right are made wrong.
diagnosis-output-noise-remedy = Remove it, or put it before the last layer with weights.
diagnosis-activation-twice = Two activations at the output: { $before } is applied in { $where } before { $activation }, which then gets { $before ->
    [sigmoid] numbers from 0 to 1
    [softmax] numbers from 0 to 1
    [hard_sigmoid] numbers from 0 to 1
    [tanh] numbers from −1 to 1
   *[other] no negative numbers, and no gradient where { $before } is flat
  }.
diagnosis-activation-twice-remedy = Leave the last layer with weights linear: { $activation } takes any number.
diagnosis-labels-constant = Constant targets: all { $rows } rows have the target { $value }.
diagnosis-labels-constant-remedy = Check how the targets were read: the wrong column, a comparison that is never true, sorted data cut in two.
diagnosis-labels-random = Random labels: on { $rows } rows the nearest neighbours are right for { $nearest }, a linear rule for { $linear }, a quadratic rule for { $quadratic }, and always guessing the most common label for { $commonest }. Of random shuffles of these labels { $shuffles } fit the rows as well or better.
diagnosis-labels-random-remedy = Check that x and y are in the same order: they may have been shuffled, sorted or filtered separately.
diagnosis-targets-random = Random targets: on { $rows } rows they correlate with those of the nearest neighbours by { $nearest }, with a linear rule by { $linear }, with a quadratic rule by { $quadratic }. Of random shuffles of these targets { $shuffles } fit the rows as well or better.
diagnosis-targets-random-remedy = Check that x and y are in the same order: they may have been shuffled, sorted or filtered separately.
diagnosis-inputs-scales = Unscaled inputs: the columns of { $where } have ranges from { $smallest } to { $largest }, a ratio of { $ratio }.
diagnosis-inputs-scales-remedy = Standardise each column: subtract its mean, divide by its standard deviation (keras.layers.Normalization).
diagnosis-inputs-offset = Inputs not centred: column { $column } of { $where } has mean { $mean } and a standard deviation of only { $spread }.
diagnosis-inputs-offset-remedy = Subtract the mean and divide by the standard deviation (keras.layers.Normalization).
diagnosis-inputs-large = Large inputs: { $where } has a root mean square of { $size }; its largest magnitude is { $most }.
diagnosis-inputs-large-remedy = Divide pixels by 255 (keras.layers.Rescaling); standardise other columns (keras.layers.Normalization).
diagnosis-inputs-constant = { $count ->
    [all] Constant inputs: all { $rows } rows of x are the same, so that every row gets the same output.
    [one] Constant input: column { $columns } of { $where } has the same value in every row ({ $value }).
   *[other] Constant inputs: columns { $columns } of { $where } have the same value in every row ({ $value } in the first of them).
  }
diagnosis-inputs-constant-remedy = { $count ->
    [all] Check how the inputs were read and scaled: a slice that repeats one row, a division that rounds to 0, an array that was never filled.
    [one] Drop the column: there is nothing to learn from it.
   *[other] Drop these columns: there is nothing to learn from them.
  }
diagnosis-targets-far = Unscaled targets: their mean is { $mean } and their standard deviation { $spread }, but the outputs' root mean square is { $size }; { $steps } steps reduce the loss by { $gain }.
diagnosis-targets-far-remedy = Standardise the targets (subtract the mean, divide by the standard deviation) and scale predictions back; or start the output's bias at the mean.
diagnosis-rate-too-large = Learning rate too large: { $steps } steps { $start ->
    [first] from freshly drawn weights take
   *[now] take
  } the loss from { $before } to { $after }, at { $best } × the rate to { $better }; the first step changes the weights by { $ratio } × their own size.
diagnosis-rate-too-large-remedy = { $start ->
    [first] Multiply the learning rate by { $best } and start again from new weights: dead or saturated units do not recover.
   *[now] Multiply the learning rate by { $best }.
  }
diagnosis-above-start = Training led away: after { $taken } steps the loss is { $loss }; it began at { $first }, and the best constant prediction has { $base }.
diagnosis-above-start-remedy = Start again from new weights. If it happens again, use a smaller learning rate or gradient clipping (clipnorm).
diagnosis-rate-zero = Learning rate 0: the gradient is { $gradient }, but { $steps } steps leave all weights as they are.
diagnosis-rate-zero-remedy = Set a learning rate above 0; a schedule may have come to its end.
diagnosis-rate-too-small = Learning rate too small: { $steps } steps take the loss from { $before } to { $after }, at { $best } × the rate to { $better }; a step changes the weights by { $ratio } × their own size.
diagnosis-rate-too-small-remedy = Multiply the learning rate by up to { $best }.
diagnosis-too-few-steps = Too few steps: after { $taken } steps the loss is { $loss }, hardly below that of the best constant prediction, { $base }{ $more ->
    [none] {""}
   *[steps] ; a copy that goes on learns after { $more } more
  }{ $best ->
    [none] {""}
   *[times] ; at { $best } × the rate { $steps } steps take the loss to { $better }
  }.
diagnosis-too-few-steps-remedy = Train for more epochs{ $best ->
    [none] .
   *[times] , or multiply the learning rate by up to { $best }.
  }
diagnosis-not-separable = Not linearly separable: { $where } is linear, and no hyperplane separates the classes { $one } and { $other }: the point { $point } is in the convex hull of both (rows { $first } of the one, rows { $second } of the other). The least-squares line is right for { $linear } of their rows.
diagnosis-not-separable-remedy = Add a hidden layer with an activation (tanh, relu); for XOR two units can be enough.
diagnosis-stuck = Stuck: the loss stands still at { $loss }, { $kind ->
    [kink] a kink between two slopes, as relu has
    [saddle] a saddle point
    [minimum] a local minimum
   *[flat] a flat stretch
  } (gradient norm { $gradient }, smallest curvature { $curvature }); { $more_steps } more steps leave it at { $later }.{ $wrong ->
    [none] {""}
   *[rows] {" "}Wrong rows: { $wrong }.
  }{ $dead ->
    [none] {""}
   *[units] {" "}Dead units: { $dead }.
  }{ $saturated ->
    [none] {""}
   *[units] {" "}Saturated units: { $saturated }.
  }{ $alike ->
    [none] {""}
   *[units] {" "}Units that compute the same: { $alike }.
  }
diagnosis-stuck-remedy = Start again from another seed: { $better } of { $tries } other initial weights get below { $goal } in { $steps } steps{ $size ->
    [none] .
   *[wider] ; with one more unit per hidden layer ({ $size }), { $more } of { $tries } do.
  }
diagnosis-regularisation = Regularisation too strong: { $by ->
    [training] with the penalties of { $count ->
        [one] one layer
       *[other] { $count } layers
      } a copy has a loss of { $kept } after { $steps } steps (penalties not counted), no less than the best constant's { $base }; without them another has { $without }.
   *[gradient] in { $where } the penalty's gradient is { $ratio } times the data's, and at least { $least } times in every kernel with a penalty: the weights go to 0.
  }
diagnosis-regularisation-remedy = Use a smaller factor (keras.regularizers.L2(1e-4)), or none until the network learns.
diagnosis-linear-network = No nonlinearity: however many layers without an activation there are, { $where } is a linear function of the inputs, and the targets are not: on rows left out { $rule ->
    [nearest] the nearest rows
   *[quadratic] a quadratic rule
  } correlate with them by { $bent }, a linear rule by { $linear }.
diagnosis-linear-network-remedy = Give the hidden layers an activation (relu, tanh); without one, several layers are one.
diagnosis-plateau = Plateau, not an error: the loss { $loss } is close to that of the best constant prediction, { $base }; the gradient is { $gradient }; reduction of the loss over { $steps } steps: { $gain }.{ $more ->
    [none] {""}
   *[steps] {" "}A copy that goes on training leaves it and learns after { $more } steps.
  }
diagnosis-plateau-remedy = If no other cause is listed above, keep training: XOR stays flat for its first thousand steps. Adam or a larger learning rate leaves the plateau sooner; another seed may help.
