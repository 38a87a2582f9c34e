model-unknown = { $given }: 그런 레슨, 학습 결과, MODEL.keras가 없습니다.{ $near }
model-weights-alone = { $given }: model.save('name.keras')로 저장한 모델 전체가 필요한데 가중치만 있습니다.
model-other-file = { $given }: .keras 파일이 아닙니다. model.save('name.keras')로 저장한 모델이어야 합니다.
model-no-run = { $given }: 학습 결과 폴더여야 하는데 run.json이 없습니다.
traced-unknown = { $given }: 그런 레슨이나 학습 결과가 없습니다. 수식으로 읽으면: { $why }{ $near }
derive-forms = --{ $one }, --{ $other }: 출력 형식은 하나만 골라 주세요.

# 프로그램이 자신에 대해 하는 말
interrupted-nothing-kept = 중단되었습니다. 저장된 것은 없습니다.
terminated-nothing-kept = 종료되었습니다. 저장된 것은 없습니다.
output = 출력

# 읽을 수 없는 명령줄
usage-help = 도움말: { $command } --help
usage-no-command = 그런 명령은 없습니다: { $given }.
usage-no-option = 그런 옵션은 없습니다: { $given }.
usage-no-value = { $option }: 값이 필요합니다.
usage-flag-value = { $option }: 값을 받지 않는 옵션입니다.
usage-no-argument = 인자가 빠졌습니다: { $name }.
usage-unexpected = 알 수 없는 인자입니다: { $given }.
usage-bad-value = { $option } { $given }: { $bounds ->
    [from] { $low } 이상의{" "}
    [between] { $low } 이상 { $high } 이하의{" "}
   *[any] {""}
  }{ $kind ->
    [whole] 정수
   *[number] 수
  }여야 합니다.
usage-no-formula = 수식이 없습니다. { $command } 'x^2 + 3x'처럼 써 주세요.
usage-formulas = { $given }: 수식은 하나여야 합니다. 따옴표로 묶어 주세요.

# glassnet train
train-not-with-resume = { $option }: --resume와 함께 쓸 수 없습니다. 이어서 하는 학습은 처음 옵션을 그대로 씁니다.
train-resuming = { $run } 학습을 이어서 합니다
train-text-column = { $name } (서로 다른 값 { $count }개)
train-text-columns = 원-핫 인코딩한 텍스트 열: { $columns }{ $more ->
    [0] {""}
   *[other] {" "}외 { $more }개
  }
train-as-regression = 서로 다른 정수 { $values }개를 회귀로 학습합니다. 분류로 하려면: --loss { $loss }
train-compiling = 컴파일하는 중
train-epoch = 에포크 { $epoch }: { $figures }
train-epoch-of = 에포크 { $epoch }/{ $epochs }
train-epochs-per-second = 초당 { $rate } 에포크
train-loss = 손실 { $value }
train-metric = { $side } { $metric } { $value }
side-training = 학습
side-validation = 검증
metric-accuracy = 정확도
metric-loss = 손실
train-truth-table = 진리표. p = { $target } = 1이라고 예측한 확률
train-more-rows = 외 { $count }행
train-confusion-matrix = { $side } 데이터의 혼동 행렬 (세로: 실제 클래스, 가로: 예측한 클래스)
train-largest-classes = { $classes }개 클래스 중 행이 많은 { $shown }개
train-least-certain = 확신이 가장 낮은 { $side } 행. p = 왼쪽 클래스의 예측 확률
train-first-rows = { $side } 데이터의 첫 { $count }행
train-predicted = 예측
train-error = 오차
train-boundary-key = { $kind ->
    [values] 예측한 { $target }:
   *[classes] 결정 경계, 예측한 { $target }:
  }
train-boundary-blank = 빈칸
train-more-classes = 외 { $count }개
train-weights = 학습된 가중치 W (행: 입력, 열: 유닛)와 편향 b
train-accuracy = { $side } 정확도 { $share }% ({ $rows }행 중 { $correct }행)
train-mean-absolute-error = { $side } { $r2 }평균 절대 오차 { $error } ({ $rows }행, { $target }의 단위)
train-summary = { $epochs } 에포크, 컴파일 포함 { $seconds }초{ $before ->
    [0] {""}
   *[other] , 그 전에 { $before } 에포크
  } ({ $network }, { $optimizer }, 배치 { $batch }, 시드 { $seed })
train-picture-title = { $data }, 시드 { $seed }
train-pictures-begin = 변화를 그린 그림은 에포크 { $epoch } 뒤부터입니다. 그 전에는 기록하지 않았습니다.
train-saved = { $folder }에 저장했습니다
train-output-lost = 출력: { $reason }. 나머지는 출력하지 못했습니다. 학습 결과는 { $folder }에 저장했습니다.
train-interrupted = 중단되었습니다. 이어서 하려면: { $command }
train-interrupted-saved = 중단되었습니다. 학습은 이미 끝나서 { $folder }에 저장되어 있습니다.
train-interrupted-after = { $total } 에포크 중 { $epochs } 에포크를 마치고 중단되었습니다. 이어서 하려면: { $command }
train-resume-with = 셸에서는: { $command }
train-diverged = 학습 발산: 에포크 { $epoch }의 { $step }번째 스텝에서 손실이나 가중치가 NaN 또는 무한대가 됩니다. 그 직전에 학습을 멈췄고, 마지막으로 유한했던 가중치가 { $folder }에 있습니다. --learning-rate를 { $rate }보다 작게 해 보세요. 원인 찾기: glassnet diagnose { $folder }
answer-correct = 맞음
answer-wrong = 틀림

# glassnet runs
runs-none = { $folder }에 아직 학습 결과가 없습니다. 만들려면: { $command }
runs-delete-needs-yes = delete: 확인을 물을 터미널이 없습니다. 묻지 않고 지우려면 --yes를 쓰세요.
runs-delete-question = { $folders }: 폴더와 그 안의 모든 것을 지울까요?
runs-deleted = { $folder } 폴더를 지웠습니다
runs-run = 이름
runs-data = 데이터
runs-network = 신경망
runs-epochs = 에포크
runs-result = 성능
runs-state = 상태
runs-started = 시작
runs-training = 학습
runs-validation = 검증
runs-seconds = 걸린 시간(초)
runs-versions = 버전
runs-files = 파일
runs-resume = 이어서 하기
runs-data-rows = { $data }, { $rows }행, 목표 { $target }
runs-training-settings = { $optimizer }, 배치 { $batch }, 시드 { $seed }
runs-held-out = 검증용으로 떼어 둔 행의 비율 { $share }
runs-epochs-of = { $epochs }/{ $total }
runs-state-training = 학습 중
runs-state-finished = 완료
runs-state-diverged = 발산
runs-state-interrupted = 중단됨, 이어서 할 수 있음
runs-state-lost = 중단됨, 체크포인트가 없음
runs-state-killed = 강제 종료됨, 이어서 할 수 있음

# glassnet lesson
lesson-recorded = { $folder }에 기록했습니다. 보려면: { $command }
lesson-source-plot = --source는 프로그램을 실행하지 않고 출력만 합니다. --plot과 함께 쓸 수 없습니다.
lesson-interrupted = { $epochs } 에포크 뒤에 중단되었습니다. 그때까지 학습한 결과를 보여 줍니다.

# glassnet board
board-url = TensorBoard가 { $folder } 폴더를 보여 줍니다: { $url }
board-no-folder = { $folder }: 그런 폴더는 없습니다. 학습을 기록하려면: glassnet train xor --tensorboard
board-file = { $file }: 이벤트 파일이 있는 폴더여야 하는데 파일입니다.
board-no-events = { $folder }: 이 폴더와 하위 폴더에 이벤트 파일이 없습니다. 학습을 기록하려면: glassnet train xor --tensorboard
board-host = --host { $host }: 이 컴퓨터의 주소가 아닙니다. 127.0.0.1이나 이 컴퓨터의 주소, 모든 주소를 뜻하는 0.0.0.0을 써 주세요.
board-open-to-all = --host { $host }: 비밀번호가 없으므로 네트워크의 누구나 이 페이지를 열어 기록을 읽을 수 있습니다.

# 모든 도움말에 쓰이는 낱말
help-word-usage = 사용법
help-word-options = 옵션
help-word-command = 명령 [인자]...
help-heading-arguments = 인자
help-heading-options = 옵션
help-heading-commands = 명령
help-option-help = 이 도움말을 보여 줍니다.
help-option-lang = 언어: 영어 또는 한국어 (기본값: GLASSNET_LANG 또는 로캘의 언어).

# 여러 명령에 공통된 옵션
help-option-json = 결과를 JSON으로 출력합니다.
help-option-data = MODEL.keras에 넣을 데이터: xor, moons 등의 이름, CSV나 Parquet 파일, 또는 배열 x와 y(나 모델의 입력과 출력 이름으로 된 배열)가 있는 .npz 파일.
help-option-target = 파일에서 목표(정답) 열의 이름.
help-option-ignore = 파일에서 제외할 열. 여러 번 쓸 수 있습니다.
help-option-noise = 2차원 데이터에 더할 잡음의 표준편차.
help-option-at = 값을 계산할 점. 예: x=3 또는 w=-2,x=5,b=3. 여러 번 쓸 수 있습니다.
help-option-trained = 레슨을 먼저 학습시킵니다. 없으면 학습 전의 상태를 봅니다.
help-option-out = 학습 결과를 모아 두는 폴더 (기본값: runs).

help-glassnet = 속이 들여다보이는 신경망. 처음이라면: glassnet train xor
help-glassnet-version = 버전을 출력합니다.

help-derive = 수식을 미분합니다. 극한, 단계마다 쓰인 미분 규칙, 결과의 검산을 함께 보여 줍니다.
help-derive-expression = 'log(sigmoid(w*x + b))' 같은 수식. 여러 줄이면 'u = w*x + b'처럼 정의부터 씁니다. -는 표준 입력을 읽습니다.
help-derive-wrt = 어느 변수로 미분할지: x; 모든 편도함수(그래디언트)는 w,x,b; 이계도함수는 x^2; 혼합 편도함수는 x*y (기본값: 모든 변수).
help-derive-definitions = sigmoid, softplus 등의 정의를 풀어 씁니다.
help-derive-plot = 함수와 접선, 접선에 다가가는 할선을 PNG 또는 SVG 파일로 그립니다.
help-derive-seconds = 제한 시간(초). 프로그램이 시작되는 시간은 제외합니다 (기본값: 5).
help-derive-latex = 풀이를 LaTeX로 출력합니다.
help-derive-markdown = 풀이를 Markdown으로 출력합니다.

help-descend = 변수가 1개 또는 2개인 함수에서 경사하강법의 스텝을 하나하나 보여 줍니다.
help-descend-expression = 'x^2'나 'x^2 + 10*y^2' 같은 수식. 'f(x) = a*x^2'에서는 x만 움직입니다.
help-descend-from = 시작점: x=3이나 x=3,y=1처럼 변수마다 값을 하나씩. 여러 번 쓸 수 있습니다.
help-descend-rate = 학습률, 0보다 큰 수 (기본값: 0.1).
help-descend-steps = 스텝 수 (기본값: 20).
help-descend-optimizer = sgd (단순한 경사하강법), momentum, adam 등 Keras의 옵티마이저. 여러 번 쓸 수 있습니다 (기본값: sgd).
help-descend-plot = 곡선이나 등고선 위에 스텝을 그립니다. 너무 작은 학습률과 너무 큰 학습률을 나란히 보여 줍니다. PNG 또는 SVG 파일.

help-trace = 수식이나 신경망 손실의 모든 값과 기울기를 보여 줍니다.
help-trace-what = 'w*x + b' 같은 수식, xor-hidden 같은 레슨, runs/xor 같은 학습 결과, 또는 Keras로 저장한 모델.
help-trace-rows = 데이터의 첫 행부터 몇 행을 쓸지 (기본값: 32).
help-trace-seed = 만들어 내는 데이터의 난수 시드 (기본값: 0).
help-trace-weight = 가중치 하나에서 손실까지의 연쇄법칙. 예: hidden/kernel[0,1]. 대괄호가 없으면 텐서 전체입니다.
help-trace-row = --weight와 함께: 이 행을 지나는 경로만 보여 줍니다.
help-trace-step = 키를 누를 때마다 노드 하나씩, 순전파에서 역전파로 나아갑니다.
help-trace-check = 모든 기울기를 유한차분과 비교합니다.
help-trace-plot = 계산 그래프를 SVG, HTML 또는 DOT 파일로 그립니다.

help-diagnose = 신경망이 왜 학습되지 않는지 찾습니다. 원인을 근거가 되는 수치, 해결책과 함께 가능성이 큰 것부터 보여 줍니다.
help-diagnose-what = xor-hidden 같은 레슨, runs/xor 같은 학습 결과, 또는 Keras로 저장한 컴파일된 모델.
help-diagnose-rows = 데이터의 첫 행부터 몇 행을 쓸지 (기본값: 모두).
help-diagnose-seed = 만들어 내는 데이터의 난수 시드 (기본값: 0).
help-diagnose-trained = 레슨을 먼저 학습시킵니다. 없으면 학습 전의 상태를 진단합니다.
help-diagnose-seconds = 제한 시간(초). 이 시간이 지나면 새로운 검사를 시작하지 않습니다 (기본값: 10).
help-diagnose-try = 해결책을 하나씩 복사본에 적용해 보고, 그 결과와 바꿀 줄을 보여 줍니다.

help-units = 유닛 몇 개 또는 학습으로 찾은 유닛을 손으로 하듯 계산합니다. 가중합, 출력, 정답 여부를 보여 줍니다.
help-units-words = and, or, nand, nor, xor, xnor(답을 내는 가중치가 알려진 게이트), 유닛을 적은 TOML 파일, 또는 학습한 가중치: runs/xor 같은 학습 결과, xor-units 같은 레슨, Keras로 저장한 모델. --unit과 함께 쓰면 비교할 게이트입니다.
help-units-unit = 유닛 하나의 가중치와 편향. 여러 번 쓸 수 있습니다. 마지막 유닛이 출력이고 나머지는 은닉층입니다. 가중치 수가 입력 수와 맞으면 모두 나란한 출력이 됩니다.
help-units-activation = 유닛의 활성화 함수: sigmoid, step, tanh, relu, linear (기본값: sigmoid).
help-units-search = 게이트를 푸는 작은 정수 가중치를 찾습니다.
help-units-hidden = --search와 함께: 은닉 유닛의 수 (기본값: 2).
help-units-most = --search와 함께: 가중치 절댓값의 상한 (기본값: 3).
help-units-data = MODEL.keras에 넣을 데이터: xor, moons 등의 이름, 또는 CSV나 Parquet 파일.
help-units-plot = 각 유닛의 직선과 출력 유닛이 보는 점들을 PNG 또는 SVG 파일로 그립니다.
help-units-save = 유닛을 TOML 파일로 저장합니다. 손으로 고쳐 다시 읽을 수 있습니다.

help-separable = 두 클래스가 선형 분리 가능한지 판정하고 증명합니다. 초평면을 찾거나, 그런 초평면이 없음을 보입니다.
help-separable-data = and, or, nand, nor, xor, xnor, parity:N, circles, moons, spiral, blobs, xor-cloud, 또는 CSV나 Parquet 파일.
help-separable-class = 클래스가 셋 이상일 때: 이 클래스와 나머지를 나눕니다.
help-separable-rows = 2차원 데이터의 점의 수.
help-separable-seed = 2차원 데이터의 난수 시드 (기본값: 0).
help-separable-plot = 데이터와 증명을 PNG 또는 SVG 파일로 그립니다.

help-train = 신경망을 학습시키고 무엇을 배웠는지 보여 줍니다.
help-train-details = 지정하지 않은 설정은 데이터에 맞게 정합니다. 설정, 모델, 학습 기록, 그림은 학습마다 따로 만든 폴더에 저장됩니다.
help-train-data = and, or, nand, nor, xor, xnor, parity:N, circles, moons, spiral, blobs, xor-cloud, 또는 CSV나 Parquet 파일.
help-train-layers = 은닉층마다의 유닛 수. 예: 10,10,10. 은닉층이 없으면 0.
help-train-activation = 은닉층의 활성화 함수. 예: sigmoid, relu.
help-train-optimizer = 옵티마이저. 예: sgd, adam.
help-train-learning-rate = 학습률. 0보다 큰 수.
help-train-epochs = 에포크 수 (모든 행을 학습하는 횟수).
help-train-batch-size = 배치 크기 (한 스텝에 쓰는 행의 수).
help-train-loss = 손실 함수. 예: binary_crossentropy, mse. 정수인 목표값을 클래스로 볼지도 이것으로 정해집니다.
help-train-initializer = 가중치 초기화 방법. 예: glorot_uniform.
help-train-seed = 초기 가중치, 섞는 순서, 데이터 분할, 2차원 데이터의 난수 시드 (기본값: 0).
help-train-validation-split = 검증용으로 떼어 둘 행의 비율. 클래스마다 같은 비율입니다 (기본값: 0).
help-train-rows = 2차원 데이터의 점의 수.
help-train-every = N 에포크마다 손실을 출력합니다 (기본값: 통틀어 10번쯤).
help-train-name = 학습 결과의 이름 (기본값: 데이터의 이름. 이미 있으면 -2, -3 등을 붙입니다).
help-train-checkpoint-every = 체크포인트 사이의 에포크 수 (기본값: 10초마다).
help-train-tensorboard = 학습 과정을 TensorBoard용으로 기록합니다 (glassnet board 참고).
help-train-record = 더 기록할 것. 예: gradients. 여러 번 쓸 수 있습니다.
help-train-record-every = 기록 사이의 스텝 수 (기본값: 통틀어 100번쯤).
help-train-resume = 중단되거나 강제 종료된 학습을 그 데이터와 설정 그대로 이어서 합니다.
help-train-plot = 가중치, 출력, 기울기, 결정 경계의 변화도 그립니다.
help-train-quiet = 오류만 출력합니다.

help-compare = 같은 데이터로 여러 신경망을 여러 시드에서 학습합니다. 몇 번 성공하는지, 얼마나 잘, 얼마나 빨리 배우는지 보여 줍니다.
help-compare-details = 여러 번 쓴 옵션의 조합 하나하나가 신경망이 됩니다. 쓰지 않은 설정은 데이터에 맞게 정해집니다.
help-compare-data = and, or, nand, nor, xor, xnor, parity:N, circles, moons, spiral, blobs, xor-cloud 또는 CSV, Parquet 파일.
help-compare-layers = 신경망 하나의 은닉층마다 유닛 수, 예: 10,10,10. 0은 은닉층 없음. 여러 번 쓸 수 있습니다.
help-compare-activation = 은닉층의 활성화 함수. 예: sigmoid, relu. 여러 번 쓸 수 있습니다.
help-compare-initializer = 가중치 초기화 방법. 예: glorot_uniform. 여러 번 쓸 수 있습니다.
help-compare-optimizer = 옵티마이저. 예: sgd, adam. 여러 번 쓸 수 있습니다.
help-compare-learning-rate = 학습률, 0보다 큰 수. 여러 번 쓸 수 있습니다.
help-compare-loss = 손실 함수. 예: binary_crossentropy, mse. 정수인 목표값을 클래스로 볼지도 이것으로 정해집니다.
help-compare-epochs = 에포크 수 (모든 행을 한 번씩 쓰는 것이 한 에포크).
help-compare-batch-size = 배치 크기 (스텝마다 쓰는 행의 수).
help-compare-seeds = 신경망마다 학습을 시작하는 시드의 수 (기본값: 20).
help-compare-seed = 첫 시드이자 2차원 데이터의 시드 (기본값: 0).
help-compare-threshold = 마지막 에포크의 정확도가 이 값 이상이면 학습에 성공한 것으로 봅니다. 목표값이 실수이면 손실이 이 값 이하여야 합니다. 따로 쓰지 않으면 게이트는 1, 다른 클래스는 0.95, 손실은 0.1입니다.
help-compare-rows = 2차원 데이터의 점 수.
help-compare-plot = 손실 곡선과 그 퍼짐, 학습에 성공한 시드의 비율을 PNG 또는 SVG 파일로 그립니다.

help-runs = 저장된 학습 결과를 최신순으로 나열합니다. 자세히 보거나 지울 수도 있습니다.
help-runs-show = 학습 결과 하나를 보여 줍니다: 설정, 성능, 파일, 이어서 학습하는 방법.
help-runs-show-name = 학습 결과의 이름.
help-runs-delete = 학습 결과를 확인한 뒤 지웁니다. 손상된 학습 결과도 지울 수 있습니다.
help-runs-delete-names = 학습 결과의 이름들.
help-runs-delete-yes = 확인을 묻지 않습니다.

help-lesson = 레슨의 신경망을 학습시키고 무엇을 배웠는지 보여 줍니다: 학습 노트의 XOR 프로그램 네 개(처음 세 개는 TensorFlow로 실행할 때와 똑같이 출력합니다), RNN, LSTM, 오토인코더 두 개.
help-lesson-name = 레슨의 이름. 없으면 모두 나열합니다.
help-lesson-seed = 초기 가중치의 난수 시드 (기본값: 777).
help-lesson-epochs = 에포크 수 (기본값: 프로그램에 나온 수).
help-lesson-plot = 신경망이 배운 것을 PNG 또는 SVG 파일로 그립니다.
help-lesson-tensorboard = 학습 과정을 TensorBoard용으로 기록합니다.
help-lesson-log-dir = 기록할 폴더 (기본값: logs/LESSON).
help-lesson-source = 실행하지 않고 프로그램을 출력합니다.

help-board = 기록된 학습을 TensorBoard로 보여 줍니다. --host로 다른 주소를 쓰지 않으면 이 컴퓨터에서만 보입니다. Ctrl-C로 끝냅니다.
help-board-folder = 보여 줄 폴더. 하위 폴더도 포함합니다 (기본값: runs).
help-board-host = 접속을 받을 주소. 0.0.0.0은 이 컴퓨터의 모든 주소이며, 네트워크의 누구나 읽을 수 있게 됩니다 (기본값: 127.0.0.1).
help-board-port = 포트 번호 (기본값: 6006, 쓰고 있으면 빈 포트).
help-board-open = 웹 브라우저에서 엽니다.
help-studio = 신경망이 학습하는 모습을 지켜보고 모든 수에 "왜?"를 물을 수 있는 페이지를 엽니다. Ctrl-C로 끝냅니다.
help-studio-what = 처음 열 것: xor, moons 같은 데이터, CSV 파일, 실행, 저장된 모델, 안내가 딸린 xor-deep 같은 예제, 직접 쓴 안내(Markdown) (기본값: xor).
help-studio-data = 저장된 모델의 데이터: 이름, CSV 파일, 또는 배열 x와 y(나 모델의 입력과 출력 이름으로 된 배열)가 있는 .npz 파일 (기본값: 입력이 둘인 모델은 xor).
help-studio-target = CSV 파일에서 학습할 열 (기본값: 마지막 열).
help-studio-seed = 가중치와 만들어 내는 데이터의 난수 시드 (기본값: 0).
help-studio-port = 포트 번호 (기본값: 8642, 쓰이고 있으면 비어 있는 아무 포트).
help-studio-present = 수업용: 큰 글씨, 뒷자리에서도 보이는 포인터, 프리젠터 키(다음: 학습과 멈춤, 이전: 처음으로, 검은 화면).
help-studio-no-browser = 브라우저를 열지 않고 주소만 출력합니다.
help-studio-save = 페이지를 여는 대신, 서버 없이 열리는 HTML 파일 하나로 저장합니다. 학습의 여러 시점이 담기고 모든 수를 눌러 볼 수 있습니다.
help-studio-epochs = --save로 저장하기 전에 학습할 에포크 수 (기본값: 레슨이나 데이터셋의 값, 저장된 모델은 0).
help-studio-moments = --save로 저장할 시점의 최대 수 (기본값: 60, 층으로 보여 주는 모델은 30).
help-studio-rows = --save로 저장할 행의 최대 수 (기본값: 12, 층으로 보여 주는 모델은 4).
help-studio-megabytes = 파일의 최대 크기(MB, 기본값: 2). 이 크기에 맞을 때까지 시점과 행을 줄입니다.
