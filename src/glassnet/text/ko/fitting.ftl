# `gn.fit`: 받아들이지 않는 것, 진행 표시, 체크포인트.

fit-epochs = fit: { $name }: 0 이상의 정수여야 합니다. 주어진 값: { $value }.
fit-epochs-limited = 에포크 수를 { $count }개로 제한합니다
fit-not-compiled = fit: { $why ->
    [run-eagerly] 모델을 run_eagerly=True로 컴파일했으므로 학습 과정을 컴파일하지 않습니다. keras.Model.fit으로 학습하며, 훨씬 느립니다
    [large] 이 모델은 컴파일에 몇 분이 걸리고 Keras도 컴파일하지 않으므로 keras.Model.fit으로 학습합니다. 컴파일하려면 model.compile에 jit_compile=True를 주세요
   *[disable-jit] JAX의 disable_jit이 켜져 있으므로 학습 과정을 컴파일하지 않습니다. keras.Model.fit으로 학습하며, 훨씬 느립니다
  }.
fit-callback-type = fit: callbacks: keras.callbacks가 필요합니다. 주어진 것: { $value }.{ $instance ->
    [none] {""}
   *[other] {" "}이것은 클래스이니 { $instance } 꼴로 인스턴스를 주세요.
  }
fit-callback-batches = fit: 콜백 { JOSA($callback, "은/는") } 배치마다 호출되어야 하지만({ $method }), 여러 에포크가 프로그램 하나로 실행됩니다. { $remedy ->
    [save-freq] save_freq="epoch"를 주거나, model.fit을 쓰세요.
    [tensorboard] 같은 인수를 받고 텐서플로가 필요 없는 gn.TensorBoard를 쓰세요.
   *[epochs] 에포크 메서드를 쓰거나, gn.Trainer를 run(steps=1)로 실행하거나, model.fit을 쓰세요.
  }
fit-diagnose-stream = fit: diagnose=True는 실패한 스텝으로 되돌아가야 하는데, 데이터셋이나 제너레이터, steps_per_epoch는 각 배치를 한 번만 내줍니다. 배열을 주거나, 배치 하나로 gn.diagnose(model, x, y)를 호출하세요.
fit-live-notebook = fit: live=True는 노트북에서 그림을 그립니다. 여기서는 진행 막대가 학습을 보여 줍니다. 페이지는 gn.studio(model, x, y)로 엽니다.
fit-progress-epoch = 에포크
fit-progress-speed = 초당 { $speed } 에포크

checkpoint-no-folder = resume { $path }: 체크포인트 폴더가 필요한데 { $found ->
    [file] 파일입니다
   *[nothing] 그런 폴더가 없습니다
  }.
checkpoint-damaged = { $path }: 체크포인트가 손상되어({ $reason }) 바로 앞의 것을 씁니다.
checkpoint-unreadable = resume: { $path }: 체크포인트가 손상되었고({ $reason }), 그 앞의 것도 읽을 수 없습니다.
checkpoint-changed = { JOSA($file, "이/가") } 바뀌었음
checkpoint-unnamed-file = 파일
checkpoint-format = resume: { $path }의 형식은 { $found }인데 이 glassnet은 형식 { JOSA($known, "을/를") } 읽습니다. 이 체크포인트를 쓴 glassnet으로 이어 가세요.
checkpoint-settings = resume: { $path }: 설정이 다른 학습의 체크포인트입니다: { $differences }{ $more ->
    [0] {""}
   *[other] ; 그 밖에 { $more }개
  }. 같은 설정으로 학습하거나 새 폴더에 체크포인트를 남기세요.
checkpoint-difference = { $name }: 체크포인트는 { $there }, 지금은 { $here }
checkpoint-nothing = 없음
checkpoint-versions = { $path }: { JOSA($versions, "으로/로") } 쓴 체크포인트입니다. 끊기지 않은 학습과 마지막 비트가 다를 수 있습니다.

checkpoint-not-written = { $folder }: 체크포인트 { JOSA($name, "을/를") } 쓸 수 없어({ $reason }) 학습을 멈췄습니다. 그 앞의 체크포인트는 온전합니다. 공간을 마련한 뒤 이어 가세요: resume={ $resume }.
checkpoint-type = checkpoint: { $path }: { $type } 값은 저장할 수 없습니다. 수, 문자열, 배열과 이들의 리스트와 딕셔너리만 저장할 수 있습니다.
checkpoints-count = Checkpoints: { $name }: 1 이상의 정수여야 합니다. 주어진 값: { $value }.
checkpoints-seconds = Checkpoints: every_seconds: 0보다 커야 합니다. 주어진 값: { $value }.
checkpoints-file = { $folder }: 폴더여야 하는데 같은 이름의 파일이 있습니다.
checkpoints-unwritable = { $folder }: 이곳에는 체크포인트를 저장할 수 없습니다({ $reason }). 쓸 수 있는 다른 폴더를 지정하세요.
checkpoints-occupied = { $folder }: 다른 학습의 체크포인트가 이미 있습니다. 그 학습을 이어 가거나(resume={ $resume }) 새 폴더를 쓰세요.
checkpoints-outside-fit = Checkpoints는 gn.fit에서만 동작합니다. model.fit에서는 keras.callbacks.BackupAndRestore를 쓰세요.
