# Networks side by side.

compare-title = { $data }: { $seeds ->
    [one] one seed
   *[other] { $seeds } seeds
  }, { $epochs ->
    [one] one epoch
   *[other] { $epochs } epochs
  }
compare-column-network = network
compare-column-parameters = parameters
compare-column-learned = learned
compare-column-loss = final loss (quartiles)
compare-column-epochs = epochs to learn
compare-column-seconds = time
compare-seconds = { $seconds } s
compare-note = Learned: { $kind ->
    [loss] a loss of at most { $threshold } in the last epoch
   *[accuracy] an accuracy of at least { $threshold } in the last epoch
  }. Loss and epochs are medians over the seeds; epochs count to the first that reached it, of the seeds that learned.
compare-plot-loss = loss: median and quartiles over the seeds
compare-plot-learned = share of seeds that have learned
compare-networks = { $found } networks; expected { $most } or fewer: compare fewer settings at once.
compare-seeds = { $found } seeds; expected 1 to { $most }.
compare-seeds-form = seeds { $found }: expected how many, or the seeds themselves, such as range(20).
compare-layers-form = layers { $found }: expected the hidden layers of each network, such as [[2], [10, 10]].
compare-size = { $networks } networks from { $seeds } seeds for { $epochs } epochs: more losses than are kept, { $most }. Try fewer of one of them.
compare-threshold = threshold { $found }: expected { $task ->
    [regression] a loss above 0
   *[other] an accuracy above 0, up to 1
  }.
