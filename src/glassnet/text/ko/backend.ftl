# Keras와 JAX가 시작되기 전에 정해야 하는 것.

backend-environment = KERAS_BACKEND가 '{ $backend }'인데 glassnet에는 'jax'가 필요합니다. KERAS_BACKEND=jax로 설정하거나 설정을 지우세요.
backend-loaded = Keras가 이미 '{ $backend }' 백엔드로 로드되었는데 glassnet에는 'jax'가 필요합니다. keras보다 glassnet을 먼저 임포트하거나 KERAS_BACKEND=jax로 설정하세요.
backend-no-jit = JAX_DISABLE_JIT가 설정되어 있지만 glassnet에는 JIT 컴파일이 필요합니다. 설정을 지우세요.
backend-not-started = JAX_PLATFORMS={ $platforms } 설정으로는 JAX를 시작할 수 없습니다{ $reason ->
    [none] {""}
   *[other] ({ $reason })
  }. 설정을 지우거나 JAX_PLATFORMS=cpu로 설정하세요.
backend-too-late = glassnet을 임포트했을 때 JAX가 이미 시작되어 있어서, 작은 반복문을 위한 XLA 옵션이 적용되지 않고 학습이 3~7배 느려집니다. JAX로 계산하기 전에 glassnet을 임포트하세요.

# 한 번에 한 프로세스만 쓰는 폴더.

folder-in-use = { $folder }: { $process ->
    [unknown] 다른 프로세스가
   *[other] 프로세스 { $process }번이
  } 쓰고 있습니다. 끝날 때까지 기다리거나 그 프로세스를 종료하세요.
folder-not-writable = { $folder }: 쓸 수 없습니다({ $reason }).
