# 두 클래스의 선형 분리 가능성.

separable-boundary = { $features ->
    [1] 임곗값
    [2] 직선
    [3] 평면
   *[other] 초평면
  }
separable-yes = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
  }선형 분리 가능. 두 클래스({ $first }, { $second })를 나누는 { $boundary }이 있습니다.
separable-no = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
  }선형 분리 불가능. 두 클래스({ $first }, { $second })를 나누는 { $boundary }이 없습니다.
separable-undecided = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
  }판정하지 못했습니다. 주어진 시간 안에 두 클래스({ $first }, { $second })를 나누는 { $boundary }도, 그런 { $boundary }이 없다는 증명도 찾지 못했습니다.
separable-class = 클래스 { $name }
separable-sides = 결정 경계: { $sum } = 0 ({ $first }의 모든 행에서 0보다 작고, { $second }의 모든 행에서 0보다 큽니다)
separable-unit = 로지스틱 유닛으로 쓰면: { $unit }
separable-unit-coarse = 로지스틱 유닛으로는 쓸 수 없습니다. float32로는 이 행들을 구별하지 못합니다.
separable-margin = { $proved ->
    [yes] 최대 마진: { $margin }
   *[no] 마진: { $margin } (최대 마진은 { $limit } 이하)
  }, 서포트 벡터: { $rows }
separable-rows = 행 { $rows }
separable-contradiction = 모순된 레이블: { JOSA($rows, "은/는") } 같은 점 { $point }인데 레이블이 { $first }, { JOSA($second, "으로/로") } 다릅니다.
separable-more-contradictions = 이런 점이 모두 { $count }개 있습니다.
separable-common = 점 { JOSA($point, "은/는") } 두 클래스의 볼록 껍질에 모두 속합니다:
separable-rounded = ≈는 반올림한 수입니다. 두 합은 분수로 정확히 같습니다.
separable-why = 두 클래스가 { $boundary }의 양쪽에 나뉘어 있다면 이 점은 양쪽에 동시에 있어야 하므로 모순입니다.
separable-removal = 전체 { $all }개 행 중 { $count }개를 빼면 나머지는 선형 분리 가능합니다({ $proved ->
    [yes] 이보다 적게 빼서는 불가능합니다
   *[no] 적어도 { $least }개는 빼야 합니다
  }): { $rows }
separable-names = 특성은 { $expected }개인데 이름이 { $count }개입니다. 특성마다 하나씩 주세요.
separable-names-differ = 특성 이름 { $found }: 서로 다른 한 줄짜리 텍스트여야 합니다.
separable-points-numbers = 점은 길이가 같은 행들로 이루어져야 하고, 모든 값이 수여야 합니다.
separable-points-shape = 점의 모양이 { $shape }입니다. [행, 특성]이어야 합니다.
separable-points-empty = 점의 모양이 { $shape }입니다. 행과 특성이 하나 이상 있어야 합니다.
separable-not-finite = { $row }번 행, { $column }번 열의 값이 { $value }입니다. 유한한 수여야 합니다.
separable-too-large = 점의 값 { JOSA($found, "이/가") } 너무 큽니다. { $most } 이하의 수만 다룰 수 있습니다.
separable-too-narrow = 특성 { $name }의 값들은 차이가 { $found }밖에 되지 않습니다. { $least } 이상이 되도록 적당한 수를 곱하세요.
separable-labels-shape = 레이블의 모양이 { $shape }입니다. 행마다 하나여야 합니다.
separable-labels-kinds = 레이블의 자료형이 섞여 있어 함께 정렬할 수 없습니다. 서로 다른 두 값이어야 합니다.
separable-lengths = 점은 { $points }개인데 레이블이 { $labels }개입니다. 점마다 하나씩 주세요.
separable-classes = 레이블의 클래스가 { $count }개입니다({ $some }). 두 개여야 합니다.
separable-which-class = 클래스가 { $count }개입니다({ $some }). 나머지와 나눌 클래스를 하나 고르세요: --class { $first }
separable-no-class = --class { $given }: 그런 클래스는 없습니다.
separable-others = 나머지
separable-plot-features = 특성이 { $count }개입니다. 평면에 그리려면 2개여야 합니다.
separable-plane-line = 결정 경계
separable-plane-common = 두 볼록 껍질에 모두 속하는 점
