# 신경망: 만들 수 없는 것.

network-layers-form = 은닉층 '{ $found }': 10,10,10처럼 정수를 쉼표로 나눠 쓰거나, 은닉층이 없으면 0을 써 주세요.
network-layers = 은닉층 { $found }개: { $most }개까지 둘 수 있습니다.
network-units = 은닉층 { $layers }: 유닛 { $found }개인 은닉층은 만들 수 없습니다. 1개부터 { $most }개까지입니다.
network-weights = 층 { $layers }: 가중치가 { $found }개입니다. { $most }개까지 쓸 수 있습니다. 유닛을 줄여 주세요.
network-learning-rate = 학습률 { $found }: 0.01처럼 0보다 큰 유한한 수여야 합니다.
network-name = { $kind ->
    [activation] 활성화 함수
    [initializer] 초기화 방법
    [optimizer] 옵티마이저
   *[loss] 손실 함수
  } '{ $name }': 그런 이름은 없습니다.{ $hint }
network-loss = 손실 함수 { $loss }: { $task ->
    [binary] 두 클래스
    [classes] 셋 이상의 클래스
   *[regression] 실수 (회귀)
  } 목표에 맞지 않습니다. 쓸 수 있는 손실 함수: { $losses }.{ $others }
network-other-loss = { $task ->
    [binary] 두 클래스로 학습하려면
    [classes] 클래스로 학습하려면
   *[regression] 회귀로 학습하려면
  }: { $losses }.
