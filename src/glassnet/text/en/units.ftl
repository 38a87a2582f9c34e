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
