# 그림.

plot-no-place = 미분가능한 점을 찾지 못했습니다. --at x=3처럼 점을 하나 주세요.
plot-secant = 할선, 기울기
plot-tangent = 접선, 기울기
plot-no-value = 값이 없음
plot-more-variables = 나머지 변수는 그리지 않았습니다
picture-no-font = 설치된 글꼴에 없는 글자를 네모로 그렸습니다: { $signs }. 나눔고딕이나 Noto Sans CJK를 설치하세요.

plot-more-panels = { $title } (외 { $count }개)
plot-more = 외 { $count }개
plot-some-rows = 전체 { $all }개 행 중 { $count }개
plot-not-finite = 유한하지 않음
plot-from-epoch = { $what }, 에포크 { $epoch }부터
plot-step-axis = 스텝
plot-steps-axis = 스텝 (에포크마다 { $count }개)
plot-epoch-axis = 에포크
plot-step = 스텝 { $number }
plot-epoch = 에포크 { $number }

plot-weights = 가중치
plot-weights-axis = 가중치
plot-activations = 층의 출력
plot-activations-axis = 출력
plot-all = 전체
plot-most = 5~95%
plot-half = 25~75%
plot-median = 중앙값

plot-gradients = 기울기
plot-gradient-norm = 기울기 노름
plot-gradient-depth = 층별 기울기 노름 (맨 위가 첫 층)
plot-gradient-bars = 표식: 중앙값, 굵은 선: 가운데 절반, 가는 선: 전체
plot-other-layers = 다른 층
plot-exactly-zero = 정확히 0
plot-share-zero = 정확히 0: { $count }/{ $all }
plot-share-not-finite = 유한하지 않음: { $count }/{ $all }
plot-no-norm = 유한하고 0보다 큰 노름이 없음
plot-grey-vanishing = 회색 영역: 기울기 소실
plot-grey-small =
    회색 영역: 모든 층에서 작음
    학습을 마쳤거나 멈춘 상태
plot-grey-exploding = 회색 영역: 기울기 폭발

plot-training = 학습
plot-validation = 검증
plot-training-metric = 학습 { $metric }

plot-boundary = 결정 경계
plot-predictions = 예측값
plot-probability = { $name }일 예측 확률
plot-answer = 출력 (클수록 { $name })
plot-predicted = { $name ->
    [none] 예측값
   *[other] 예측한 { $name }
  }
plot-grey = 회색: 유한하지 않음

plot-not-recorded = { $picture }: 기록에 "{ $what }"{ $other ->
    [none] {""}
   *[other] {" "}또는 { $other }
  } 항목이 없습니다. gn.Recording(["{ $what }"])을 콜백으로 주고, 처음 기록될 때까지 학습하세요.
plot-history-empty = plot_history: 학습 기록이 비어 있습니다. 한 에포크 이상 학습하세요.
plot-history-shape = plot_history: { $metric }의 모양이 { $shape }입니다. 에포크마다 수 하나여야 합니다.
plot-history-epochs = plot_history: { $epochs } 에포크 동안 { $metric }의 값은 { $count }개인데, 어느 에포크의 값인지 알 수 없습니다. 나머지를 NaN으로 채운 dict를 주세요.
plot-boundary-x = plot_boundary: x의 모양이 { $shape }입니다. 특성이 두 개인 행들이어야 합니다.
plot-boundary-y = plot_boundary: x는 { $rows }개 행인데 y는 { $labels ->
    [none] 없습니다
   *[other] { $labels }개입니다
  }. 행마다 레이블이 하나씩 있어야 합니다.
plot-boundary-model = plot_boundary: 모델에는 지금 상태밖에 없습니다. 이전 에포크를 그리려면 "boundary"를 기록한 gn.Recording을 주세요.
plot-boundary-stream = plot_boundary: 이 스트림은 에포크당 스텝 수를 알 수 없습니다. gn.fit에 steps_per_epoch를 주거나 epochs를 빼세요.
plot-boundary-epochs = plot_boundary: 에포크가 { $count }개입니다. 1개부터 { $most }개까지 그릴 수 있습니다.
plot-boundary-epoch = plot_boundary: 에포크 { $epoch }의 기록이 없습니다. { $near ->
    [none] 끝까지 기록된 에포크가 없습니다.
   *[other] 가까운 에포크: { $near }.
  }
