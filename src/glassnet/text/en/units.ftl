# Units with given weights.

unit-no-weights = a unit without weights; expected a number for each of its inputs.
unit-activation = unknown activation { $name }.
unit-weight = a weight
unit-bias = a bias
unit-number = { $what } is { $found }; expected a finite float32 number, up to 3.4e38.
unit-weights = { $name } has { $found ->
    [one] one weight
   *[other] { $found } weights
  }; expected { $expected }, one for each of its inputs.
units-none = a network without units; expected a list of units for each layer.
units-activations = a layer with the activations { $found }; expected one activation for all units of a layer.
units-rows-no-numbers = rows: expected finite numbers.
units-rows-value = row { $row } holds { $found }; expected finite float32 numbers, up to 3.4e38.
units-rows-ragged = row { $row } has { $found ->
    [one] one number
   *[other] { $found } numbers
  }; expected { $expected }.
units-rows-shape = rows of shape { $found }; expected a list of rows with { $expected } numbers each.
units-too-many-inputs = a truth table of { $found } inputs is too large; expected { $most } inputs or fewer, or rows of your own.
units-no-answer = { $activation } outputs cannot be compared with a target: they are not answers of 0 and 1.
units-unknown = no gate, lesson, run or file '{ $name }'.
units-gate-rows = target { $name }: a gate needs rows of 0 and 1 and one output; give a 0 or 1 for each row instead.
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
units-formulas = The units as formulas:
units-merged = Units side by side form a layer; each is a column of its weight matrix:
units-found = found with { $hidden ->
    [0] no hidden unit
    [one] one hidden unit
   *[other] { $hidden } hidden units
  } and integer weights up to { $most }:
units-none-found = { $target }: no { $hidden ->
    [0] single unit
    [one] network with one hidden unit
   *[other] network with { $hidden } hidden units
  } solves it with integer weights up to { $most }.
units-search-too-large = { $networks } networks are too many to search; expected { $most } or fewer: try fewer hidden units or inputs, or a smaller --most.
units-search-unit = a unit with { $inputs ->
    [one] one input
   *[other] { $inputs } inputs
  } has { $found } choices of integer weights up to { $largest }; expected { $most } or fewer: try fewer inputs or hidden units, or a smaller --most.
units-which = nothing to compute; name a gate or a TOML file, or give units with --unit w=5,5 b=-8.
units-no-gate-weights = { $name }: no weights are known for it; find some with --search.
units-unit-form = --unit { $given }: expected weights and a bias, such as --unit w=5,5 b=-8.
units-toml = { $path }: { $why }
units-toml-key = { $where ->
    [file] unknown key
   *[other] { $where }: unknown key
  } { $found }.
units-toml-kind = { $kind ->
    [missing] no such file.
    [folder] a folder; expected a TOML file.
   *[device] a pipe or device; expected a TOML file on disk.
  }
units-toml-size = { $found } bytes; expected a TOML file of at most { $most }.
units-toml-utf8 = not UTF-8 text; save it as UTF-8.
units-toml-syntax = not valid TOML: { $said }.
units-toml-syntax-at = not valid TOML, line { $line }, column { $column }: { $said }.
units-toml-deep = brackets are nested too deeply.
units-toml-digits = a number has too many digits.
units-toml-layers = expected [[layers]] with units, each with weights and bias.
units-plane = input space
units-hidden = hidden layer outputs
units-no-line = no line: all weights are 0
units-line-outside = line outside the picture
units-truth-table = { $given } is not a truth table; expected a gate such as xor or parity:3, or a 0 or 1 for each combination of the inputs, such as 0110.
units-plot-inputs = { $found ->
    [one] one input
   *[other] { $found } inputs
  }; expected 2 to draw units as lines in the plane.
units-other-layers = Other layers can be given in a TOML file, with [[layers]] for each.
units-unexpected = { $given }: expected one gate or file, and units with --unit.
unit-name = unit name { $found }; expected text on one line.
units-layers = { $found }: expected a list of units for each layer.
units-inputs = inputs { $found }: expected a name for each input, all different.
units-name-taken = { $name } is the name of an output; choose another name for the input or unit.
units-rounded = { $name }: float32 cannot represent { $given }; computed with { $held }.
units-overflow = a sum of { $name } overflows float32; expected smaller weights or rows.
units-target = target
units-nothing-drawn = nothing to draw: { $path } was not written.
units-not-together = { $one } and { $other } cannot be combined; expected one of them.
units-search-only = { $option } is an option of --search; expected both.
units-lesson-large = lesson { $lesson }: its network has { $inputs } inputs; expected { $most } or fewer for a table of its units. To see what it learns: glassnet lesson { $lesson } --plot { $lesson }.png
units-model-layer = no chain of units: it contains { $layer }; expected a chain of Dense layers with the activations sigmoid, step, tanh, relu or linear.
units-model-data = { $name } has { $inputs ->
    [one] one input
   *[other] { $inputs } inputs
  }; { $data } has { $features } columns. Name its own data with --data.
units-learned = Weights that training found: { $name }
units-first-rows = The first { $shown } of { $rows } rows of { $data }:
units-standardised = Inputs are standardised columns: (value − mean)/standard deviation of the training rows.
units-has-data = { $option }: { $name } has its own data; leave it out.
units-data-of-model = { $option }: goes with a model saved by Keras (MODEL.keras), and none is given.
units-save-toml = { $path }: expected a file name that ends in .toml.
