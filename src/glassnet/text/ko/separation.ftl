# 두 클래스를 나눌 수 있는지.

separable-boundary = { $features ->
    [1] 경계값
    [2] 직선
    [3] 평면
   *[other] 초평면
  }
separable-yes = 두 클래스({ $first }, { $second })를 나누는 { $boundary }이 있습니다(선형 분리 가능).
separable-no = 두 클래스({ $first }, { $second })를 나누는 { $boundary }은 없습니다(선형 분리 불가능).
separable-undecided = 두 클래스({ $first }, { $second })를 나누는 { $boundary }이 있는지 판정하지 못했습니다. 주어진 시간 안에 어느 쪽도 증명하지 못했습니다.
separable-class = 클래스 { $name }
separable-sides = { $sum }: { $first }의 모든 행에서 0보다 작고, { $second }의 모든 행에서 0보다 큽니다.
separable-unit = 유닛으로 쓰면: { $unit }
separable-unit-coarse = 유닛으로는 쓸 수 없습니다. 유닛은 32비트 수로 계산하는데, 이 행들을 구별하기에는 정밀도가 모자랍니다.
separable-margin = 가장 가까운 행까지의 거리는 { $margin }입니다: { $rows }.
separable-largest = 여유(마진)가 이보다 큰 것은 없습니다.
separable-limit = 여유(마진)는 아무리 커도 { JOSA($limit, "을/를") } 넘지 못합니다.
separable-rows = 행 { $rows }
separable-contradiction = { $rows }: 같은 점 { $point }인데 클래스가 { $first }, { JOSA($second, "으로/로") } 다릅니다.
separable-more-contradictions = 이런 점이 모두 { $count }개 있습니다.
separable-common = 점 { $point }: 두 클래스의 볼록 껍질에 모두 속합니다.
separable-exact = ≈는 화면에서만 반올림한 수입니다. 두 합은 분수로 정확히 같습니다.
separable-why = 한 클래스의 모든 행이 { $boundary }의 한쪽에 있으면 그 사이의 점도 모두 같은 쪽에 있습니다. 이 점은 양쪽에 동시에 있어야 하므로 모순입니다.
separable-without = 전체 { $all }개 행 중 { $count }개를 빼면 나머지는 선형 분리 가능합니다.
separable-fewest = 이보다 적게 빼서는 나눌 수 없습니다:
separable-at-least = 적어도 { $least }개는 빼야 합니다:
separable-names = 특성의 이름이 { $count }개입니다. { $expected }개여야 합니다.
separable-names-differ = 특성의 이름에 { JOSA($found, "이/가") } 있습니다. 서로 다른 한 줄짜리 글이어야 합니다.
separable-points-numbers = 점에 수가 아닌 것이 있거나 행의 길이가 서로 다릅니다.
separable-points-shape = 점의 모양이 { $shape }입니다. [행, 특성]이어야 합니다.
separable-points-empty = 점의 모양이 { $shape }입니다. 나눌 것이 없습니다.
separable-not-finite = 행 { $row }의 점에서 열 { JOSA($column, "이/가") } { $value }입니다. 유한한 수여야 합니다.
separable-too-large = 점에 { JOSA($found, "이/가") } 있습니다. { $most }까지만 다룰 수 있습니다.
separable-too-narrow = { $name }의 수들은 차이가 { $found } 이하입니다. { $least } 이상이어야 하니 적당한 수를 곱하세요.
separable-labels-shape = 레이블의 모양이 { $shape }입니다. 행마다 하나여야 합니다.
separable-labels-kinds = 순서를 정할 수 없는 레이블입니다. 서로 다른 두 값이어야 합니다.
separable-lengths = 점은 { $points }개, 레이블은 { $labels }개입니다. 수가 같아야 합니다.
separable-classes = 레이블의 클래스가 { $count }개입니다({ $some }). 두 개여야 합니다.
separable-which-class = 클래스가 { $count }개입니다({ $some }). 나머지 전부와 나눌 하나를 고르세요: --class { $first }
separable-no-class = --class { $given }: 그런 클래스는 없습니다.
separable-others = 나머지
separable-plot-features = 특성이 { $count }개입니다. 평면에 그리려면 2개여야 합니다.
separable-plane-line = 경계
separable-plane-common = 두 볼록 껍질의 공통점
