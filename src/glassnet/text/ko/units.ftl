# 가중치가 주어진 유닛.

unit-no-weights = 가중치가 없는 유닛입니다. 입력마다 수를 하나씩 주세요.
unit-activation = 알 수 없는 활성화 함수 { $name }.
unit-weight = 가중치
unit-bias = 편향
unit-number = { $what } { $found }: 절댓값이 3.4e38 이하인 유한한 float32 수여야 합니다.
unit-weights = { $name }의 가중치가 { $found }개입니다. 입력마다 하나씩 { $expected }개여야 합니다.
units-none = 유닛이 없는 신경망입니다. 층마다 유닛의 목록을 주세요.
units-activations = 한 층에서 서로 다른 활성화 함수 { JOSA($found, "을/를") } 씁니다. 한 층의 유닛은 모두 같은 활성화 함수를 써야 합니다.
units-rows-no-numbers = 행에는 유한한 수만 쓸 수 있습니다.
units-rows-value = { $row }번째 행에 { JOSA($found, "이/가") } 있습니다. 절댓값이 3.4e38 이하인 유한한 float32 수여야 합니다.
units-rows-ragged = { $row }번째 행의 수가 { $found }개입니다. { $expected }개여야 합니다.
units-rows-shape = 행의 모양이 { $found }입니다. 수가 { $expected }개씩인 행의 목록이어야 합니다.
units-too-many-inputs = 입력이 { $found }개인 진리표는 너무 큽니다. 입력을 { $most }개까지로 하거나 행을 직접 주세요.
units-no-answer = { $activation }의 출력은 0과 1로 된 답이 아니어서 목표와 비교할 수 없습니다.
units-unknown = 게이트, 레슨, 학습 결과, 파일 가운데 '{ $name }'이라는 이름이 없습니다.
units-gate-rows = 목표 { $name }: 게이트는 0과 1로 된 행과 출력 하나에만 쓸 수 있습니다. 행마다 0 또는 1을 주세요.
units-target-not-binary = { $row }번째 행의 목표에 { JOSA($found, "이/가") } 있습니다. 0 또는 1이어야 합니다.
units-target-form = 목표 { $found }: xor 같은 게이트, 또는 행마다 0 또는 1을 주세요.
units-gate-inputs = 목표 { $name }: 신경망의 입력은 { $found }개입니다.
units-parity = { $given }: parity:3처럼 1부터 { $most }까지의 자연수를 붙여 주세요.
units-target-length = 목표의 값이 { $found }개입니다. { $expected }개여야 합니다.
units-right = 맞음
units-wrong = 틀림
units-all-right = { $rows }개 행이 모두 맞습니다.
units-some-wrong = { $rows }개 행 중 { $wrong }개가 틀립니다.
units-formulas = 유닛을 수식으로 쓰면:
units-merged = 나란한 유닛들은 하나의 층을 이룹니다. 유닛 하나가 가중치 행렬의 열 하나입니다:
units-found = 은닉 유닛 { $hidden }개, 절댓값이 { $most } 이하인 정수 가중치로 찾았습니다:
units-none-found = { $target }: 은닉 유닛 { $hidden }개, 절댓값이 { $most } 이하인 정수 가중치로는 만들 수 없습니다.
units-search-too-large = 살펴볼 신경망이 { $networks }개로 너무 많습니다. { $most }개까지 살펴봅니다. 은닉 유닛이나 입력, --most를 줄여 주세요.
units-search-unit = 입력이 { $inputs }개인 유닛의 가중치를 절댓값이 { $largest } 이하인 정수로 고르는 방법이 { $found }가지입니다. { $most }가지까지 살펴봅니다. 입력이나 은닉 유닛, --most를 줄여 주세요.
units-which = 계산할 유닛이 없습니다. 게이트 이름이나 TOML 파일, 또는 --unit w=5,5 b=-8처럼 유닛을 써 주세요.
units-no-gate-weights = { $name }: 알려진 가중치가 없습니다. --search로 찾아보세요.
units-unit-form = --unit { $given }: --unit w=5,5 b=-8처럼 가중치와 편향을 써 주세요.
units-toml = { $path }: { $why }
units-toml-key = { $where ->
    [file] 알 수 없는 키
   *[other] { $where }: 알 수 없는 키
  } { $found }.
units-toml-kind = { $kind ->
    [missing] 그런 파일이 없습니다.
    [folder] 폴더입니다. TOML 파일이어야 합니다.
   *[device] 파이프나 장치입니다. 디스크에 있는 TOML 파일이어야 합니다.
  }
units-toml-size = 크기가 { $found }바이트입니다. TOML 파일은 { $most }바이트까지 읽습니다.
units-toml-utf8 = UTF-8 텍스트가 아닙니다. UTF-8로 저장해 주세요.
units-toml-syntax = TOML 문법에 맞지 않습니다: { $said }.
units-toml-syntax-at = { $line }번째 줄 { $column }번째 칸이 TOML 문법에 맞지 않습니다: { $said }.
units-toml-deep = 괄호가 너무 깊이 중첩되어 있습니다.
units-toml-digits = 자릿수가 너무 많은 수가 있습니다.
units-toml-layers = [[layers]] 아래에 weights와 bias가 있는 유닛들을 써 주세요.
units-plane = 입력 공간
units-hidden = 은닉층의 출력
units-no-line = 직선 없음: 가중치가 모두 0
units-line-outside = 직선이 그림 밖에 있음
units-truth-table = { $given }: 진리표가 아닙니다. xor나 parity:3 같은 게이트, 또는 0110처럼 입력의 조합마다 0 또는 1을 주세요.
units-plot-inputs = 입력이 { $found }개입니다. 유닛을 평면의 직선으로 그리려면 2개여야 합니다.
units-other-layers = 다른 모양의 층은 TOML 파일에 [[layers]]로 써 주세요.
units-unexpected = { $given }: 게이트나 파일은 하나만, 유닛은 --unit으로 써 주세요.
unit-name = 유닛 이름 { $found }: 한 줄짜리 텍스트여야 합니다.
units-layers = { $found }: 층마다 유닛의 목록을 주세요.
units-inputs = 입력 { $found }: 입력마다 서로 다른 이름이어야 합니다.
units-name-taken = { $name }: 출력의 이름입니다. 입력이나 유닛에는 다른 이름을 써 주세요.
units-rounded = { $name }: float32로는 { JOSA($given, "을/를") } 나타낼 수 없어 { JOSA($held, "으로/로") } 계산합니다.
units-overflow = { $name }의 합이 float32로 나타내기에 너무 큽니다. 가중치나 행을 더 작게 해 주세요.
units-target = 목표
units-nothing-drawn = 그릴 것이 없어 { $path } 파일을 쓰지 않았습니다.
units-not-together = { $one }, { $other }: 함께 쓸 수 없습니다. 둘 중 하나만 써 주세요.
units-search-only = { $option }: --search와 함께 써 주세요.
units-lesson-large = 레슨 { $lesson }: 이 신경망의 입력은 { $inputs }개입니다. 유닛을 표로 보이려면 입력이 { $most }개 이하여야 합니다. 이 레슨이 배운 것을 보려면: glassnet lesson { $lesson } --plot { $lesson }.png
units-model-layer = 유닛이 차례로 이어진 모델이 아닙니다({ $layer }). 활성화 함수가 sigmoid, step, tanh, relu, linear 중 하나인 Dense 층만 이어져 있어야 합니다.
units-model-data = { $name }의 입력은 { $inputs }개인데 { $data }의 열은 { $features }개입니다. --data로 모델의 데이터를 지정하세요.
units-learned = 학습으로 찾은 가중치: { $name }
units-first-rows = { $data }의 { $rows }개 행 중 첫 { $shown }개:
units-standardised = 입력은 표준화한 열입니다: (값 − 학습 행의 평균)/표준편차.
units-has-data = { $option }: { JOSA($name, "은/는") } 자기 데이터가 있으니 빼 주세요.
units-data-of-model = { $option }: MODEL.keras와 함께 써 주세요.
units-save-toml = { $path }: 파일 이름이 .toml로 끝나야 합니다.
