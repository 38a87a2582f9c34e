# Whether two classes are linearly separable.

separable-boundary = { $features ->
    [1] threshold
    [2] straight line
    [3] plane
   *[other] hyperplane
  }
separable-yes = { $name ->
    [none] Linearly separable
   *[other] { $name } is linearly separable
  }: a { $boundary } separates { $first } from { $second }.
separable-no = { $name ->
    [none] Not linearly separable
   *[other] { $name } is not linearly separable
  }: no { $boundary } separates { $first } from { $second }.
separable-undecided = { $name ->
    [none] Undecided
   *[other] { $name } is undecided
  }: in the time allowed, neither a { $boundary } that separates { $first } from { $second } was found nor a proof that there is none.
separable-class = class { $name }
separable-sides = Decision boundary: { $sum } = 0 (below 0 for every row of { $first }, above 0 for every row of { $second })
separable-unit = As a logistic unit: { $unit }
separable-unit-coarse = As a logistic unit: none, because float32 cannot tell these rows apart.
separable-margin = { $proved ->
    [yes] Maximum margin: { $margin }
   *[no] Margin: { $margin } (maximum margin: { $limit } at most)
  }; support vectors: { $rows }
separable-rows = { $count ->
    [one] row
   *[other] rows
  } { $rows }
separable-contradiction = Contradictory labels: { $rows } are the same point { $point }, labelled { $first } and { $second }.
separable-more-contradictions = There are { $count } such points.
separable-common = The convex hulls of both classes contain the point { $point }:
separable-rounded = ≈ marks rounded numbers; the sums are equal in exact fractions.
separable-why = A { $boundary } with each class on its own side would have this point on both sides.
separable-removal = Remove { $count } of { $all } rows to make the rest linearly separable ({ $proved ->
    [yes] no fewer will do
   *[no] at least { $least } have to go
  }): { $rows }
separable-names = { $count ->
    [one] one feature name
   *[other] { $count } feature names
  } for { $expected ->
    [one] one feature
   *[other] { $expected } features
  }; expected one for each.
separable-names-differ = feature name { $found }: expected different texts of one line.
separable-points-numbers = points: expected rows of numbers, all of the same length.
separable-points-shape = points of shape { $shape }; expected [rows, features].
separable-points-empty = points of shape { $shape }; expected at least one row and one feature.
separable-not-finite = points: row { $row }, column { $column } is { $value }; expected finite numbers.
separable-too-large = points: { $found } is too large; expected numbers up to { $most }.
separable-too-narrow = feature { $name } varies by { $found } only; expected at least { $least }: multiply it.
separable-labels-shape = labels of shape { $shape }; expected one label for each row.
separable-labels-kinds = labels of types that cannot be sorted together; expected two different values.
separable-lengths = { $points } points and { $labels } labels; expected one label for each point.
separable-classes = { $count ->
    [one] one class
   *[other] { $count } classes
  } in the labels ({ $some }); expected two.
separable-which-class = { $count } classes ({ $some }); choose one to separate from the others: --class { $first }
separable-no-class = --class { $given }: no such class.
separable-others = the others
separable-plot-features = { $count ->
    [one] one feature
   *[other] { $count } features
  }; expected 2 for a picture of the plane.
separable-plane-line = decision boundary
separable-plane-common = in both convex hulls
