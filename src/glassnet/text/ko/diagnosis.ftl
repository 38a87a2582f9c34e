# 신경망이 학습하지 못하는 원인: 무엇을 찾았는지, 어떻게 할지.

diagnosis-nothing = 학습을 막는 원인을 찾지 못했습니다.
diagnosis-seconds = diagnose: seconds는 0보다 커야 하는데 { JOSA($given, "을/를") } 받았습니다. 제한을 없애려면 math.inf를 주세요.
diagnosis-progress = diagnose: progress에는 함수나 None이 필요한데 { JOSA($given, "을/를") } 받았습니다.
diagnosis-sparse = { $name }: 밀집 배열이 필요한데 SciPy의 { JOSA($type, "을/를") } 받았습니다. { $name }.toarray()를 주세요.
diagnosis-masked = { $name }: 모든 자리에 수가 있어야 하는데 마스크된 배열을 받았습니다. 마스크는 고려하지 않습니다. 그 행을 빼거나 값을 채우세요({ $name }.filled(0)).
diagnosis-no-numbers = { $name }: 수가 필요한데 { $dtype } 자료형을 받았습니다. 먼저 실수나 정수로 인코딩하세요.
diagnosis-negative-weights = sample_weight: 0 이상인 가중치가 필요한데 { $least }까지 있습니다(음수 { $count }개). 가중치가 음수인 행은 학습할수록 더 틀리게 됩니다.
diagnosis-apply-other = { $cause }: { $model } 모델은 진단한 모델이 아닙니다. 가중치의 모양이 다릅니다. 이 모델을 gn.diagnose로 진단하세요.
diagnosis-consequence = 위 원인의 결과: { $text }
diagnosis-not-checked = { $seconds }초 안에 살펴보지 못한 것: { $themes }. 더 보려면 `seconds`(--seconds)를 늘리세요.
diagnosis-theme-data = 입력과 목표값
diagnosis-theme-output = 손실과 출력
diagnosis-theme-numbers = NaN과 무한대
diagnosis-theme-rate = 학습률
diagnosis-theme-units = 은닉 유닛
diagnosis-theme-gradients = 기울기
diagnosis-theme-capacity = 표현력
diagnosis-theme-remedies = 해결책
diagnosis-checking =
    { $found ->
        [none] { $theme } 확인 중 …
       *[other] { $theme } 확인 중 … 찾은 것: { $found }
    }
diagnosis-at-step = { $step }번째 스텝: { $text }
diagnosis-of-output = 출력 { $output }: { $text }
diagnosis-of-validation = { $epoch }번째 에포크부터 val_loss가 유한하지 않습니다(loss는 유한): { $text }
diagnosis-stopped = 이 스텝 직전에 학습을 멈췄으며, 모델에는 마지막으로 유한했던 가중치가 남아 있습니다.
diagnosis-not-begun = 학습을 시작하지 않았습니다.
diagnosis-no-arrays = diagnose: x와 y에는 [행, …] 모양의 배열이 필요한데 { $given } 객체를 받았습니다. 배치 하나의 행들을 주세요.
diagnosis-tried = { $helps ->
    [yes] 적용해 본 결과:
   *[no] 적용해 보았지만 나아지지 않음:
  } { $steps }스텝 뒤 { $compared ->
    [accuracy] 정확도
    [share] 손실 ÷ 가장 좋은 상수 예측의 손실
   *[loss] 손실
  } { $after }{ $before ->
    [none] (적용하지 않으면 학습할 수 없음)
   *[some] (적용하지 않으면 { $before })
  }
diagnosis-apply-none = { $cause }: 데이터나 직접 쓴 코드를 바꿔야 하는 해결책이라 자동으로 적용할 수 없습니다. { $remedy }
diagnosis-apply-data = { $cause }: 해결책을 적용하려면 데이터도 필요합니다. finding.apply(model, x, y)처럼 { $part }도 주세요.
diagnosis-apply-subclassed = { $type } 모델은 직접 쓴 call()에서 출력을 계산하므로 밖에서 층을 바꿀 수 없습니다. 모델의 코드에서 바꾸거나, Sequential 또는 함수형 모델을 진단하세요.
diagnosis-apply-output = { $model }: 출력의 활성화 함수가 사용자 정의 층이나 Lambda 안에 있습니다. 그 안에서 바꾸거나, Keras의 층으로 끝내세요.
diagnosis-apply-layer = { $layer } 층({ $type })을 복사할 수 없습니다. 복사하려면 get_config()와 from_config()가 필요합니다.
diagnosis-apply-copy = { $type } 모델을 복사할 수 없습니다. 복사하려면 __init__의 인자를 돌려주는 get_config()가 필요합니다. 해결책을 적용하여 모델을 새로 만드세요.
diagnosis-apply-weights = { $type }: 가중치를 어떻게 초기화하는지 알 수 없습니다. 다른 가중치로 시작하려면 모델을 새로 만드세요.
diagnosis-not-finite-data = 데이터에 { $value }: { $where }의 { $row }번 행에 있습니다.
diagnosis-not-finite-data-remedy = 그 행을 고치거나 빼세요. NaN이나 ∞ 하나에서 계산되는 값은 모두 NaN이 됩니다.
diagnosis-not-finite-weight = 가중치에 NaN 또는 ∞: { $where }에 { $count }개 있습니다.
diagnosis-not-finite-weight-remedy = 모델을 새로 만들거나 이전 체크포인트를 불러와 진단하세요. 원인은 거기에서 드러납니다.
diagnosis-not-finite-value = 순전파에서 { $value } 발생: { $where } = { $formula }의 값이 { $at ->
    [row] { $row }번 행(인덱스 { $place })에서{" "}
    [place] { $place } 위치에서{" "}
   *[number] {""}
  }{ $value }입니다({ $inputs }). 이보다 먼저 계산된 값은 모두 유한{ $at ->
    [number] 합니다.
   *[other] 하고, 이 연산의 결과 중 { $count }개가 유한하지 않습니다.
  }
diagnosis-not-finite-value-remedy = 피연산자가 정의역을 벗어나지 않게 하세요. 로그, 제곱근, 분모에는 작은 epsilon을 더하고, exp 앞에서는 값을 제한하거나, from_logits=True인 손실 함수를 쓰세요.
diagnosis-diverged = 학습 발산: { $where } = { $formula }의 값이 { $at ->
    [row] { $row }번 행(인덱스 { $place })에서{" "}
    [place] { $place } 위치에서{" "}
   *[number] {""}
  }{ $value }입니다({ $inputs }). 이보다 먼저 계산된 값은 모두 유한{ $at ->
    [number] 합니다.
   *[other] 하고, 이 연산의 결과 중 { $count }개가 유한하지 않습니다.
  }
diagnosis-diverged-remedy = 학습률을 줄이거나, 입력과 목표값을 표준화하거나, 기울기 클리핑(clipnorm)을 적용하여 처음부터 다시 학습하세요. 이렇게 큰 수는 학습이 발산할 때만 나옵니다.
diagnosis-not-finite-gradient = 역전파에서 { $value } 발생: 손실은 유한하지만 { $at ->
    [row] { $row }번 행(인덱스 { $place })에서{" "}
    [place] { $place } 위치에서{" "}
   *[number] {""}
  }∂L/∂{ $where } = { $value }입니다. 이것은 { $operation } 연산을 { $input }에서 미분한 값{ $at ->
    [number] 입니다.
   *[other] 이고, 유한하지 않은 수가 모두 { $count }개입니다.
  }
diagnosis-not-finite-gradient-remedy = 제곱근, 노름, 거듭제곱은 그 점에서 미분계수가 유한하지 않습니다. 안에 작은 epsilon을 더하거나, 연산 결과가 아니라 연산 전의 피연산자에 `where`를 적용하세요.
diagnosis-not-finite-update = 가중치 갱신에서 NaN 발생: 손실과 기울기는 유한하지만(최대 { $gradient }), { $optimizer } 옵티마이저가 만든 { $where }의 값이 유한하지 않습니다.
diagnosis-not-finite-update-remedy = 옵티마이저 설정을 확인하세요. 학습률이 너무 커서 오버플로가 나거나, epsilon=0이라 0으로 나누거나, 옵티마이저의 상태에 이미 NaN이 있을 수 있습니다. 모델을 다시 컴파일하세요.
diagnosis-not-finite-step = 반올림으로 인한 오버플로: 이 스텝 다음에 손실이나 가중치가 유한하지 않지만, 이 스텝만 따로 계산하면 유한합니다.
diagnosis-not-finite-step-remedy = 학습률을 줄이거나 기울기 클리핑(clipnorm)을 적용하세요. fused=False로 학습하면 모든 스텝이 비트 단위로 같아서 어느 연산인지 알 수 있습니다.
diagnosis-not-finite-validation = 검증에서 NaN 발생: 검증 데이터도, 그 데이터를 학습 모드로 계산한 값도 모두 유한합니다.
diagnosis-not-finite-validation-remedy = 추론할 때 다르게 동작하는 것(BatchNormalization, `training` 인자를 받는 층)과 배치마다 달라지는 것을 확인하세요. 검증 데이터를 나누어 평가하면 어느 부분이 문제인지 알 수 있습니다.
diagnosis-saturated = 활성화 함수 포화: { $where } 층의 { $activation } 미분값이 평균 { $slope }(최댓값 { $largest })이고, 활성화 함수 입력의 평균 크기는 { $input }입니다.
diagnosis-saturated-remedy = 활성화 함수에 들어가는 값을 줄이세요. 입력을 표준화하거나, 초기 가중치를 작게 하거나(glorot_uniform), 활성화 함수 앞에 BatchNormalization을 넣으세요.
diagnosis-saturated-output = 출력 포화: { $where } 층 출력의 { $share }가 틀렸는데도 거의 변하지 않습니다(그곳에서 { $activation }의 평균 미분값은 { $slope }).
diagnosis-saturated-output-remedy = { $loss ->
    [crossentropy] 출력을 선형으로 두고 from_logits=True로 하거나, 초기 가중치나 학습률을 줄이세요.
   *[other] 교차 엔트로피를 쓰세요. 출력을 선형으로 두고 from_logits=True로 하는 것이 가장 좋습니다. 초기 가중치나 학습률을 줄여도 됩니다.
  }
diagnosis-dead-relu = 죽은 { $activation ->
    [relu] ReLU
   *[other] { $activation }
  }: { $where } 층의 유닛 { $units }개 중 { $dead }개가 모든 행에서 { $activation ->
    [relu] 0을 출력합니다
   *[other] 미분값이 0입니다
  }(활성화 함수 입력 { $least } … { $most }).
diagnosis-dead-relu-remedy = he_normal 가중치와 0인 편향으로 다시 시작하거나, 학습률을 줄이거나, leaky_relu, elu, gelu를 쓰세요.
diagnosis-vanishing = 기울기 소실: { $last } 층에서 { $last_norm }, { $where } 층에서 { $first_norm }입니다. 한 층을 지날 때마다 평균 { $factor }배가 됩니다.
diagnosis-vanishing-remedy = relu와 he_normal 또는 tanh와 glorot_uniform, 더 큰 초기 가중치, BatchNormalization이나 잔차 연결, 더 적은 층, 또는 Adam을 쓰세요.
diagnosis-exploding = { $of ->
    [values] 값 폭발: 제곱평균제곱근이 { $where } 층 뒤에서 { $first_norm }, { $last } 층 뒤에서 { $last_norm }입니다.
   *[gradient] 기울기 폭발: { $last } 층에서 { $last_norm }, { $where } 층에서 { $first_norm }입니다.
  } 한 층을 지날 때마다 평균 { $factor }배가 됩니다.
diagnosis-exploding-remedy = 초기 가중치를 줄이거나(relu는 he_normal, tanh는 glorot_uniform), 층 사이에 정규화를 { $of ->
    [values] 넣으세요.
   *[gradient] 넣거나, 옵티마이저의 clipnorm=1로 기울기 클리핑을 적용하세요.
  }
diagnosis-vanishing-time = 시간에 따른 기울기 소실: { $where } 층의 시간 단계 { $steps }개 중 마지막 단계에서 { $last_norm }, 첫 단계에서 { $first_norm }입니다. 단계마다 { $factor }배가 됩니다. { $lost }개 단계에는 기울기가 거의 닿지 않는데, 목표값은 바로 이 단계들이 결정합니다. 단순한 규칙의 점수가 이 단계들만 보면 { $early }, 나머지 단계만 보면 { $late }, 우연이면 { $chance }입니다.
diagnosis-vanishing-time-remedy = SimpleRNN 대신 LSTM이나 GRU를 쓰거나, tanh와 recurrent_initializer="orthogonal"을 쓰세요. 시퀀스를 짧게 하거나, 양쪽에서 읽거나(Bidirectional, 패딩에는 마스크), 출력이 모든 단계를 보게 해도 됩니다(return_sequences=True와 풀링 또는 어텐션).
diagnosis-exploding-time = { $of ->
    [values] 시간에 따른 값 폭발: { $where } 층의 시간 단계 { $steps }개에서 제곱평균제곱근이 첫 단계에는 { $first_norm }, 마지막 단계에는 { $last_norm }입니다.
   *[gradient] 시간에 따른 기울기 폭발: { $where } 층의 시간 단계 { $steps }개 중 마지막 단계에서 { $last_norm }, 첫 단계에서 { $first_norm }입니다.
  } 단계마다 { $factor }배가 됩니다.
diagnosis-exploding-time-remedy = { $of ->
    [values] {""}
   *[gradient] 옵티마이저의 clipnorm=1로 기울기 클리핑을 적용하세요.{" "}
  }recurrent_initializer="orthogonal"이나 더 작은 순환 가중치, relu 대신 tanh, LSTM이나 GRU, 더 짧은 시퀀스(Truncated BPTT)를 쓰세요.
diagnosis-copies = 깨지지 않은 대칭성: { $where }의 유닛 { $units }개 중 서로 다른 것은 { $distinct }개뿐입니다. 나머지는 가중치와 기울기가 같아서 계속 똑같이 변합니다.
diagnosis-copies-remedy = 가중치를 0이나 상수가 아니라 무작위로(glorot_uniform) 초기화하세요.
diagnosis-unused = 쓰이지 않는 변수: 학습 가능한 변수 { $all }개 중 { $count }개가 손실에 영향을 주지 않습니다: { $names }.
diagnosis-unused-remedy = call() 안에서 쓰거나 지우세요.
diagnosis-no-slope = 기울기 차단: { $cut } 연산의 미분값이 0이어서 학습 가능한 변수 { $all }개 중 { $count }개에는 기울기가 닿지 않습니다: { $names }.
diagnosis-no-slope-remedy = 매끄러운 함수로 바꾸거나(계단함수 대신 sigmoid), 기울기를 그대로 통과시키는 straight-through estimator를 쓰세요: x + stop_gradient(round(x) − x).
diagnosis-zero-gradient = 기울기 0: { $where } = { $formula }에서 기울기가 정확히 0이 되어, 학습 가능한 변수 { $all }개 중 { $count }개의 기울기가 0입니다: { $names }.
diagnosis-zero-gradient-remedy = 그곳에서 무엇이 곱해지는지 확인하세요. 0인 계수, 샘플 가중치, 손실 가중치이거나, 이 값들 모두에서 미분값이 0인 함수일 수 있습니다.
diagnosis-output-without-loss = 손실 함수가 없는 출력: 이 출력만의 변수 { $count }개가 기울기를 받지 못합니다: { $names }.
diagnosis-output-without-loss-remedy = compile()에 이 출력의 손실 함수를, y에 목표값을 넣으세요. 아니면 그 층을 빼거나 고정하세요(trainable = False).
diagnosis-nothing-trainable = 학습할 것이 없음: { $where }에 학습 가능한 변수가 없습니다.
diagnosis-nothing-trainable-remedy = 학습할 층에 trainable = True를 설정하고 다시 컴파일하세요.
diagnosis-softmax-of-one = 유닛 하나의 softmax: 가중치와 상관없이 출력이 항상 1입니다.
diagnosis-softmax-of-one-remedy = 유닛 하나에는 sigmoid와 binary_crossentropy를 쓰거나, 클래스마다 유닛을 하나씩 두세요.
diagnosis-categorical-of-one = 손실 함수와 활성화 함수 불일치: { $loss } 손실은 클래스의 확률 분포를 비교하는데 출력 유닛이 하나뿐이라, 손실이 출력에 따라 변하지 않습니다.
diagnosis-categorical-of-one-remedy = sigmoid와 binary_crossentropy를 쓰거나, 클래스마다 유닛을 하나씩 두세요.
diagnosis-class-fraction = 정수가 아닌 클래스 번호: 목표의 { $share }({ $least } ~ { $most }). { $loss } 손실은 소수 부분을 버립니다.
diagnosis-class-fraction-remedy = 클래스에 0, 1, 2, …로 번호를 매기세요. 스케일은 레이블이 아니라 입력에만 맞춥니다.
diagnosis-class-beyond-units = 범위를 벗어난 클래스 번호: 클래스는 { $least }에서 { $most }까지인데 유닛 { $units }개는 0에서 { $last }까지를 나타냅니다. 목표값의 { $share }에 해당하는 유닛이 없습니다.
diagnosis-class-beyond-units-remedy = 클래스 번호를 0부터 매기거나, 유닛을 클래스 수만큼 두세요.
diagnosis-target-width = 모양 불일치: 한 행에 목표값은 { $width }개, 출력은 { $units }개인데 { $loss } 손실이 오류 없이 브로드캐스팅합니다.
diagnosis-target-width-remedy = 유닛을 한 행의 목표값 수만큼 두거나, 클래스 번호를 받는 손실 함수(sparse_categorical_crossentropy)를 쓰세요.
diagnosis-target-axes = 모양 불일치: 출력은 행{ $given }이고 목표는 행{ $targets }입니다.
diagnosis-target-axes-remedy = { $more ->
    [outputs] 마지막 Dense 층 앞에 Flatten이나 전역 풀링을 넣고, 마지막 순환층에는 return_sequences=False를 주세요.
    [width] 클래스 수만큼 유닛을 두세요. 클래스 번호에는 sparse_categorical_crossentropy를 쓰세요.
   *[targets] 마지막 순환층에 return_sequences=True를 주거나, 행마다 목표를 하나만 주세요.
  }
diagnosis-token-ids = 잘못된 토큰 번호: { $kind ->
    [broken] { $where }의 { $share }가 정수가 아닙니다({ $least } ~ { $most }). Embedding은 소수 부분을 버리므로 0과 1 사이의 수는 모두 토큰 0이 됩니다
   *[outside] { $where }의 { $share }({ $least } ~ { $most })가 Embedding의 행 범위(0 ~ { $last }) 밖에 있습니다
  }.
diagnosis-token-ids-remedy = { $kind ->
    [broken] 실수는 Dense 층에 넣으세요. Embedding에는 0부터 { $last }까지의 단어 번호를 넣어야 합니다.
   *[outside] 토큰 번호를 0부터 매기거나, input_dim을 가장 큰 번호보다 1 크게 하세요.
  }
diagnosis-target-beyond-loss = 범위를 벗어난 목표값: { $least }에서 { $most }까지인데 { $loss } 손실은 { $low }에서 { $high }까지를 기대합니다({ $share }가 범위 밖).
diagnosis-target-beyond-loss-remedy = 목표값의 스케일이나 번호를 바꾸거나, 그런 목표값에 맞는 손실 함수(예: mean_squared_error)를 쓰세요.
diagnosis-target-no-distribution = 합이 1이 아닌 목표값: { $loss } 손실은 행마다 확률 분포를 기대하는데 { $share }가 그렇지 않습니다(합이 { $sum }인 행이 있음).
diagnosis-target-no-distribution-remedy = 원-핫 목표값을 쓰세요. 한 행에 레이블이 여러 개면 sigmoid와 binary_crossentropy를, 클래스 번호면 sparse_categorical_crossentropy를 쓰세요.
diagnosis-probabilities-expected = 손실 함수와 활성화 함수 불일치: { $loss } 손실은 확률을 기대하는데, 출력의 { $activation } 함수는 확률이 아닌 값도 냅니다.
diagnosis-probabilities-expected-remedy = from_logits=True로 컴파일하거나, 출력에 sigmoid(유닛 하나) 또는 softmax(유닛 여럿)를 쓰세요.
diagnosis-logits-expected = 손실 함수와 활성화 함수 불일치: from_logits=True인 { $loss } 손실은 sigmoid나 softmax를 스스로 적용하는데, 출력에 이미 { $activation } 함수가 있습니다.
diagnosis-logits-expected-remedy = 출력의 활성화 함수를 빼거나, from_logits=False로 컴파일하세요.
diagnosis-softmax-binary = 손실 함수와 활성화 함수 불일치: { $loss } 손실은 유닛 { $units }개를 각각 독립된 판단으로 보는데, softmax는 이들의 합을 1로 만듭니다.
diagnosis-softmax-binary-remedy = softmax에는 categorical_crossentropy를, sigmoid에는 binary_crossentropy를 쓰세요.
diagnosis-sigmoid-categorical = 손실 함수와 활성화 함수 불일치: { $loss } 손실은 클래스 { $units }개의 확률 분포 하나를 비교하는데, { $activation } 함수는 유닛마다 따로 확률을 냅니다.
diagnosis-sigmoid-categorical-remedy = softmax를 쓰거나, 한 행이 여러 클래스에 속할 수 있으면 binary_crossentropy를 쓰세요.
diagnosis-target-beyond-output = 출력 범위를 벗어난 목표값: { $least }에서 { $most }까지인데 출력의 { $activation } 함수는 { $low }에서 { $high }까지만 냅니다({ $share }에는 닿을 수 없음).
diagnosis-target-beyond-output-remedy = 출력을 선형으로 하거나, 목표값을 출력의 범위에 맞추세요.
diagnosis-softmax-sum = 손실 함수와 활성화 함수 불일치: softmax 출력 { $units }개의 합은 1인데, 행의 { $share }에서 목표의 합이 1이 아닙니다(한 행의 합은 { $sum }).
diagnosis-softmax-sum-remedy = 한 행에 레이블이 여러 개면 sigmoid와 binary_crossentropy를, 연속값이면 선형 출력을 쓰세요.
diagnosis-percentage-of-zero = 0으로 나누기: mean_absolute_percentage_error는 목표로 나누는데, 목표의 { $share }가 0입니다.
diagnosis-percentage-of-zero-remedy = 연속값에는 mean_absolute_error를, 0과 1의 레이블에는 binary_crossentropy를 쓰세요.
diagnosis-absolute-error-classes = 손실 함수와 활성화 함수 불일치: 클래스에 mean_absolute_error를 쓰면 가장 흔한 클래스만 답할 때 손실이 가장 작고, { $activation } 함수는 크게 틀린 곳에서 기울기가 거의 0입니다.
diagnosis-absolute-error-classes-remedy = { $activation ->
    [softmax] categorical_crossentropy
   *[other] binary_crossentropy
  } 손실을 쓰세요.
diagnosis-squared-error-classes = 손실 함수와 활성화 함수 불일치: { $loss } 손실은 연속값을 비교하는데, 목표는 서로 배타적인 클래스 { $units }개(원-핫)이고 출력은 { $activation }입니다.
diagnosis-squared-error-classes-remedy = softmax와 categorical_crossentropy를 쓰세요.
diagnosis-relu-of-classes = 손실 함수와 활성화 함수 불일치: 목표값이 0과 1인데 출력층이 { $activation }, 손실이 { $loss }입니다. 활성화 전 값이 음수이면 출력은 0이고 기울기가 없습니다.
diagnosis-relu-of-classes-remedy = 클래스가 하나면 sigmoid와 binary_crossentropy, 여럿이면 softmax와 categorical_crossentropy를 쓰세요.
diagnosis-exclusive-classes = 손실 함수와 활성화 함수 불일치: { $loss } 손실은 유닛 { $units }개에 각각 예/아니요를 묻지만, 모든 행은 정확히 한 클래스에 속합니다. 모두 "아니요"라고 답해도 이진 정확도가 { $score }입니다.
diagnosis-exclusive-classes-remedy = softmax와 categorical_crossentropy를 쓰세요. 그러면 Keras가 행 단위로 정확도를 셉니다.
diagnosis-moving-averages = 이동 평균이 따라가지 못함: 학습할 때처럼 배치의 평균과 분산을 쓰면 손실이 { $training }인데, 추론에서는 { $inference }입니다(상수로 낼 수 있는 가장 작은 손실은 { $base }). 모멘텀 { $momentum }으로 { $taken }스텝을 지나도 { $where } 층의 이동 평균에는 처음 값이 { $left } 남아 있습니다.
diagnosis-moving-averages-remedy = BatchNormalization의 momentum을 줄이거나(0.9), 배치를 작게 하거나, 더 오래 학습하세요. { $needed }스텝이면 이동 평균의 90%가 바뀝니다.
diagnosis-leaked-scaling = 스케일링 누출: 학습 데이터 { $training }행과 검증 데이터 { $validation }행을 합치면 모든 열의 평균이 0, 표준편차가 1인데, 학습 데이터만으로는 그렇지 않습니다(평균이 { $mean }까지 벗어남). 검증 데이터가 자기 스케일링에 쓰였으므로 val_loss가 실제보다 좋게 나옵니다.
diagnosis-leaked-scaling-remedy = 먼저 나눈 다음, 학습 데이터만으로 구한 평균과 표준편차를 양쪽에 적용하세요(scaler.fit은 학습 데이터에만, scaler.transform은 양쪽에. 또는 keras.layers.Normalization을 학습 데이터에 adapt).
diagnosis-loss-unbounded = 하한이 없는 손실: 학습률을 { $scale }배로 하여 { $steps }스텝을 학습하면 { $before }에서 { $after }까지 내려갑니다. 끝없이 내려갈 수 있어서 크기에 의미가 없습니다.
diagnosis-loss-unbounded-remedy = 부호를 확인하세요. 학습은 손실을 최소화합니다. 유사도, 점수, 가능도에는 마이너스를 붙이고, 거리나 오차에는 붙이지 않습니다.
diagnosis-dropout-strong = 지나친 드롭아웃: { $where }({ $kind }) 층이 입력의 { $rate }만큼을 버립니다. 손실이 학습 중에는 { $training }, 추론에서는 { $inference }입니다.
diagnosis-dropout-strong-remedy = 비율을 0.1에서 0.5 사이로 하세요. Keras에서 이 값은 남기는 비율이 아니라 버리는 비율입니다.
diagnosis-output-noise = 출력에 드롭아웃: { $where }({ $kind }, 비율 { $rate }) 층이 마지막 가중치 뒤에서 출력 자체를 무작위로 바꿉니다. 학습 중에는 맞는 답도 틀리게 됩니다.
diagnosis-output-noise-remedy = 이 층을 빼거나, 가중치가 있는 마지막 층 앞으로 옮기세요.
diagnosis-activation-twice = 출력에 활성화 함수가 두 번: { $where }에서 { $activation } 앞에 { $before } 함수를 먼저 적용합니다. 그래서 { $activation } 함수가 받는 값은 { $before ->
    [sigmoid] 0에서 1 사이뿐입니다
    [softmax] 0에서 1 사이뿐입니다
    [hard_sigmoid] 0에서 1 사이뿐입니다
    [tanh] −1에서 1 사이뿐입니다
   *[other] 음수가 될 수 없고, { $before } 함수가 평평한 곳에서는 기울기가 0입니다
  }.
diagnosis-activation-twice-remedy = 가중치가 있는 마지막 층은 활성화 함수 없이 두세요. { $activation } 함수는 모든 수를 받습니다.
diagnosis-labels-constant = 모두 같은 목표값: { $rows }개 행의 목표값이 모두 { $value }입니다.
diagnosis-labels-constant-remedy = 목표값을 어떻게 읽었는지 확인하세요. 다른 열을 읽었거나, 참이 될 수 없는 비교이거나, 정렬된 데이터를 그대로 둘로 나눴을 수 있습니다.
diagnosis-labels-random = 무작위 레이블: { $rows }개 행에서 정확도가 최근접 이웃은 { $nearest }, 선형 규칙은 { $linear }, 이차 규칙은 { $quadratic }, 가장 흔한 레이블만 고르면 { $commonest }입니다. 이 레이블을 무작위로 섞어도 { $shuffles }는 데이터에 이만큼 또는 더 잘 맞습니다.
diagnosis-labels-random-remedy = x와 y의 순서가 같은지 확인하세요. 따로 섞거나, 정렬하거나, 걸러 냈을 수 있습니다.
diagnosis-targets-random = 무작위 목표값: { $rows }개 행에서 목표값과의 상관계수가 최근접 이웃은 { $nearest }, 선형 규칙은 { $linear }, 이차 규칙은 { $quadratic }입니다. 이 목표값을 무작위로 섞어도 { $shuffles }는 데이터에 이만큼 또는 더 잘 맞습니다.
diagnosis-targets-random-remedy = x와 y의 순서가 같은지 확인하세요. 따로 섞거나, 정렬하거나, 걸러 냈을 수 있습니다.
diagnosis-inputs-scales = 스케일이 다른 입력: { $where }의 열마다 값의 범위(최댓값 − 최솟값)가 { $smallest }에서 { $largest }까지로, { $ratio }배 차이가 납니다.
diagnosis-inputs-scales-remedy = 열마다 표준화하세요. 평균을 빼고 표준편차로 나눕니다(keras.layers.Normalization).
diagnosis-inputs-offset = 중심이 0에서 먼 입력: { $where }의 { $column }번 열은 평균이 { $mean }인데 표준편차는 { $spread }뿐입니다.
diagnosis-inputs-offset-remedy = 평균을 빼고 표준편차로 나누세요(keras.layers.Normalization).
diagnosis-inputs-large = 너무 큰 입력: { $where }의 제곱평균제곱근이 { $size }, 절댓값의 최댓값이 { $most }입니다.
diagnosis-inputs-large-remedy = 픽셀은 255로 나누고(keras.layers.Rescaling), 다른 열은 표준화하세요(keras.layers.Normalization).
diagnosis-inputs-constant = 상수 입력: { $count ->
    [all] x의 { $rows }개 행이 모두 같아서 모든 행의 출력이 같습니다.
    [1] { $where }의 { $columns }번 열은 모든 행에서 값이 같습니다({ $value }).
   *[other] { $where }의 { $columns }번 열은 저마다 모든 행에서 값이 같습니다(첫째 열은 { $value }).
  }
diagnosis-inputs-constant-remedy = { $count ->
    [all] 입력을 어떻게 읽고 스케일을 맞췄는지 확인하세요. 같은 행만 되풀이해 잘라 냈거나, 나눗셈에서 0으로 반올림되었거나, 채우지 않은 배열일 수 있습니다.
   *[other] 그 열을 빼세요. 배울 것이 없습니다.
  }
diagnosis-targets-far = 스케일이 다른 목표값: 목표값은 평균 { $mean }, 표준편차 { $spread }인데 출력의 제곱평균제곱근은 { $size }입니다. { $steps }스텝 동안 손실이 { $gain } 줄어듭니다.
diagnosis-targets-far-remedy = 목표값을 표준화하고(평균을 빼고 표준편차로 나누기) 예측값은 되돌리세요. 출력의 편향을 평균에서 시작해도 됩니다.
diagnosis-rate-too-large = 너무 큰 학습률: { $start ->
    [first] 새로 초기화한 가중치에서 시작하면
   *[now] 지금
  } { $before }인 손실이 { $steps }스텝 뒤 { $after }인데, 학습률을 { $best }배로 하면 { $better }입니다. 첫 스텝에 가중치가 그 크기의 { $ratio }배만큼 바뀝니다.
diagnosis-rate-too-large-remedy = { $start ->
    [first] 학습률을 { $best }배로 줄이고 새 가중치로 다시 학습하세요. 이미 죽거나 포화된 유닛은 되살아나지 않습니다.
   *[now] 학습률을 { $best }배로 줄이세요.
  }
diagnosis-above-start = 멀어진 학습: { $taken }스텝 뒤 손실이 { $loss }입니다. 시작할 때의 손실은 { $first }이고, 가장 좋은 상수 예측의 손실은 { $base }입니다.
diagnosis-above-start-remedy = 새 가중치로 다시 시작하세요. 그래도 되풀이되면 학습률을 줄이거나 기울기 클리핑(clipnorm)을 적용하세요.
diagnosis-rate-zero = 학습률 0: 기울기가 { $gradient }인데도 { $steps }스텝 동안 가중치가 그대로입니다.
diagnosis-rate-zero-remedy = 학습률을 0보다 크게 하세요. 학습률 스케줄이 끝났을 수도 있습니다.
diagnosis-rate-too-small = 너무 작은 학습률: 지금 { $before }인 손실이 { $steps }스텝 뒤 { $after }인데, 학습률을 { $best }배로 하면 { $better }입니다. 한 스텝에 가중치가 그 크기의 { $ratio }배만큼 바뀝니다.
diagnosis-rate-too-small-remedy = 학습률을 최대 { $best }배까지 키우세요.
diagnosis-too-few-steps = 너무 적은 스텝: { $taken }스텝 뒤 손실이 { $loss }로, 가장 좋은 상수 예측의 손실 { $base }보다 거의 작지 않습니다{ $more ->
    [none] {""}
   *[steps] . 복사본으로 계속하면 { $more }스텝 뒤에 학습됩니다
  }{ $best ->
    [none] {""}
   *[times] . 학습률을 { $best }배로 하면 { $steps }스텝 만에 손실이 { $better }까지 내려갑니다
  }.
diagnosis-too-few-steps-remedy = 에포크를 늘리세요{ $best ->
    [none] .
   *[times] . 또는 학습률을 { $best }배까지 높이세요.
  }
diagnosis-not-separable = 선형 분리 불가능: { $where } 층은 선형인데 클래스 { JOSA($one, "과/와") } { JOSA($other, "을/를") } 나누는 초평면이 없습니다. 점 { JOSA($point, "이/가") } 두 클래스의 볼록 껍질에 모두 들어 있기 때문입니다(한쪽은 행 { $first }, 다른 쪽은 행 { $second }). 두 클래스에서 최소제곱법으로 구한 직선의 정확도는 { $linear }입니다.
diagnosis-not-separable-remedy = 활성화 함수(tanh, relu)가 있는 은닉층을 더하세요. XOR이라면 유닛 두 개로도 충분할 수 있습니다.
diagnosis-stuck = 학습 정체: 손실이 { $loss }에서 더 줄지 않습니다. { $kind ->
    [kink] 두 기울기가 만나는 꺾인 점(ReLU 등)
    [saddle] 안장점
    [minimum] 극소점
   *[flat] 평탄한 구간
  }입니다(기울기 노름 { $gradient }, 가장 작은 곡률 { $curvature }). { $more_steps }스텝을 더 학습해도 { $later }입니다.{ $wrong ->
    [none] {""}
   *[rows] {" "}틀린 행: { $wrong }.
  }{ $dead ->
    [none] {""}
   *[units] {" "}죽은 유닛: { $dead }.
  }{ $saturated ->
    [none] {""}
   *[units] {" "}포화된 유닛: { $saturated }.
  }{ $alike ->
    [none] {""}
   *[units] {" "}같은 값을 내는 유닛: { $alike }.
  }
diagnosis-stuck-remedy = 다른 시드로 다시 시작하세요. 다른 초기 가중치 { $tries }개 중 { $better }개가 { $steps }스텝 안에 { $goal } 아래로 내려갑니다.{ $size ->
    [none] {""}
   *[wider] {" "}은닉층마다 유닛을 하나씩 늘리면({ $size }) { $tries }개 중 { $more }개가 그렇습니다.
  }
diagnosis-regularisation = 너무 강한 규제: { $by ->
    [training] 규제가 있는 층이 { $count }개인 복사본은 { $steps }스텝 뒤에도 손실(규제항 제외)이 { $kept }로, 가장 좋은 상수 예측의 손실 { $base }보다 작지 않습니다. 규제를 뺀 복사본의 손실은 { $without }입니다.
   *[gradient] { $where }에서 규제항의 기울기가 데이터의 { $ratio }배이고, 규제가 있는 모든 커널에서 { $least }배 이상입니다. 가중치가 0으로 끌려갑니다.
  }
diagnosis-regularisation-remedy = 계수를 줄이거나(keras.regularizers.L2(1e-4)), 학습이 될 때까지는 규제를 빼세요.
diagnosis-linear-network = 비선형성 부족: 활성화 함수가 없는 층은 몇 개를 쌓아도 { $where }의 출력이 입력의 선형 함수인데, 목표는 그렇지 않습니다. 빼놓은 행에서 목표와의 상관계수가 { $rule ->
    [nearest] 가장 가까운 행들
   *[quadratic] 이차 규칙
  }은 { $bent }, 선형 규칙은 { $linear }입니다.
diagnosis-linear-network-remedy = 은닉층에 활성화 함수(relu, tanh)를 넣으세요. 활성화 함수가 없으면 여러 층도 한 층과 같습니다.
diagnosis-plateau = 평탄 구간(오류 아님): 손실 { JOSA($loss, "이/가") } 가장 좋은 상수 예측의 손실 { $base }에 가깝습니다. 기울기는 { $gradient }이고, { $steps }스텝 동안의 손실 감소율은 { $gain }입니다.{ $more ->
    [none] {""}
   *[steps] {" "}복사본으로 계속 학습하면 { $more }스텝 뒤에 벗어나 학습됩니다.
  }
diagnosis-plateau-remedy = 위에 다른 원인이 없다면 계속 학습하세요. XOR의 손실도 처음 천 스텝 동안은 평탄합니다. Adam이나 더 큰 학습률을 쓰면 더 빨리 벗어나고, 시드를 바꾸는 것도 도움이 될 수 있습니다.
