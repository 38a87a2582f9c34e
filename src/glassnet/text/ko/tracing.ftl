# gn.trace와 `glassnet trace`가 보여 주는 것.

trace-summary = 노드 { $nodes }개의 추적, 손실 { $loss }
trace-loss = L = { $value }
trace-node = 노드
trace-shape = 모양
trace-value = 값
trace-gradient = 기울기
trace-formula = 식
trace-norm = 노름
trace-more = 노드 { $all }개 중 { $shown }개만 표시했습니다. 전체는 --step이나 --json으로, 연쇄법칙은 --weight로 볼 수 있습니다.
trace-loop = { JOSA($node, "은/는") } { $steps }단계, 모두 { $operations }개의 연산으로 된 반복문이라 노드 하나로 표시합니다. 연산이 { $most }개 이하인 반복문만 단계별로 펼칩니다.{ $fewer ->
    [0] {""}
   *[other] {" "}단계를 { $fewer }개 이하로 줄이면 단계마다 볼 수 있습니다.
  }
trace-row = { $row }번 행을 지나는 경로
trace-path = 경로 { $number }: { $product }
trace-zeros = 경로 { $first }부터 { $last }까지도 0입니다.
trace-sum = { $count ->
    [0] 손실에 이르는 경로가 없으므로 기울기는 { $sum }입니다.
    [1] 경로가 하나뿐이므로 그 곱이 기울기입니다: { $sum }.
   *[other] 경로 { $count }개의 곱을 모두 더하면 기울기입니다: { $sum }.
  }
trace-sum-rounded = { JOSA($precision, "으로/로") } 계산한 기울기는 { $gradient }이며, 차이는 반올림 오차입니다.
trace-largest = 경로 { $all }개 중 곱의 절댓값이 가장 큰 { $shown }개로, 절댓값 합의 { $share }를 차지합니다.
trace-nodes-passed = 경로
trace-product = 곱
trace-before = 이전
trace-after = 이후
trace-parameter = 매개변수
trace-numbers = 비교한 수
trace-worst = 최대 오차
trace-agrees = 일치
trace-yes = 예
trace-yes-by-rules = 예(미분 규칙으로만)
trace-no = 아니요
trace-not-compared = 비교하지 않음
trace-by-rules = gn.derive가 미분 규칙으로 구한 도함수의 값과도 일치해야 합니다.
trace-kinks = 꺾인 점: 수 { $count }개는 차분 간격 안에 손실이 꺾이는 점(relu나 최댓값)이 있어 일치를 기대할 수 없습니다.
trace-not-finite = 유한하지 않음: 수 { $count }개에서 손실이나 기울기가 NaN 또는 무한대여서 비교할 수 없습니다.
trace-precision = 정밀도: 수 { $count }개에서는 손실이 너무 커서 기울기가 반올림 오차에 묻히므로 비교하지 않았습니다.
trace-rounded = 반올림 오차: 수 { $count }개에서는 기울기가 다르지만 float64로 계산하면 일치하므로 비교하지 않았습니다.
trace-own-rule = 사용자 정의 기울기: 수 { $count }개에서 기울기가 다르며, 계산 도중 기울기를 차단하거나 따로 정의한 곳이 있습니다. 의도한 것이라면 일치를 기대할 수 없습니다.
trace-checking = 유한차분
trace-keys = 아무 키: 다음 노드, q: 끝내기

# 그림에 적히는 것.

drawing-legend = 상자마다 이름 위는 값, 아래 ∂는 기울기입니다. 색이 진할수록 기울기가 큽니다.
drawing-hint = 상자에 마우스를 올리거나 상자를 클릭하면 기울기가 어떻게 나오는지 보여 줍니다.

# 추적으로 답할 수 없는 것.

trace-row-alone = --row { $row }: --weight와 함께 써야 합니다.
trace-step-or-json = --step과 --json은 함께 쓸 수 없습니다.
trace-drawing-ends = { $path }: 파일 이름은 { $endings } 가운데 하나로 끝나야 합니다.
trace-no-node = { $given }: 그런 노드는 없습니다.{ $near }
trace-no-gradient = { $name }: 값이 { $dtype }형이라 기울기가 없습니다.
trace-index-form = --weight { $given }: 대괄호 안에는 { $number }처럼 정수를 쓰세요.
trace-no-number = { $name }의 모양은 { $shape }이므로 { $index } 위치에는 수가 없습니다.
trace-row-of-number = 행 { $row }: 수 하나에만 쓸 수 있으니 { $number }처럼 인덱스를 쓰세요.
trace-no-rows = 행 { $row }: 이 계산에는 데이터의 행이 없습니다.
trace-row-range = 행 { $row }: 데이터의 행은 0번부터 { $last }번까지입니다.
trace-most = { $caller }: most={ $given }: 1 이상의 정수여야 합니다.
trace-complex = { $caller }: { JOSA($name, "은/는") } { $dtype }형이고, 복소수를 지나는 경로는 따라가지 않습니다. 기울기 자체는 맞습니다.
trace-no-gradient-rule = trace: 이 계산의 기울기를 JAX가 구할 수 없습니다. { $reason }

# 추적할 수 없는 것.

trace-not-traceable = trace: 수식 문자열, keras.Model, 함수 중 하나여야 합니다. 주어진 것: { $kind }.
trace-formula-by-name = trace: 수식에는 x=5.0처럼 이름으로 값을 주어야 하는데 위치 인자를 { $count }개 받았습니다.
trace-by-position = trace: 모델이나 함수에는 배열을 순서대로 주어야 합니다. 이름으로 받은 것: { $names }.
trace-data = trace: 모델 뒤에는 x와 y를 주어야 하는데 배열을 { $count }개 받았습니다.
trace-not-numbers = trace: 함수에는 배열이나 수를 주어야 합니다. 주어진 것: { $kind }.
trace-needs-values = trace: { JOSA($name, "은/는") } 추적할 수 없습니다. JAX가 추적하는 동안 배열에는 아직 값이 없습니다: { $reason }
trace-function-failed = trace: { $name } 실행 중 오류: { $reason }

# 옵티마이저의 다음 스텝.

update-no-model = update: 옵티마이저는 모델에만 있습니다.
update-no-parameter = update: { $given }: 그런 매개변수는 없습니다.{ $near }
update-model-changed = update: 추적한 뒤에 모델을 학습하거나 바꾸거나 다시 컴파일했습니다. 다음 스텝을 보려면 다시 추적하세요.
update-differs = update: { JOSA($optimizer, "이/가") } { JOSA($name, "을/를") } { JOSA($made, "으로/로") } 바꾸었는데 규칙만으로는 { $rule }입니다. { $beside }도 함께 적용됩니다.
update-unknown = 다른 요인
update-clipping = 기울기 클리핑
update-weight-decay = 가중치 감쇠
update-averaging = 가중치 평균
update-amsgrad = AMSGrad(지금까지 가장 큰 v)
update-accumulation = 여러 스텝의 기울기 누적
update-constraint = 제약 조건

# `glassnet trace`와 `glassnet diagnose`의 대상.

subject-untrained = { $lesson }: 아직 학습하지 않은 초기 가중치입니다. 학습한 뒤의 모습은 --trained로 볼 수 있습니다.
subject-trained = { $lesson }: 학습을 마친 모습입니다.
subject-not-for-formula = --{ $option }: 수식에는 쓸 수 없습니다({ $what }).
subject-for-formula = --{ $option }: 수식의 변수에 값을 주는 옵션인데 { JOSA($what, "은/는") } 모델입니다.
subject-for-lesson = --{ $option }: 레슨을 학습시키는 옵션입니다. { JOSA($what, "은/는") } 저장된 그대로 보여 줍니다.
subject-lesson-has-data = --{ $option }: 레슨에는 데이터가 정해져 있습니다({ $what }).
subject-run-has-data = --{ $option }: 학습 결과에는 데이터가 정해져 있습니다({ $what }).
trace-too-many-operations = trace: 손실의 연산이 { $found }개로 { $most }개보다 많아 컴파일에 몇 분이 걸립니다. 증강 층(RandAugment, AugMix)이 그렇습니다. 이미지에 먼저 적용한 다음, 그 뒤의 모델을 추적하세요.
