# 신경망이 학습하지 못하는 까닭: 찾은 것과 할 일.

diagnosis-nothing = 학습을 막는 것을 찾지 못했습니다.
diagnosis-at-step = { $step }번째 스텝: { $said }
diagnosis-of-output = 출력 { $output }: { $said }
diagnosis-of-validation = { $epoch }번째 에포크 뒤로 손실은 유한한데 val_loss가 유한하지 않습니다. { $said }
diagnosis-not-finite-data = { $where }의 { $row }번 행에 { $value } 값이 있습니다.
diagnosis-not-finite-data-remedy = 그 행을 고치거나 빼세요. 유한하지 않은 수 하나로부터 계산되는 것은 모두 NaN이 됩니다.
diagnosis-not-finite-weight = { $where }에 유한하지 않은 수가 이미 { $count }개 있습니다.
diagnosis-not-finite-weight-remedy = 모델을 새로 만들거나 이전 체크포인트를 불러와 그것을 진단하세요. 무엇이 잘못되었는지는 그 이전의 상태에서 보입니다.
diagnosis-not-finite-value = { $where } = { $formula }{ $at ->
    [row] 의 { $row }번 행({ $place } 자리)에서
    [place] 의 { $place } 자리에서
   *[number] 에서
  } { $inputs }이므로 { $value } 값이 나왔습니다. 이보다 먼저 계산된 것은 모두 { $at ->
    [number] 유한합니다.
   *[other] 유한하고, 이 연산의 결과 중에는 { $count }개가 유한하지 않습니다.
  }
diagnosis-not-finite-value-remedy = 피연산자가 정의역을 벗어나지 않게 하세요. 로그, 제곱근, 분모에는 작은 수를 더하고, 지수함수 앞에서는 값을 제한하거나, 로짓을 받는 손실을 쓰세요.
diagnosis-diverged-remedy = 이렇게 큰 수는 학습이 발산할 때 나옵니다. 학습률을 줄이거나, 입력과 목표를 표준화하거나, 기울기를 자르고(clipnorm) 새로 시작하세요.
diagnosis-not-finite-gradient = 손실은 유한하지만, 거슬러 가며 처음으로 유한하지 않은 기울기는 { $at ->
    [row] { $row }번 행({ $place } 자리)의 ∂L/∂{ $where }
    [place] { $place } 자리의 ∂L/∂{ $where }
   *[number] ∂L/∂{ $where }
  } = { $value }입니다. { $operation } 연산을 { $input }에서 미분한 { $at ->
    [number] 곳입니다.
   *[other] 곳이고, 유한하지 않은 수가 모두 { $count }개 있습니다.
  }
diagnosis-not-finite-gradient-remedy = 제곱근, 노름, 거듭제곱은 그 점에서 미분할 수 없습니다. 안에 작은 수를 더하거나, 연산 결과가 아니라 연산 전의 피연산자를 골라 쓰세요.
diagnosis-not-finite-update = 손실과 기울기는 유한하지만(최대 { $gradient }), { $optimizer } 옵티마이저가 변수 { $where }에 유한하지 않은 수를 만듭니다.
diagnosis-not-finite-update-remedy = 옵티마이저의 설정을 보세요. 학습률이 너무 커서 넘치거나, epsilon이 0이라 0으로 나누거나, 옵티마이저의 상태가 이미 NaN일 수 있습니다. 모델을 다시 컴파일하세요.
diagnosis-not-finite-step = 이 스텝 뒤로 손실이나 가중치가 유한하지 않습니다. 이 스텝만 다시 계산하면 유한하므로, 반올림 차이만으로 넘칠 만큼 큰 수입니다.
diagnosis-not-finite-step-remedy = 학습률을 줄이거나 기울기를 자르세요(clipnorm). fused=False로 학습하면 모든 스텝이 비트까지 같아서 어느 연산인지 알 수 있습니다.
diagnosis-not-finite-validation = 검증 데이터는 유한하고, 그것을 학습할 때처럼 계산한 것도 모두 유한합니다.
diagnosis-not-finite-validation-remedy = 추론할 때 다르게 계산되는 것(배치 정규화, `training` 인자를 받는 층)이나 배치마다 새로 만들어지는 데이터를 보세요. 검증 데이터를 나누어 평가하면 어느 부분인지 알 수 있습니다.
diagnosis-stopped = 이 스텝 앞에서 학습을 멈추었고, 모델에는 마지막으로 유한했던 가중치가 있습니다.
diagnosis-not-begun = 학습을 시작하지 않았습니다.
diagnosis-saturated = { $where } 층이 포화되었습니다({ $activation }). 평균 미분값이 { $slope }이고(최대 { $largest }), 들어가는 값의 평균 크기는 { $input }입니다.
diagnosis-saturated-remedy = 들어가는 값을 작게 하세요. 입력을 표준화하거나, 초기 가중치를 작게(Glorot) 하거나, 활성화 함수 앞에서 정규화하세요.
diagnosis-saturated-output = { $where } 층: 출력의 { $share }가 틀렸는데도 포화되었습니다. 그곳에서 { $activation }의 평균 미분값이 { $slope }밖에 되지 않아 거의 변하지 않습니다.
diagnosis-saturated-output-remedy = 교차 엔트로피를 쓰세요. 출력을 선형으로 두고 from_logits=True로 하는 것이 가장 좋습니다. 초기 가중치나 학습률을 줄여도 됩니다.
diagnosis-dead-relu = { $where } 층: 유닛 { $units }개 중 { $dead }개는 모든 행에서 미분값이 0입니다. { $activation } 함수에 들어가는 값은 { $least }에서 { $most }까지입니다.
diagnosis-dead-relu-remedy = He 초기화와 편향 0으로 다시 시작하거나, 학습률을 줄이거나, leaky_relu, elu, gelu를 쓰세요.
diagnosis-vanishing = 기울기가 출력에서 입력 쪽으로 거슬러 오면서 소실됩니다. { $last }에서 { $last_norm }, { $where }에서 { $first_norm }입니다. 한 층을 지날 때마다 평균 { $factor }배가 됩니다.
diagnosis-vanishing-remedy = relu와 He 초기화 또는 tanh와 Glorot 초기화, 더 큰 초기 가중치, 배치 정규화, 잔차 연결을 쓰세요. 층을 줄이거나 Adam을 써도 됩니다.
diagnosis-exploding = 기울기가 출력에서 입력 쪽으로 거슬러 오면서 폭발합니다. { $last }에서 { $last_norm }, { $where }에서 { $first_norm }입니다. 한 층을 지날 때마다 평균 { $factor }배가 됩니다.
diagnosis-exploding-remedy = 초기 가중치를 작게 하거나(relu는 He, tanh는 Glorot), 층 사이에 정규화를 넣거나, 옵티마이저의 clipnorm=1로 기울기를 자르세요.
diagnosis-vanishing-time = { $where } 층의 시간 단계 { $steps }개를 거슬러 가면서 기울기가 소실됩니다. 마지막 단계에서 { $last_norm }, 첫 단계에서 { $first_norm }이고, 단계마다 { $factor }배가 됩니다. 그중 { $lost }개 단계에는 기울기가 거의 닿지 않는데, 목표값은 바로 그 단계들로 정해집니다. 단순한 규칙의 점수가 그 단계들만 보면 { $early }, 나머지만 보면 { $late }, 우연은 { $chance }입니다.
diagnosis-vanishing-time-remedy = SimpleRNN 대신 LSTM이나 GRU를 쓰거나, tanh와 recurrent_initializer="orthogonal"을 쓰세요. 시퀀스를 짧게 하거나, 반대쪽에서도 읽거나(Bidirectional, 패딩에는 마스크), 출력이 모든 단계를 보게 해도 됩니다(return_sequences=True와 풀링 또는 어텐션).
diagnosis-exploding-time = { $where } 층의 시간 단계 { $steps }개를 거슬러 가면서 기울기가 폭발합니다. 마지막 단계에서 { $last_norm }, 첫 단계에서 { $first_norm }이고, 단계마다 { $factor }배가 됩니다.
diagnosis-exploding-time-remedy = 옵티마이저의 clipnorm=1로 기울기를 자르세요. recurrent_initializer="orthogonal"이나 더 작은 순환 가중치, relu 대신 tanh, LSTM이나 GRU, 더 짧은 시퀀스(잘라 낸 역전파)를 써도 됩니다.
diagnosis-copies = { $where }: 유닛 { $units }개 중 서로 다른 것은 { $distinct }개뿐입니다. 나머지는 가중치도 기울기도 같아서 앞으로도 똑같이 변합니다.
diagnosis-copies-remedy = 초기 가중치를 0이나 상수가 아니라 무작위로(glorot_uniform) 정하세요.
diagnosis-unused = 학습되는 변수 { $all }개 중 { $count }개가 손실에 영향을 주지 않습니다: { $names }.
diagnosis-unused-remedy = call() 안에서 쓰거나 지우세요.
diagnosis-no-slope = 학습되는 변수 { $all }개 중 { $count }개에는 기울기가 닿지 않습니다. { $cut } 연산을 지나며 0이 되기 때문입니다: { $names }.
diagnosis-no-slope-remedy = 그 연산을 매끄러운 것으로 바꾸거나(계단 함수 대신 sigmoid), 기울기가 비켜 가게 하세요: x + stop_gradient(round(x) − x).
diagnosis-zero-gradient = 거슬러 가던 기울기가 { $where } = { $formula }에서 정확히 0이 되어, 학습되는 변수 { $all }개 중 { $count }개의 기울기도 0입니다: { $names }.
diagnosis-zero-gradient-remedy = 그곳에서 무엇이 곱해지는지 보세요. 0인 계수, 샘플 가중치, 손실 가중치이거나, 그 값들 모두에서 평평한 함수입니다.
diagnosis-output-without-loss = 이 출력을 보는 손실이 없어서, 이 출력만의 변수 { $count }개가 기울기를 받지 못합니다: { $names }.
diagnosis-output-without-loss-remedy = compile()에서 이 출력에도 손실을 정하고 y에 목표값을 넣으세요. 읽기만 할 출력이면 그 층을 모델에서 빼거나 trainable = False로 고정하세요.
diagnosis-nothing-trainable = { $where }에는 학습되는 변수가 없습니다.
diagnosis-nothing-trainable-remedy = 학습할 층의 trainable을 True로 하고 다시 컴파일하세요.
diagnosis-softmax-of-one = 출력이 유닛 하나의 softmax입니다. 가중치와 상관없이 언제나 1입니다.
diagnosis-softmax-of-one-remedy = 유닛 하나에는 sigmoid와 binary_crossentropy를 쓰거나, 클래스마다 유닛을 하나씩 두세요.
diagnosis-categorical-of-one = { $loss } 손실은 클래스의 분포를 비교하는데 출력 유닛이 하나입니다. 손실이 출력에 따라 변하지 않습니다.
diagnosis-categorical-of-one-remedy = sigmoid와 binary_crossentropy를 쓰거나, 클래스마다 유닛을 하나씩 두세요.
diagnosis-class-beyond-units = 클래스 번호가 { $least }에서 { $most }까지인데 유닛 { $units }개는 0에서 { $last }까지만 셉니다. 목표값의 { $share }는 해당하는 유닛이 없습니다.
diagnosis-class-beyond-units-remedy = 클래스 번호를 0부터 매기거나, 출력 유닛을 클래스 수만큼 두세요.
diagnosis-target-width = 목표값은 한 행에 { $width }개, 출력은 { $units }개입니다. { $loss } 손실이 한쪽을 다른 쪽에 맞추어 늘리므로 오류 없이 계산됩니다.
diagnosis-target-width-remedy = 출력 유닛을 목표값의 수만큼 두거나, 클래스 번호를 받는 손실(sparse_categorical_crossentropy)을 쓰세요.
diagnosis-target-beyond-loss = 목표값이 { $least }에서 { $most }까지입니다. { $loss } 손실은 { $low }에서 { $high }까지를 위한 손실입니다(벗어난 것 { $share }).
diagnosis-target-beyond-loss-remedy = 목표값의 척도나 번호를 바꾸거나, 그런 목표값에 맞는 손실(예: mean_squared_error)을 쓰세요.
diagnosis-target-no-distribution = { $loss } 손실은 목표값의 합이 행마다 1이어야 합니다. { $share }가 그렇지 않고, 합이 { $sum }인 행이 있습니다.
diagnosis-target-no-distribution-remedy = 원-핫 목표값을 쓰세요. 레이블이 여러 개면 sigmoid와 binary_crossentropy, 클래스 번호면 sparse_categorical_crossentropy를 쓰세요.
diagnosis-probabilities-expected = { $loss } 손실은 확률을 기대하는데 출력의 활성화 함수가 { $activation }이어서 확률이 아닌 수도 나옵니다.
diagnosis-probabilities-expected-remedy = from_logits=True로 컴파일하거나, 출력에 sigmoid(유닛 하나) 또는 softmax(여럿)를 쓰세요.
diagnosis-logits-expected = { $loss } 손실은 from_logits=True이므로 스스로 sigmoid나 softmax를 적용하는데, 출력이 이미 { $activation }입니다.
diagnosis-logits-expected-remedy = 출력에서 활성화 함수를 빼거나, from_logits 없이 컴파일하세요.
diagnosis-softmax-binary = { $loss } 손실은 유닛 { $units }개를 저마다 따로 판단하는데, softmax 함수는 이들을 하나의 분포로 묶습니다.
diagnosis-softmax-binary-remedy = softmax에는 categorical_crossentropy를, binary_crossentropy에는 sigmoid를 쓰세요.
diagnosis-sigmoid-categorical = { $loss } 손실은 클래스 { $units }개의 분포 하나를 비교하는데, { $activation } 함수는 유닛마다 따로 확률을 냅니다.
diagnosis-sigmoid-categorical-remedy = softmax를 쓰세요. 한 행이 여러 클래스에 속할 수 있으면 binary_crossentropy를 쓰세요.
diagnosis-target-beyond-output = 목표값이 { $least }에서 { $most }까지인데 출력의 활성화 함수는 { $activation }이고 그 범위는 { $low }에서 { $high }까지입니다. 목표값의 { $share }에는 닿을 수 없습니다.
diagnosis-target-beyond-output-remedy = 출력을 선형으로 하거나, 목표값을 출력의 범위에 맞게 조정하세요.
diagnosis-labels-constant = { $rows }개 행의 목표값이 모두 { JOSA($value, "으로/로") } 같습니다.
diagnosis-labels-constant-remedy = 목표값을 어떻게 읽었는지 보세요. 다른 열이거나, 참이 되지 않는 비교이거나, 정렬된 데이터를 둘로 자른 것일 수 있습니다.
diagnosis-labels-random = 레이블이 데이터와 상관없어 보입니다. { $rows }개 행에서 가장 가까운 다른 행들은 { $nearest }, 선형 규칙은 { $linear }, 이차 규칙은 { $quadratic }, 늘 가장 흔한 레이블로 답하면 { $commonest }만큼 맞힙니다. 이 레이블을 무작위로 섞은 것 가운데 { $shuffles }도 데이터와 이만큼 또는 그 이상 관련이 있습니다.
diagnosis-labels-random-remedy = x와 y의 순서가 같은지 보세요. 따로 섞거나, 정렬하거나, 걸러 냈을 수 있습니다.
diagnosis-targets-random = 목표값이 데이터와 상관없어 보입니다. { $rows }개 행에서 가장 가까운 다른 행들의 목표값과의 상관계수가 { $nearest }, 선형 규칙과는 { $linear }, 이차 규칙과는 { $quadratic }입니다. 이 목표값을 무작위로 섞은 것 가운데 { $shuffles }도 데이터와 이만큼 또는 그 이상 관련이 있습니다.
diagnosis-targets-random-remedy = x와 y의 순서가 같은지 보세요. 따로 섞거나, 정렬하거나, 걸러 냈을 수 있습니다.
diagnosis-inputs-scales = { $where }의 열들은 척도가 크게 다릅니다. 값의 폭(최댓값 − 최솟값)이 { $smallest }인 열도 있고 { $largest }인 열도 있어 { $ratio }배 차이가 납니다.
diagnosis-inputs-scales-remedy = 열마다 표준화하세요. 평균을 빼고 표준편차로 나눕니다(keras.layers.Normalization).
diagnosis-inputs-offset = { $where }의 { $column }번 열이 0에서 멉니다. 평균이 { $mean }인데 표준편차는 { $spread }뿐입니다.
diagnosis-inputs-offset-remedy = 평균을 빼고 표준편차로 나누세요(keras.layers.Normalization).
diagnosis-inputs-large = { $where }의 수가 큽니다. 제곱평균제곱근이 { $size }, 최댓값이 { $most }입니다.
diagnosis-inputs-large-remedy = 픽셀은 255로 나누고, 다른 열은 표준화하세요(keras.layers.Normalization).
diagnosis-inputs-constant = { $where }의 { $columns }번 열은 모든 행에서 같습니다({ $value }).
diagnosis-inputs-constant-remedy = 빼세요. 배울 것이 없는 열입니다.
diagnosis-targets-far = 목표값이 출력에서 너무 멉니다. 목표값은 평균 { $mean }, 표준편차 { $spread }인데 출력은 제곱평균제곱근이 { $size }이고, { $steps }스텝에 손실이 { $gain } 줄어듭니다.
diagnosis-targets-far-remedy = 목표값을 표준화하고(평균을 빼고 표준편차로 나누기) 예측은 되돌리세요. 출력의 편향을 평균에서 시작해도 됩니다.
diagnosis-rate-too-large = 학습률이 너무 큽니다. { $start ->
    [first] 새로 뽑은 가중치에서 시작하면
   *[now] 지금
  } { $before }인 손실이 { $steps }스텝 뒤 { $after }인데, 학습률을 { $best }배로 하면 { $better }입니다. 첫 스텝은 가중치를 그 크기의 { $ratio }배만큼 바꿉니다.
diagnosis-rate-too-large-remedy = { $start ->
    [first] 학습률을 { $best }배로 줄이고 처음부터 다시 학습하세요. 이미 포화되거나 죽은 유닛은 되살아나지 않습니다.
   *[now] 학습률을 { $best }배로 줄이세요.
  }
diagnosis-rate-zero = 학습률이 0입니다. 기울기가 { $gradient }인데도 { $steps }스텝 동안 가중치가 그대로입니다.
diagnosis-rate-zero-remedy = 학습률을 0보다 크게 하세요. 학습률 스케줄이 이미 끝났을 수도 있습니다.
diagnosis-rate-too-small = 학습률이 너무 작습니다. 지금 { $before }인 손실이 { $steps }스텝 뒤 { $after }인데, 학습률을 { $best }배로 하면 { $better }입니다. 한 스텝은 가중치를 그 크기의 { $ratio }배만큼 바꿉니다.
diagnosis-rate-too-small-remedy = 학습률을 최대 { $best }배까지 키우세요.
diagnosis-not-separable = { $where } 층은 초평면을 계산하는데 클래스 { JOSA($one, "과/와") } { JOSA($other, "을/를") } 나누는 초평면은 없습니다. 점 { JOSA($point, "이/가") } 두 클래스 모두의 행들 사이에 있기 때문입니다(한쪽은 행 { $first }, 다른 쪽은 행 { $second }). 최소제곱법으로 찾은 직선이 맞히는 행은 두 클래스의 { $linear }입니다.
diagnosis-not-separable-remedy = 활성화 함수(tanh, relu)가 있는 은닉층을 더하세요. XOR이라면 은닉 유닛 두 개로도 됩니다.
diagnosis-plateau = 오류가 아니라 평탄한 구간입니다. 손실 { JOSA($loss, "이/가") } 가장 나은 상수 예측의 손실 { $base }에 가깝고, 기울기는 { $gradient }뿐입니다. { $steps }스텝을 가도 손실이 { $gain }만 줄어듭니다.
diagnosis-plateau-remedy = 위에 다른 원인이 없다면 계속 학습하세요. XOR도 처음 천 스텝 동안은 평평합니다. Adam이나 더 큰 학습률을 쓰면 더 빨리 벗어나고, 시드를 바꾸는 것도 도움이 될 수 있습니다.
