# 수식에서 잘못된 곳. 열은 1부터 셉니다.

formula-on-line = { $line }번째 줄 { $said }
formula-empty = 수식이 비어 있습니다. x^2 + 3x처럼 써 주세요.
formula-no-text = 수식은 "x^2 + 3x" 같은 글이어야 하는데 { $kind }입니다.
formula-too-long = 수식이 { $found }자입니다. { $most }자까지 쓸 수 있습니다.
formula-too-many-lines = 수식이 { $found }줄입니다. { $most }줄까지 쓸 수 있습니다.
formula-no-definition = { $line }번째 줄: u = x^2 같은 정의를 써 주세요. 수식은 마지막 줄에 한 줄로 써야 합니다.
formula-too-large = 정의를 모두 풀어 쓰면 수식의 부분이 { $found }개입니다. { $most }개까지 쓸 수 있습니다.
formula-too-deep = 수식이 { $found }겹입니다. { $most }겹까지 쓸 수 있습니다.
formula-unexpected = { $column }열: { JOSA($found, "이/가") } 있습니다. { JOSA($expected, "이/가") } 와야 합니다.
formula-unfinished = { $column }열: 수식이 여기서 끝났습니다. { JOSA($expected, "이/가") } 와야 합니다.
formula-operand = 수, 이름 또는 여는 괄호
formula-opening = 여는 괄호
formula-closing = 닫는 괄호
formula-operator = +나 * 같은 연산 기호 또는 수식의 끝
formula-operator-or-closing = +나 * 같은 연산 기호 또는 닫는 괄호
formula-left-side = { $column }열: = 앞에는 u 같은 이름이나 f(x) 같은 함수를 써 주세요.
formula-name-taken = { $column }열: { $name }에는 이미 뜻이 있습니다. 다른 이름을 써 주세요.
formula-name-is-letter = { $column }열: { JOSA($name, "은/는") } 이미 수식의 문자로 쓰였습니다. 여기서 정의할 이름으로 다른 것을 골라 주세요.
formula-word = { $column }열: { JOSA($name, "은/는") } 프로그램의 낱말이라 수식의 이름으로 쓸 수 없습니다. 구간에 따라 달라지는 식은 max, min, abs, relu로 쓸 수 있습니다.
formula-two-numbers = { $column }열: 수 { JOSA($one, "과/와") } { JOSA($other, "이/가") } 나란히 있습니다. 곱하려면 사이에 *를 써 주세요.
formula-division-by-zero = { $column }열: 0으로 나눌 수 없습니다.
formula-power-of-zero = { $column }열: 0의 0제곱이나 음수 제곱은 값이 없습니다.
formula-exponent-too-large = { $column }열: 지수가 너무 큽니다. { $most }까지 쓸 수 있습니다.
formula-number-too-long = { $column }열: 수의 자릿수가 { JOSA($most, "을/를") } 넘습니다.
formula-number-too-large = { $column }열: 수가 1e-{ $most }에서 1e{ $most } 사이를 벗어났습니다.
formula-value-too-large = { $column }열: 이 부분의 값이 1e-{ $most }에서 1e{ $most } 사이를 벗어납니다.
formula-no-value = { $column }열: 이 부분은 실숫값이 없습니다.
formula-needs-argument = { $column }열: { JOSA($name, "은/는") } 함수입니다. { $name }(x)처럼 괄호 안에 써 주세요.
formula-unknown-function = { $column }열: '{ $name }' 함수는 없습니다.{ $near }
formula-arguments = { $column }열: { $name }의 인수는 { $expected }개여야 하는데 { $found }개입니다.

# 미분의 규칙.

rule-constant = 상수의 미분
rule-identity = 변수의 미분
rule-sum = 합의 미분법
rule-constant-factor = 상수배의 미분법
rule-product = 곱의 미분법
rule-quotient = 몫의 미분법
rule-power = 거듭제곱의 미분법
rule-exponential = 지수함수의 미분법
rule-logarithm = 로그함수의 미분법
rule-general-power = 지수에 변수가 있는 거듭제곱
rule-extreme = 둘 중 큰 쪽 또는 작은 쪽
rule-trigonometric = 삼각함수의 미분법
rule-hyperbolic = 쌍곡선함수의 미분법
rule-inverse = 역삼각함수의 미분법
rule-sigmoid = 시그모이드의 미분법
rule-softplus = softplus의 미분법
rule-gelu = GELU의 미분법
rule-relu = ReLU의 미분법
rule-absolute = 절댓값의 미분법
rule-step = 계단함수의 미분
rule-chain = 연쇄법칙 (합성함수의 미분법)
rule-error-function = 오차함수의 미분법
rule-pieces = 구간마다 미분

# 규칙이 성립하는 까닭.

why-number = 수는 변하지 않습니다.
why-held = { JOSA($letters, "을/를") } 상수로 취급하므로, { JOSA($x, "이/가") } 변해도 변하지 않아 사라집니다.
why-identity = { JOSA($x, "은/는") } 자기 자신과 같은 빠르기로 변합니다.
why-sum = 항마다 따로 미분합니다: { $formula }.
why-constant-factor = { JOSA($x, "이/가") } 변해도 변하지 않는 인수는 그대로 둡니다: { $formula }.
why-product = { $formula }.
why-quotient = { $formula }.
why-power = { $formula }.
why-exponential = { $formula }.
why-general-power = { $formula }.
why-extreme = 값을 정하는 쪽의 도함수입니다. 둘이 같은 곳에서는 미분가능하지 않을 수 있습니다.
why-pieces = 구간마다 따로 미분합니다. 구간이 만나는 곳에서는 미분가능하지 않습니다.
why-relu = 0의 왼쪽에서는 0, 오른쪽에서는 1입니다. 0에서는 미분가능하지 않습니다.
why-absolute = 0의 왼쪽에서는 -1, 오른쪽에서는 1입니다. 0에서는 미분가능하지 않습니다.
why-step = 0의 왼쪽에서도 오른쪽에서도 변하지 않습니다. 0에서는 미분가능하지 않습니다.
why-chain = 겉함수 { $y } = { $outer }, 속함수 { $u } = { $inner }: { $whole } = { $by_outer } · { $by_inner }.

# 미분 과정에 대한 말.

derivation-none = { $name }에는 변수가 없습니다. 무엇이 변해도 변하지 않습니다.
derivation-one = { $name }의 변수는 { $x } 하나입니다. 도함수는 순간마다 { JOSA($name, "이/가") } 얼마나 빨리 변하는지(순간변화율)를 나타냅니다.
derivation-partial = 편미분: { $x }만 변합니다.
derivation-held = { JOSA($letters, "은/는") } 상수로 취급합니다.
derivation-stage = { JOSA($x, "이/가") } 변할 때 { JOSA($before, "이/가") } 얼마나 빨리 변하는지를 나타냅니다.
derivation-shorter = 간단히 하면
limit-title = { $where }에서 극한으로 구한 미분계수
limit-title-partial = { $where }에서 극한으로 구한 편미분계수
limit-forward = 전진차분
limit-central = 중심차분
limit-turns = 전진차분은 { $forward }부터, 중심차분은 { $central }부터 h를 더 줄이면 반올림 오차가 커집니다
limit-symbolic = 극한값
limit-unknown = SymPy가 극한을 찾지 못했습니다
check-title = 검산
check-sympy = SymPy
check-autodiff = 자동 미분 (JAX)
check-differences = 평균변화율
check-agrees = { $witness }: 점 { $points }곳에서 오차 { $worst } 이내로 일치합니다
check-agrees-exactly = { $witness }: 점 { $points }곳에서 정확히 일치합니다
check-disagrees = { $witness }: { $worst }만큼 어긋납니다. glassnet의 오류이니 알려 주세요
check-missing = { $witness }: 규칙으로는 값이 없는 곳에 값이 있습니다. glassnet의 오류이니 알려 주세요
check-nowhere = { $witness }: 비교할 점을 찾지 못했습니다
took-too-long = { $seconds }초 안에 끝나지 않았습니다: { $what }
took-too-long-derivation = 미분 과정
took-too-long-steps = 미분 과정의 단계
took-too-long-limit = SymPy의 극한
took-too-long-shorter = SymPy의 간단한 꼴
took-too-long-check = 검산
saved = { $path }에 저장했습니다

# 수식에 물은 것에서 잘못된 곳.

did-you-mean = 혹시 { $name }인가요?
known-names = 쓸 수 있는 이름: { $names }{ $more ->
    [0] {""}
   *[other] {" "}외 { $more }개
  }.
name-is-one = { JOSA($name, "은/는") } 이름 하나입니다. 문자들의 곱은 { $product }처럼 써 주세요.
wrt-empty = --wrt '{ $given }': 쉼표 사이에 x 같은 문자를 쓰거나 --wrt를 빼 주세요.
wrt-unreadable = { $given }에 대한 미분: x 같은 문자, w,x,b처럼 여러 문자, 또는 두 번 미분하려면 x^2나 x*y처럼 써 주세요.
wrt-unknown = { $name }에 대한 미분: 수식에 그런 문자가 없습니다.
wrt-defined = { $name } = … 는 { JOSA($name, "을/를") } 정할 뿐이라 미분할 것이 없습니다. { JOSA($name, "을/를") } 쓰는 수식을 아래 줄에 써 주세요.
wrt-order = { $given }에 대한 미분: 1번에서 { $most }번까지 미분할 수 있습니다.
derivative-too-large = 도함수의 부분이 { $found }개입니다. 한 번 더 미분하려면 { $most }개까지여야 합니다.
point-unknown = { $name }: 수식에 그런 문자가 없습니다.
point-missing = { $names }의 값이 없습니다. { $example }처럼 값을 주세요.
point-twice = { $name }의 값이 둘입니다. 하나만 주세요.
point-form = { $given }: x=3처럼 문자와 값을 써 주세요.
point-not-finite = { $name } = { $value }: 유한한 수여야 합니다.
point-unreadable = { $name } = { $value }: { $why }
point-not-a-number = { $name } = { $value }: 3, 1/2, pi/2 같은 수여야 합니다.
function-of-order = { $order ->
    [0] 함수
    [1] 도함수
   *[other] { $order }계도함수
  }
no-value = { $where }에서 { $of }의 값이 없습니다.
no-derivative = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 왼쪽 미분계수는 { $left }, 오른쪽 미분계수는 { $right }입니다.
no-derivative-from-left = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 왼쪽 미분계수는 { $slope }이고, 오른쪽에는 값이 없습니다.
no-derivative-from-right = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 오른쪽 미분계수는 { $slope }이고, 왼쪽에는 값이 없습니다.
no-derivative-alone = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 그 점의 왼쪽에도 오른쪽에도 값이 없습니다.
no-finite-derivative = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 그곳의 기울기는 유한한 값이 아닙니다.
too-large = { $where }에서 미분계수가 너무 커서 64비트 수로 나타낼 수 없습니다.
too-large-inside = { $where }에서 수식 안의 수가 너무 커서 계산할 수 없습니다.
plot-no-place = 미분가능한 점을 찾지 못했습니다. --at x=3처럼 하나를 주세요.
plot-no-value = 값이 없음
plot-more-variables = 나머지 변수는 그리지 않았습니다

# 명령줄의 말.

lang-unknown = --lang { $given }: en 또는 ko여야 합니다.
model-unknown = { $given }: 그런 레슨, 학습 결과, MODEL.keras가 없습니다.{ $near }
model-no-file = { $given }: 그런 파일이 없습니다.
model-is-folder = { $given }: 폴더입니다. 모델은 model.save('name.keras')로 저장한 파일 하나여야 합니다.
model-weights-alone = { $given }: model.save('name.keras')로 저장한 모델이어야 합니다. 가중치만으로는 모델이 되지 않습니다.
model-no-run = { $given }: 학습 결과 폴더여야 하는데 run.json이 없습니다.
traced-unknown = { $given }: 그런 레슨이나 학습 결과가 없습니다. 수식으로 읽으면: { $why }{ $near }
derive-forms = --{ $one }, --{ $other }: 출력 형식은 하나만 골라 주세요.
save-format = 저장할 이름 '{ $path }': .png나 .svg로 끝나야 합니다.
usage-no-option = { $given }: 그런 옵션은 없습니다.
usage-no-formula = 수식이 없습니다. glassnet { $command } 'x^2 + 3x'처럼 써 주세요. 도움말: glassnet { $command } --help
usage-formulas = { $given }: 수식은 하나여야 합니다. 따옴표로 묶어 주세요.
usage-no-value = { $option }: 뒤에 값을 써 주세요.

# 가중치가 주어진 유닛.

unit-no-weights = 가중치가 없는 유닛입니다. 입력마다 수를 하나씩 주세요.
unit-activation = 활성화 함수 { $name }: 그런 이름은 없습니다.
unit-weight = 가중치
unit-bias = 편향
unit-number = { $what } { $found }: 크기가 3.4e38 이하인 유한한 수여야 합니다.
unit-weights = { $name }의 가중치가 { $found }개입니다. 입력마다 하나씩 { $expected }개여야 합니다.
units-none = 유닛이 없는 네트워크입니다. 층마다 유닛의 목록을 주세요.
units-activations = 한 층의 유닛들이 서로 다른 활성화 함수 { JOSA($found, "을/를") } 씁니다. 한 층에는 하나여야 합니다.
units-rows-no-numbers = 행에 유한한 수가 아닌 것이 있습니다.
units-rows-value = { $row }번째 행에 { JOSA($found, "이/가") } 있습니다. 크기가 3.4e38 이하인 유한한 수여야 합니다.
units-rows-ragged = { $row }번째 행의 수가 { $found }개입니다. { $expected }개여야 합니다.
units-rows-shape = 행의 모양이 { $found }입니다. 수가 { $expected }개씩인 행의 목록이어야 합니다.
units-too-many-inputs = 입력 { $found }개의 조합은 표로 보기에 너무 많습니다. 입력을 { $most }개까지로 하거나 행을 직접 주세요.
units-no-answer = { $activation }의 출력은 목표와 비교할 0과 1의 답이 아닙니다.
units-unknown-gate = 목표 { $name }: 그런 게이트는 없습니다.
units-gate-rows = 목표 { $name }: 게이트는 0과 1의 행과 출력 하나에만 쓸 수 있습니다. 행마다 0 또는 1을 주세요.
units-target-not-binary = { $row }번째 행의 목표에 { JOSA($found, "이/가") } 있습니다. 0 또는 1이어야 합니다.
units-target-form = 목표 { $found }: xor 같은 게이트, 또는 행마다 0 또는 1을 주세요.
units-gate-inputs = 목표 { $name }: 네트워크의 입력은 { $found }개입니다.
units-parity = { $given }: parity:3 처럼 1부터 { $most }까지의 자연수를 붙여 주세요.
units-target-length = 목표의 값이 { $found }개입니다. { $expected }개여야 합니다.
units-right = 맞음
units-wrong = 틀림
units-all-right = { $rows }개 행이 모두 맞습니다.
units-some-wrong = { $rows }개 행 중 { $wrong }개가 틀립니다.
units-formulas = 유닛을 수식으로 쓰면:
units-merged = 나란한 유닛들은 하나의 층(layer)입니다. 유닛 하나가 행렬의 열 하나입니다:
units-found = 은닉 유닛 { $hidden }개, 크기 { $most } 이하의 정수 가중치로 찾았습니다:
units-none-found = { $target }: 은닉 유닛 { $hidden }개, 크기 { $most } 이하의 정수 가중치로는 만들 수 없습니다.
units-search-too-large = 살펴볼 네트워크가 { $networks }개입니다. { $most }개까지 살펴봅니다. 은닉 유닛이나 입력, --most 를 줄여 주세요.
units-search-unit = 입력이 { $inputs }개인 유닛의 가중치를 크기 { $largest } 이하의 정수로 고르는 방법이 { $found }가지입니다. { $most }가지까지 살펴봅니다. 입력이나 은닉 유닛, --most 를 줄여 주세요.
units-which = 게이트 이름이나 TOML 파일, 또는 --unit w=5,5 b=-8 처럼 유닛을 써 주세요.
units-no-gate-weights = { $name }: 알려진 가중치가 없습니다. --search 로 찾아 보세요.
units-unit-form = --unit { $given }: --unit w=5,5 b=-8 처럼 가중치와 편향을 써 주세요.
units-toml = { $path }: { $why }
units-toml-key = { $where ->
    [file] 파일에
   *[other] { $where }에
  } 쓸 수 없는 키가 있습니다: { $found }.
units-toml-kind = { $kind ->
    [missing] 그런 파일이 없습니다.
    [folder] 폴더입니다. TOML 파일이어야 합니다.
   *[device] 파이프나 장치입니다. 디스크에 있는 TOML 파일이어야 합니다.
  }
units-toml-size = 크기가 { $found }바이트입니다. TOML 파일은 { $most }바이트까지 읽습니다.
units-toml-utf8 = UTF-8 텍스트가 아닙니다. UTF-8로 저장해 주세요.
units-toml-syntax = TOML 문법에 맞지 않습니다: { $said }.
units-toml-syntax-at = { $line }번째 줄 { $column }번째 칸이 TOML 문법에 맞지 않습니다: { $said }.
units-toml-deep = 괄호가 너무 깊이 겹쳐 있습니다.
units-toml-digits = 자릿수가 너무 많은 수가 있습니다.
units-toml-layers = [[layers]] 아래에 weights 와 bias 가 있는 유닛들을 써 주세요.
units-plane = 입력
units-hidden = 마지막 유닛이 보는 것
units-no-line = 직선 없음: 가중치가 모두 0
units-line-outside = 직선이 그림 밖에 있음
units-truth-table = { JOSA($given, "은/는") } 진리표가 아닙니다. xor 나 parity:3 같은 게이트, 또는 0110 처럼 입력의 조합마다 0 또는 1을 주세요.
units-plot-inputs = 입력이 { $found }개입니다. 유닛을 평면의 직선으로 그리려면 2개여야 합니다.
units-other-layers = 다른 모양의 층은 TOML 파일에 [[layers]] 로 써 주세요.
units-unexpected = { $given }: 게이트나 파일은 하나만, 유닛은 --unit 으로 써 주세요.
unit-name = 이름 { $found }: 한 줄의 글이어야 합니다.
units-layers = { $found }: 층마다 유닛의 목록을 주세요.
units-inputs = 입력 { $found }: 입력마다 서로 다른 이름이어야 합니다.
units-name-taken = { JOSA($name, "은/는") } 출력의 이름입니다. 입력이나 유닛에는 다른 이름을 써 주세요.
units-rounded = { $name }: float32에는 { JOSA($given, "이/가") } 없어 { JOSA($held, "으로/로") } 계산합니다.
units-overflow = { $name }의 합이 float32로 나타내기에 너무 큽니다. 가중치나 행을 더 작게 해 주세요.
units-target = 목표
units-nothing-drawn = 그릴 것이 없어 { $path } 파일을 쓰지 않았습니다.
units-not-together = { $one }, { $other }: 둘 중 하나만 써 주세요.
units-search-only = { $option }: --search 와 함께 써 주세요.

# 두 클래스를 나눌 수 있는지.

separable-boundary = { $features ->
    [1] 경계값
    [2] 직선
    [3] 평면
   *[other] 초평면
  }
separable-yes = 두 클래스({ $first }, { $second })를 나누는 { $boundary }이 있습니다(선형 분리 가능).
separable-no = 두 클래스({ $first }, { $second })를 나누는 { $boundary }은 없습니다(선형 분리 불가능).
separable-undecided = 두 클래스({ $first }, { $second })를 나누는 { $boundary }이 있는지 판정하지 못했습니다. 주어진 시간 안에 어느 쪽도 증명하지 못했습니다.
separable-class = 클래스 { $name }
separable-sides = { $sum }: { $first }의 모든 행에서 0보다 작고, { $second }의 모든 행에서 0보다 큽니다.
separable-unit = 유닛으로 쓰면: { $unit }
separable-unit-coarse = 유닛으로는 쓸 수 없습니다. 유닛은 32비트 수로 계산하는데, 이 행들을 구별하기에는 정밀도가 모자랍니다.
separable-margin = 가장 가까운 행까지의 거리는 { $margin }입니다: { $rows }.
separable-largest = 여유(마진)가 이보다 큰 것은 없습니다.
separable-limit = 여유(마진)는 아무리 커도 { JOSA($limit, "을/를") } 넘지 못합니다.
separable-rows = 행 { $rows }
separable-contradiction = { $rows }: 같은 점 { $point }인데 클래스가 { $first }, { JOSA($second, "으로/로") } 다릅니다.
separable-more-contradictions = 이런 점이 모두 { $count }개 있습니다.
separable-common = 점 { $point }: 두 클래스의 볼록 껍질에 모두 속합니다.
separable-exact = ≈는 화면에서만 반올림한 수입니다. 두 합은 분수로 정확히 같습니다.
separable-why = 한 클래스의 모든 행이 { $boundary }의 한쪽에 있으면 그 사이의 점도 모두 같은 쪽에 있습니다. 이 점은 양쪽에 동시에 있어야 하므로 모순입니다.
separable-without = 전체 { $all }개 행 중 { $count }개를 빼면 나머지는 선형 분리 가능합니다.
separable-fewest = 이보다 적게 빼서는 나눌 수 없습니다:
separable-at-least = 적어도 { $least }개는 빼야 합니다:
separable-names = 특성의 이름이 { $count }개입니다. { $expected }개여야 합니다.
separable-names-differ = 특성의 이름에 { JOSA($found, "이/가") } 있습니다. 서로 다른 한 줄짜리 글이어야 합니다.
separable-points-numbers = 점에 수가 아닌 것이 있거나 행의 길이가 서로 다릅니다.
separable-points-shape = 점의 모양이 { $shape }입니다. [행, 특성]이어야 합니다.
separable-points-empty = 점의 모양이 { $shape }입니다. 나눌 것이 없습니다.
separable-not-finite = 행 { $row }의 점에서 열 { JOSA($column, "이/가") } { $value }입니다. 유한한 수여야 합니다.
separable-too-large = 점에 { JOSA($found, "이/가") } 있습니다. { $most }까지만 다룰 수 있습니다.
separable-too-narrow = { $name }의 수들은 차이가 { $found } 이하입니다. { $least } 이상이어야 하니 적당한 수를 곱하세요.
separable-labels-shape = 레이블의 모양이 { $shape }입니다. 행마다 하나여야 합니다.
separable-labels-kinds = 순서를 정할 수 없는 레이블입니다. 서로 다른 두 값이어야 합니다.
separable-lengths = 점은 { $points }개, 레이블은 { $labels }개입니다. 수가 같아야 합니다.
separable-classes = 레이블의 클래스가 { $count }개입니다({ $some }). 두 개여야 합니다.
separable-which-class = 클래스가 { $count }개입니다({ $some }). 나머지 전부와 나눌 하나를 고르세요: --class { $first }
separable-no-class = --class { $given }: 그런 클래스는 없습니다.
separable-others = 나머지
separable-plot-features = 특성이 { $count }개입니다. 평면에 그리려면 2개여야 합니다.
separable-plane-line = 경계
separable-plane-common = 두 볼록 껍질의 공통점
picture-no-font = 설치된 글꼴에 없는 글자 { $signs }: 네모로 그렸습니다. 나눔고딕이나 Noto Sans CJK를 설치하세요.

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

# `glassnet trace`와 `glassnet diagnose`에 주는 것.

subject-means-nothing = --{ $option }: 식에는 쓸 수 없습니다({ $what }).
subject-means-letters = --{ $option }: 식의 문자에만 씁니다({ $what }).
subject-lesson-brings = --{ $option }: 레슨에는 이미 정해져 있습니다({ $what }).
subject-run-brings = --{ $option }: 학습 결과에는 이미 정해져 있습니다({ $what }).
subject-not-ended = { $place }에 model.keras가 없습니다. 아직 학습이 끝나지 않았습니다.
subject-no-data = { $place }: --data xor처럼 --data로 데이터를 지정하세요.
subject-not-compiled = { $place }: 컴파일하기 전에 저장한 모델입니다. 손실 함수와 옵티마이저가 필요하니 model.compile(...)을 호출하고 다시 저장하세요.
subject-no-zip = { $place }: .keras 파일(zip)이 아니거나 일부가 빠졌습니다.
subject-unread = { $place }: 읽을 수 없습니다. { $error }
subject-own-code = { $place }: 읽을 수 없습니다. { $kind ->
    [class] 클래스 { $name }의
    [function] 함수 { $name }의
   *[lambda] Lambda 층의
  } 코드가 파일에 없습니다. 코드가 있는 곳에서 gn.diagnose(model, x, y)나 gn.trace(model, x, y)를 쓰세요.

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
