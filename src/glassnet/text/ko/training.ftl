# 그대로는 학습할 수 없는 모델과 데이터, 그리고 학습을 다루는 방법.

training-not-a-model = { $caller }: keras.Model이 필요합니다. 주어진 것: { $type }.
training-not-compiled = { $caller }: 모델을 컴파일하지 않았습니다. 먼저 model.compile(...)을 호출하세요.
training-run-eagerly = { $caller }: run_eagerly=True로 컴파일한 모델은 하나의 프로그램으로 만들 수 없습니다. 이 설정 없이 컴파일하세요{ $caller ->
    [fit] {" "}(또는 model.fit을 쓰세요)
   *[other] {""}
  }.
training-own-function = { $caller }: { $model }에 따로 정의된 { JOSA($method, "은/는") } 호출되지 않습니다. 대신 train_step이나 test_step을 재정의하세요{ $caller ->
    [fit] {" "}(또는 model.fit을 쓰세요)
   *[other] {""}
  }.
training-distribution = { $caller }: 한 프로세스에서만 동작하지만 keras.distribution이 여러 프로세스에 걸쳐 있습니다. 그 분산 설정이 없는 프로세스에서 호출하세요(gn.fit과 gn.trace는 여러 프로세스에서 동작합니다).
processes-auto-shard = 프로세스가 여럿이고 auto_shard_dataset이 켜져 있으면 Keras는 tf.data.Dataset만 받습니다. distribution.auto_shard_dataset = False로 설정하고 프로세스마다 자기 행을 주세요.
processes-left-out = fit: keras.distribution에는 프로세스 { $found }의 장치만 있지만 JAX는 프로세스 { $count }개로 실행 중입니다. 모든 프로세스의 장치를 넣거나 이 프로세스의 장치만 쓰세요.
processes-mesh = fit: 메시의 축 '{ $axis }'에서 프로세스들의 몫이 같지 않아(자리별 프로세스: { $places }) 배치를 고르게 나눌 수 없습니다. 그 축에서 프로세스마다 같은 수의 장치를 주세요.
processes-differ = { $caller }: 모든 프로세스가 똑같이 학습해야 하지만 { $name ->
    [batches] 다음 배치(개수, 모양)가
   *[other] { $name } 값이
  } 다릅니다. 프로세스 0에서는 { $first }, 프로세스 { $number }에서는 { $other }입니다. 프로세스마다 같은 수의 행과 같은 설정을 주세요.
processes-failed = fit: 프로세스 { $number }에서 오류가 나서 학습이 끝났습니다: { $reason }
processes-in-parts = { $caller }: keras.distribution이 { $variable } 변수를 프로세스들에 나누어 놓아 전부 가진 프로세스가 없습니다. 프로세스마다 가중치 전체가 있는 곳(DataParallel, 또는 다른 축이 한 프로세스 안에 있는 메시)에서 추적하거나 한 프로세스에서 모델을 불러오세요.
processes-setting = fit: { $name }는 한 프로세스에서만 동작하지만 keras.distribution이 여러 프로세스에 걸쳐 있습니다. 이 인자를 빼세요{ $name ->
    [diagnose] . 진단하려면 그 분산 설정이 없는 프로세스에서 gn.diagnose를 호출하세요
   *[other] {""}
  }.
training-own-train-step = { $caller }: { $type } '{ $model }'에 따로 정의된 train_step이 있어 손실을 알 수 없습니다. 대신 compute_loss를 재정의하세요{ $caller ->
    [trace] {" "}(또는 손실을 함수로 추적하세요: gn.trace(function, *arrays))
   *[other] {""}
  }.
training-untraceable = { $caller }: { $type } '{ $model }'의 { $step ->
    [first-step] 첫 스텝
   *[other] { $step }
  }을 컴파일할 수 없습니다. 파이썬 코드(층, 손실, 지표 포함)가 추적 중에 배열의 값을 필요로 합니다({ $reason }). keras.ops를 쓰세요{ $caller ->
    [fit] {" "}(또는 run_eagerly=True로 컴파일하고 model.fit을 쓰세요)
   *[other] {""}
  }.
training-recompiled = fit: 이 학습을 시작한 뒤에 모델을 다시 컴파일했거나 층을 동결했습니다. gn.Trainer를 새로 만들거나 fit을 다시 호출하세요.
training-gradients-hidden = record: { $type } '{ $model }'의 기울기를 기록할 수 없습니다. train_step이 optimizer.stateless_apply를 한 번이 아니라 { $count }번 호출합니다. 대신 가중치나 갱신량을 기록하세요.

training-no-targets = { $name }: 모델의 손실이 비교할 목표값이 필요한데 아무것도 받지 못했습니다.
training-no-data = { $name }: 배열 [행, …]이나 데이터셋이 필요한데 아무것도 받지 못했습니다.
training-no-rows = { $name }: 행이 하나 이상 필요한데 받은 데이터에는 행이 없습니다.
training-no-array = { $caller }: x에 배열 [행, …]이 없습니다. 배치 하나에 들어갈 행들을 주세요.
training-in-use = 모델을 쓰는 중입니다. 다른 스레드에서 predict, evaluate, fit 가운데 하나가 실행되고 있습니다. 끝난 뒤에 다시 하세요.
training-row-counts = { $names }: 행 수가 모두 같아야 합니다. 받은 행 수: { $counts }.
training-scalar = { $name }: 배열 [행, …]이 필요한데 수 하나를 받았습니다.
training-masked = { $name }: 마스크 배열은 마스크를 무시하고 학습하게 됩니다. 먼저 { $name }.filled(0)이나 평균으로 채우거나 그 행을 빼세요.
training-text = { $name }: 수가 필요한데 문자열을 받았습니다. 먼저 수로 인코딩하세요.
training-file = { $name }: 배열 [행, …]이나 데이터셋이 필요합니다. 주어진 것: { $path }. 파일은 gn.load로 읽습니다.
training-mismatch = { $caller }: 데이터가 모델과 맞지 않습니다. 받은 데이터는 { $got }인데, 모델의 입력은 x { $takes }, 출력은 { $gives }입니다.
training-mismatch-unknown = { $caller }: 데이터가 모델과 맞지 않습니다. 받은 데이터는 { $got }입니다.
training-mismatch-batch = 모델의 배치 크기가 고정되어 있으므로 { $rows }행을 주세요.
training-mismatch-columns = { $name }의 열은 { $found }개가 아니라 { $expected }개여야 합니다.
training-one-hot = { $name } { $shape }에는 행마다 클래스별 숫자가 있는데(원-핫) sparse 손실은 행마다 클래스 번호 하나를 받습니다. { $name }.argmax(-1)을 주거나 categorical_crossentropy를 쓰세요.
training-class-numbers = { $name } { $shape }에는 행마다 클래스 번호가 하나 있는데 categorical_crossentropy는 클래스별 숫자(원-핫)를 받습니다. sparse_categorical_crossentropy를 쓰거나 keras.utils.to_categorical({ $name })을 주세요.
training-mismatch-losses = 손실의 이름은 { $losses }이고 출력의 이름은 { $outputs }입니다.

training-count = { $name }: 1 이상의 정수여야 합니다. 주어진 값: { $value }.
training-shuffle = shuffle: True, False, 'batch' 중 하나여야 합니다. 주어진 값: { $value }.
training-split = validation_split: 0과 1 사이의 비율이어야 합니다. 주어진 값: { $value }.
training-class-weight = class_weight: 클래스마다 가중치를 적은 dict여야 합니다(예: {"{"}0: 1.0, 1: 5.0{"}"}). 주어진 값의 자료형: { $type }. 리스트라면 dict(enumerate(weights))로 바꿀 수 있습니다.
training-parts = { $name }: (x, y)나 (x, y, sample_weight)여야 하는데, 주어진 것은 { $count }개로 이루어져 있습니다.
training-validation-freq = validation_freq: 1 이상의 에포크 수나 에포크 목록이어야 합니다. 주어진 값: { $value }.
training-generator = NumPy의 전역 난수 생성기가 { $generator }인데, 데이터를 섞는 순서는 NumPy의 기본 생성기인 MT19937에서 뽑습니다. np.random.set_bit_generator(np.random.MT19937(seed))를 호출하세요.
training-every-count = { $count }{ $unit ->
    [steps] 스텝
   *[epochs] {" "}에포크
  }마다: 1 이상의 정수여야 합니다.
training-every-first = { $count }{ $unit ->
    [steps] 스텝
   *[epochs] {" "}에포크
  }마다, 첫 번째는 { $first }: 첫 번째는 1부터 { $count }까지여야 합니다.
training-every-stream = { $count } 에포크마다: 이 스트림은 한 에포크가 몇 스텝인지 알 수 없습니다. steps_per_epoch를 주거나 스텝 단위로 지정하세요.

training-run-which = run: epochs=…와 steps=… 가운데 하나만 주세요.
training-run-count = run: 0 이상의 정수여야 합니다. 주어진 값: { $value }.
training-state-type = restore: TrainingState가 필요합니다. 주어진 것: { $type }.
training-state-model = restore: 다른 모델의 상태이거나, 이 모델을 다르게 컴파일했을 때의 상태입니다. 변수들의 모양이 다릅니다. 이 트레이너나 같은 구성의 트레이너에서 얻은 상태를 복원하세요.
training-state-data = restore: 다른 데이터로 학습한 상태입니다. 이 트레이너의 데이터는 { $rows }행, 배치 크기는 { $batch }이고 { $shuffled ->
    [yes] 섞습니다
   *[no] 섞지 않습니다
  }.
training-state-stream = restore: 스트림은 에포크 중간에서 이어 갈 수 없습니다. 에포크와 에포크 사이의 상태를 복원하세요.
training-stream-rows = 스트림은 각 배치를 한 번만 내주므로 행을 찾아볼 수 없습니다. 배열을 주세요.

# 모양의 첫 축: [행, 3].

shape-rows = 행
