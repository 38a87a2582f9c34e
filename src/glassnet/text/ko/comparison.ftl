# 나란히 비교하는 신경망.

compare-title = { $data }: 시드 { $seeds }개, { $epochs } 에포크
compare-column-network = 신경망
compare-column-parameters = 매개변수
compare-column-learned = 학습 성공
compare-column-loss = 최종 손실 (사분위수)
compare-column-epochs = 학습에 걸린 에포크
compare-column-seconds = 시간
compare-seconds = { $seconds }초
compare-note = 학습 성공: { $kind ->
    [loss] 마지막 에포크의 손실이 { $threshold } 이하
   *[accuracy] 마지막 에포크의 정확도가 { $threshold } 이상
  }. 손실과 에포크는 시드에 대한 중앙값입니다. 에포크는 성공한 시드가 그 기준에 처음 닿은 때까지 셉니다.
compare-plot-loss = 손실: 시드에 대한 중앙값과 사분위수
compare-plot-learned = 학습에 성공한 시드의 비율
compare-networks = 신경망 { $found }개: { $most }개까지 비교합니다. 한 번에 비교하는 설정을 줄여 주세요.
compare-seeds = 시드 { $found }개: 1개 이상 { $most }개 이하여야 합니다.
compare-seeds-form = seeds { $found }: 시드의 개수나 range(20)처럼 시드 자체를 주어야 합니다.
compare-layers-form = layers { $found }: [[2], [10, 10]]처럼 신경망마다 은닉층을 주어야 합니다.
compare-size = 신경망 { $networks }개 × 시드 { $seeds }개 × { $epochs } 에포크: 손실을 { $most }개까지 보관합니다. 셋 중 하나를 줄여 주세요.
compare-threshold = 기준 { $found }: { $task ->
    [regression] 0보다 큰 손실이어야 합니다.
   *[other] 0보다 크고 1 이하인 정확도여야 합니다.
  }
