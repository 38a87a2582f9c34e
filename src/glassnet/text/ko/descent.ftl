# 수식의 경사하강법.

descent-title = { $function }; { $optimizer }, 학습률 { $rate }
descent-step = 스텝
descent-steps = steps { $found }: 1 이상 { $most } 이하의 정수여야 합니다.
descent-start-form = start { $found }: {"{"}"x": 3{"}"}처럼 변수마다 값을 주어야 합니다.
descent-start-missing = 시작점이 없습니다. --from x=3처럼 변수마다 값을 주어야 합니다.
descent-optimizer = optimizer { $found }: "adam"처럼 이름으로 주어야 합니다.
descent-variables = { $names ->
    [none] 변수가 없는 수식입니다
   *[other] 변수가 { $names }인 수식입니다
  }. 변수는 하나 또는 둘이어야 합니다. 나머지는 수로 쓰거나 'f(x) = a*x^2'처럼 변수를 밝혀 주세요.
descent-overflow = 다음 점이 64비트 부동소수점 수로 나타내기에 너무 큽니다.
descent-after = { $step }스텝 뒤: { $where }, { $name } = { $value }.
descent-stationary-start = { $where }에서 그래디언트가 0이라 움직이지 않습니다. { $kind ->
    [minimum] 이미 극소점입니다.
    [maximum] 극대점입니다. 조금 옆에서 시작하세요.
    [saddle] 안장점입니다. 조금 옆에서 시작하세요.
   *[undecided] 정류점입니다. 조금 옆에서 시작하세요.
  }
descent-stationary = { $step }스텝에서 그래디언트가 0인 점에 닿았습니다: { $where }{ $kind ->
    [minimum] , 극소점.
    [maximum] , 극대점.
    [saddle] , 안장점.
   *[undecided] . 64비트 부동소수점 수로 계산한 값입니다. 이계도함수로는 극소점인지 알 수 없습니다.
  }
descent-near-saddle = 그래디언트가 거의 0이지만 극소점이 아닙니다. 함수가 아래로 휘는 방향이 있습니다. 이 경로에서 조금 벗어난 곳에서 시작하면 더 내려갑니다.
descent-left = { $step }스텝에서 멈췄습니다: { $why }
descent-diverges = 발산합니다: { $name } 값이 { $before }에서 { JOSA($value, "으로/로") } 커졌습니다.
descent-limit = 지나온 점 가운데 가장 낮은 점의 최대 곡률: L = { $curvature }. 곡률이 이만한 극소점에서는 학습률이 { $limit }보다 크면 { $kind ->
    [above] 발산합니다. 지금 학습률이 그보다 크니 { JOSA($half, "으로/로") } 해 보세요.
   *[below] 발산합니다.
  }

descent-start = 시작
descent-last = 마지막 스텝
descent-path = 스텝
descent-rate = { $optimizer }, 학습률 { $rate }
descent-panel = { $why ->
    [given] 주어진 값
    [tenth] 그 10분의 1
    [small] 너무 작은 값
    [half] 한계 { $limit }의 절반
    [above] 한계 { $limit }보다 5% 큰 값
   *[tenfold] 10배
  }: { $end ->
    [left] 다음 점에 그래디언트가 없음
    [diverges] 발산
    [stationary] 그래디언트 0, { $name } = { $value }
   *[finished] { $name } = { $value }
  }
