# Networks: what cannot be built.

network-layers-form = layers '{ $found }': expected whole numbers separated by commas, such as 10,10,10, or 0 for no hidden layer.
network-layers = { $found } hidden layers: expected { $most } or fewer.
network-units = layers { $layers }: a hidden layer of { $found } units; expected 1 to { $most }.
network-weights = layers { $layers }: { $found } weights; expected { $most } or fewer: use fewer units.
network-learning-rate = learning rate { $found }: expected a finite number above 0, such as 0.01.
network-name = unknown { $kind ->
    [activation] activation
    [initializer] initializer
    [optimizer] optimizer
   *[loss] loss
  } '{ $name }'.{ $hint }
network-loss = loss { $loss }: does not fit a target of { $task ->
    [binary] two classes
    [classes] three or more classes
   *[regression] real numbers (regression)
  }; expected { $losses }.{ $others }
network-other-loss = To learn it { $task ->
    [binary] as two classes
    [classes] as classes
   *[regression] by regression
  }: { $losses }.
