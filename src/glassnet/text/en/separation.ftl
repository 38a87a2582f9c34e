# Whether two classes can be separated.

separable-boundary = { $features ->
    [1] threshold
    [2] straight line
    [3] plane
   *[other] hyperplane
  }
separable-yes = a { $boundary } separates { $first } from { $second }.
separable-no = no { $boundary } separates { $first } from { $second }.
separable-undecided = whether a { $boundary } separates { $first } from { $second } is not decided: neither was proved in the time there is.
separable-class = class { $name }
separable-sides = { $sum } is below 0 for every row of { $first } and above 0 for every row of { $second }.
separable-unit = As a unit: { $unit }
separable-unit-coarse = No unit: it computes with 32-bit numbers, which are too coarse for these rows.
separable-margin = The nearest rows are { $margin } away: { $rows }.
separable-largest = No other leaves more room.
separable-limit = None leaves more room than { $limit }.
separable-rows = { $count ->
    [one] row
   *[other] rows
  } { $rows }
separable-contradiction = { $rows }: the same point { $point }, once { $first } and once { $second }.
separable-more-contradictions = There are { $count } such points.
separable-common = The point { $point } lies between rows of both classes:
separable-exact = ≈ is rounded for this screen; the sums are equal in exact fractions.
separable-why = All rows of a class on one side of a { $boundary } have what lies between them there too; this point would have to be on both sides.
separable-without = Without { $count } of the { $all } rows the others are separable;
separable-fewest = no fewer will do:
separable-at-least = at least { $least } must go:
separable-names = { $count ->
    [one] one name
   *[other] { $count } names
  } of features; expected { $expected }.
separable-names-differ = { $found } among the names of features; expected different texts of one line.
separable-points-numbers = the points hold something else than numbers, or rows of different lengths.
separable-points-shape = points of shape { $shape }; expected [rows, features].
separable-points-empty = points of shape { $shape }: there is nothing to separate.
separable-not-finite = the point of row { $row } has { $value } in column { $column }; expected finite numbers.
separable-too-large = the points have { $found }; expected { $most } at most.
separable-too-narrow = the numbers of { $name } differ by { $found } at most; expected { $least } at least; multiply them.
separable-labels-shape = labels of shape { $shape }; expected one for each row.
separable-labels-kinds = labels of kinds that have no order; expected two different values.
separable-lengths = { $points } points and { $labels } labels; expected as many.
separable-classes = { $count ->
    [one] one class
   *[other] { $count } classes
  } among the labels ({ $some }); expected two.
separable-which-class = { $count } classes ({ $some }); name one to set against all others: --class { $first }
separable-no-class = --class { $given }: there is no such class.
separable-others = the others
separable-plot-features = { $count ->
    [one] one feature
   *[other] { $count } features
  }; expected 2 to draw points in a plane.
separable-plane-line = boundary
separable-plane-common = in both hulls
