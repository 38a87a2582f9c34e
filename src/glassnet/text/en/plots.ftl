# Pictures.

plot-no-place = no point with a derivative was found; name one, such as --at x=3.
plot-secant = secant, slope
plot-tangent = tangent, slope
plot-no-value = no value
plot-more-variables = further variables are not drawn
picture-no-font = No installed font has { $count ->
    [one] the character { $signs }: it is drawn as a box
   *[other] the characters { $signs }: they are drawn as boxes
  }. Install Noto Sans CJK or Nanum Gothic.

plot-more-panels = { $title } (and { $count } more)
plot-more = and { $count } more
plot-some-rows = { $count } of { $all } rows
plot-not-finite = not finite
plot-from-epoch = { $what }, from epoch { $epoch } on
plot-step-axis = step
plot-steps-axis = step ({ $count } per epoch)
plot-epoch-axis = epoch
plot-step = step { $number }
plot-epoch = epoch { $number }

plot-weights = weights
plot-weights-axis = weight
plot-activations = layer outputs
plot-activations-axis = output
plot-all = all
plot-most = 5 to 95%
plot-half = 25 to 75%
plot-median = median

plot-gradients = gradients
plot-gradient-norm = gradient norm
plot-gradient-depth = gradient norm by layer, the first at the top
plot-gradient-bars = marker: median, thick: middle half, thin: all
plot-other-layers = other layers
plot-exactly-zero = exactly 0
plot-share-zero = { $count } of { $all } exactly 0
plot-share-not-finite = { $count } of { $all } not finite
plot-no-norm = no norm is finite and above 0
plot-grey-vanishing = grey area: vanishing
plot-grey-small =
    grey area: small
    in all layers: learned, or stuck
plot-grey-exploding = grey area: exploding

plot-training = training
plot-validation = validation
plot-training-metric = training { $metric }

plot-boundary = decision boundary
plot-predictions = predictions
plot-probability = predicted probability of { $name }
plot-answer = output, high for { $name }
plot-predicted = { $name ->
    [none] prediction
   *[other] predicted { $name }
  }
plot-grey = grey: not finite

plot-not-recorded = { $picture }: the recording has no "{ $what }"{ $other ->
    [none] {""}
   *[other] {" "}or { $other }
  }; record it with gn.Recording(["{ $what }"]), and train until it is first due.
plot-history-empty = plot_history: the history is empty; train for one epoch at least.
plot-history-shape = plot_history: { $metric } has the shape { $shape }; expected one number per epoch.
plot-history-epochs = plot_history: { $metric } has { $count ->
    [one] one value
   *[other] { $count } values
  } for { $epochs } epochs, and it is not known which epochs they belong to; give a dict with NaN for the others.
plot-boundary-x = plot_boundary: x has the shape { $shape }; expected rows of two features.
plot-boundary-y = plot_boundary: x has { $rows } rows, y has { $labels }; expected a label for each row.
plot-boundary-model = plot_boundary: a model can only be drawn as it is now; for earlier epochs, give a gn.Recording of "boundary".
plot-boundary-stream = plot_boundary: the number of steps per epoch is not known for this stream; give steps_per_epoch to gn.fit, or leave out epochs.
plot-boundary-epochs = plot_boundary: { $count } epochs; expected 1 to { $most }.
plot-boundary-epoch = plot_boundary: epoch { $epoch } was not recorded; { $near ->
    [none] no end of an epoch was.
   *[other] near it: { $near }.
  }
