# `glassnet trace`가 보여 주는 것.

trace-loss = L = { $value }
trace-node = 노드
trace-shape = 모양
trace-value = 값
trace-gradient = 기울기
trace-formula = 식
trace-norm = 크기
trace-more = 노드 { $all }개 중 { $shown }개. --step과 --json은 전부를, --weight는 연쇄법칙을 보여 줍니다.
trace-loop = { $node }: { $steps }단계를 되풀이하는 반복으로, 연산이 모두 { $operations }개여서 노드 하나로 둡니다. 연산이 { $most }개 이하인 반복이면 단계마다 보여 줍니다.{ $fewer ->
    [0] {""}
   *[other] {" "}단계를 { $fewer }개 이하로 줄이면 하나하나 볼 수 있습니다.
  }
trace-row = { $row }번 행을 지나는 경로만
trace-path = 경로 { $number }: { $product }
trace-zeros = 경로 { $first }부터 { $last }까지도 0입니다.
trace-sum = { $count ->
    [1] 경로가 하나이므로 그 곱이
   *[other] 경로 { $count }개의 곱을 모두 더하면
  } 기울기입니다: { $sum }.
trace-largest = 경로 { $all }개 중 곱이 가장 큰 { $shown }개로, 곱의 절댓값의 합에서 { $share }에 해당합니다.
trace-parameter = 매개변수
trace-numbers = 비교한 수
trace-worst = 최대 오차
trace-agrees = 일치
trace-yes = 예
trace-yes-by-rules = 예(미분 규칙으로만)
trace-no = 아니요
trace-not-compared = 비교하지 않음
trace-by-rules = gn.derive가 미분 규칙으로 구한 도함수의 값과도 일치해야 합니다.
trace-kinks = 수 { $count }개에서는 차분 간격 안에 꺾인 점(relu나 최댓값)이 있어 일치를 기대할 수 없습니다.
trace-not-finite = 수 { $count }개에서는 손실이나 기울기가 유한하지 않아 비교할 수 없습니다.
trace-precision = 수 { $count }개에서는 손실이 기울기에 비해 너무 커서 차이가 반올림 오차에 묻히므로 비교하지 않았습니다.
trace-rounded = 수 { $count }개에서는 기울기가 반올림 오차만큼 다릅니다. float64로 계산하면 일치하므로 비교하지 않았습니다.
trace-own-rule = 수 { $count }개에서 두 값이 다르며, 이 계산에는 기울기를 막거나 자체 미분 규칙을 쓰는 곳이 있습니다. 의도한 것이라면 일치를 기대할 수 없습니다.
trace-checking = 유한차분
trace-keys = 아무 키: 다음 노드, q: 끝내기
trace-row-alone = --row { $row }: --weight와 함께 써야 합니다.
trace-step-or-json = --step과 --json은 함께 쓸 수 없습니다.
trace-drawing-ends = { $path }: 파일 이름은 { $endings } 가운데 하나로 끝나야 합니다.
trace-no-node = --weight { $given }: 그런 노드는 없습니다.
trace-node-names = 매개변수는 { $names }이고, 노드 전체는 --step으로 볼 수 있습니다.
trace-no-gradient = --weight { $name }: 값이 { $kind }형이라 기울기가 없습니다.
trace-index-form = --weight { $given }: 대괄호 안에는 { $name }[{ $index }]처럼 정수를 적으세요.
trace-no-number = --weight { $given }: { $name }의 모양은 { $shape }이므로 { $index } 자리에는 수가 없습니다.
trace-row-of-number = --row { $row }: 수 하나에만 쓸 수 있으니 --weight '{ $name }[{ $index }]'처럼 인덱스를 적으세요.
trace-no-rows = --row { $row }: 이 계산에는 데이터의 행이 없습니다.
trace-row-beyond = --row { $row }: 데이터의 행은 0번부터 { $last }번까지입니다.

# `glassnet trace`와 `glassnet diagnose`의 대상.

subject-untrained = { $lesson }: 아직 학습하지 않은 초기 가중치입니다. 학습한 뒤의 모습은 --trained로 볼 수 있습니다.
subject-trained = { $lesson }: 학습을 마친 모습입니다.
subject-not-for-formula = --{ $option }: 수식에는 쓸 수 없습니다({ $what }).
subject-for-formula = --{ $option }: 수식의 문자에 값을 주는 옵션인데 { JOSA($what, "은/는") } 모델입니다.
subject-for-lesson = --{ $option }: 레슨을 학습시키는 옵션입니다. { JOSA($what, "은/는") } 저장된 그대로 보여 줍니다.
subject-lesson-has-data = --{ $option }: 레슨에는 데이터가 정해져 있습니다({ $what }).
subject-run-has-data = --{ $option }: 학습 결과에는 데이터가 정해져 있습니다({ $what }).
subject-not-ended = { $place }에 model.keras가 없습니다. 아직 학습이 끝나지 않았습니다.
subject-no-data = { $place }: --data xor처럼 --data로 데이터를 지정하세요.
subject-not-compiled = { $place }: 손실 함수와 옵티마이저 없이 저장한 모델입니다. model.compile(...)을 호출하고 다시 저장하세요.
subject-no-zip = { $place }: .keras 파일(zip)이 아니거나 일부가 빠졌습니다.
subject-unread = { $place }: 읽을 수 없습니다. { $error }
subject-own-code = { $place }: 읽을 수 없습니다. { $kind ->
    [class] 클래스 { $name }의
    [function] 함수 { $name }의
   *[lambda] Lambda 층의
  } 코드가 파일에 없습니다. 코드가 있는 파이썬에서 gn.diagnose(model, x, y)나 gn.trace(model, x, y)를 쓰세요.
