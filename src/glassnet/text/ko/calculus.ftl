# 수식에서 잘못된 곳. 열은 1부터 셉니다.

formula-on-line = { $line }번째 줄 { $said }
formula-empty = 수식이 비어 있습니다. x^2 + 3x처럼 써 주세요.
formula-no-text = 수식은 "x^2 + 3x" 같은 문자열이어야 하는데 { $kind }입니다.
formula-too-long = 수식이 { $found }자입니다. { $most }자까지 쓸 수 있습니다.
formula-too-many-lines = 수식이 { $found }줄입니다. { $most }줄까지 쓸 수 있습니다.
formula-no-definition = { $line }번째 줄: u = x^2 같은 정의를 써 주세요. 수식은 마지막 한 줄에만 씁니다.
formula-too-large = 정의를 모두 풀어 쓰면 수식의 부분이 { $found }개입니다. { $most }개까지 쓸 수 있습니다.
formula-too-deep = 수식이 { $found }단계로 중첩되어 있습니다. { $most }단계까지 쓸 수 있습니다.
formula-unexpected = { $column }열: { JOSA($found, "이/가") } 있습니다. { JOSA($expected, "이/가") } 와야 합니다.
formula-unfinished = { $column }열: 수식이 여기서 끝났습니다. { JOSA($expected, "이/가") } 와야 합니다.
formula-operand = 수, 이름 또는 여는 괄호
formula-opening = 여는 괄호
formula-closing = 닫는 괄호
formula-operator = +나 * 같은 연산 기호 또는 수식의 끝
formula-operator-or-closing = +나 * 같은 연산 기호 또는 닫는 괄호
formula-left-side = { $column }열: = 앞에는 u 같은 이름이나 f(x) 같은 함수를 써 주세요.
formula-name-taken = { $column }열: { JOSA($name, "은/는") } 이미 뜻이 있는 이름입니다. 다른 이름을 써 주세요.
formula-name-is-letter = { $column }열: { JOSA($name, "은/는") } 이미 수식의 변수로 쓰였습니다. 정의에는 다른 이름을 써 주세요.
formula-word = { $column }열: { JOSA($name, "은/는") } 프로그래밍 예약어라 수식의 이름으로 쓸 수 없습니다. 구간별 식은 max, min, abs, relu로 쓸 수 있습니다.
formula-two-numbers = { $column }열: 수 { JOSA($one, "과/와") } { JOSA($other, "이/가") } 나란히 있습니다. 곱하려면 사이에 *를 써 주세요.
formula-division-by-zero = { $column }열: 0으로 나눌 수 없습니다.
formula-power-of-zero = { $column }열: 0의 0제곱이나 음수 제곱은 정의되지 않습니다.
formula-exponent-too-large = { $column }열: 지수가 { JOSA($most, "을/를") } 넘습니다.
formula-number-too-long = { $column }열: 수의 자릿수가 { JOSA($most, "을/를") } 넘습니다.
formula-number-too-large = { $column }열: 수가 1e-{ $most }에서 1e{ $most }까지의 범위를 벗어납니다.
formula-value-too-large = { $column }열: 이 부분의 값이 1e-{ $most }에서 1e{ $most }까지의 범위를 벗어납니다.
formula-no-value = { $column }열: 이 부분은 실숫값이 없습니다.
formula-needs-argument = { $column }열: { JOSA($name, "은/는") } 함수입니다. { $name }(x)처럼 괄호 안에 인자를 써 주세요.
formula-unknown-function = { $column }열: '{ $name }' 함수는 없습니다.{ $near }
formula-arguments = { $column }열: { $name }의 인자는 { $expected }개여야 하는데 { $found }개입니다.

# 뜻이 모호한 수식을 읽은 방법.

read-as-one-variable = { $name }: 변수 하나로 읽었습니다. 곱셈은 { $product }처럼 써 주세요.
read-as-product = { JOSA($given, "을/를") } { JOSA($product, "으로/로") } 읽었습니다. 지수가 더 길면 괄호로 묶어 주세요.

# 미분법.

rule-constant = 상수의 미분
rule-identity = 변수의 미분
rule-sum = 합의 미분법
rule-constant-factor = 상수배의 미분법
rule-product = 곱의 미분법
rule-quotient = 몫의 미분법
rule-power = 거듭제곱의 미분법
rule-exponential = 지수함수의 미분법
rule-logarithm = 로그함수의 미분법
rule-general-power = 밑과 지수에 모두 변수가 있는 거듭제곱
rule-extreme = 최댓값 또는 최솟값
rule-trigonometric = 삼각함수의 미분법
rule-hyperbolic = 쌍곡선함수의 미분법
rule-inverse = 역삼각함수의 미분법
rule-sigmoid = 시그모이드의 미분법
rule-softplus = softplus의 미분법
rule-gelu = GELU의 미분법
rule-relu = ReLU의 미분법
rule-absolute = 절댓값의 미분법
rule-step = 계단함수의 미분법
rule-chain = 연쇄법칙 (합성함수의 미분법)
rule-error-function = 오차함수의 미분법
rule-pieces = 구간별 미분

# 미분법이 성립하는 까닭.

why-number = 수는 변하지 않습니다.
why-held = { JOSA($letters, "을/를") } 상수로 봅니다. { JOSA($x, "이/가") } 변해도 그대로이므로 도함수는 0입니다.
why-identity = { JOSA($x, "은/는") } 자기 자신에 대한 변화율이 1입니다.
why-sum = 항별로 미분합니다: { $formula }.
why-constant-factor = { JOSA($x, "과/와") } 무관한 인수는 그대로 둡니다: { $formula }.
why-product = { $formula }.
why-quotient = { $formula }.
why-power = { $formula }.
why-exponential = { $formula }.
why-general-power = { $formula }.
why-extreme = 선택되는 쪽의 도함수입니다. 둘이 같은 곳에서는 미분가능하지 않을 수 있습니다.
why-pieces = 구간마다 따로 미분합니다. 구간의 경계에서는 미분가능하지 않습니다.
why-relu = 0의 왼쪽에서는 0, 오른쪽에서는 1입니다. 0에서는 미분가능하지 않습니다.
why-absolute = 0의 왼쪽에서는 -1, 오른쪽에서는 1입니다. 0에서는 미분가능하지 않습니다.
why-step = 0의 왼쪽과 오른쪽에서 상수입니다. 0에서는 미분가능하지 않습니다.
why-chain = 겉함수 { $y } = { $outer }, 속함수 { $u } = { $inner }: { $whole } = { $by_outer } · { $by_inner }.

# 미분 과정에 대한 말.

derivation-none = { $name }에는 변수가 없으므로 값이 변하지 않습니다.
derivation-one = { JOSA($name, "은/는") } { $x }의 함수입니다. 도함수는 { $name }의 순간변화율입니다.
derivation-partial = 편미분: { $x }만 변합니다.
derivation-held = { JOSA($letters, "은/는") } 상수로 봅니다.
derivation-stage = { $x }에 대한 { $before }의 변화율입니다.
derivation-shorter = SymPy로 간단히 하면

# 극한으로 본 미분계수.

limit-title = { $where }에서 극한으로 구한 미분계수
limit-title-partial = { $where }에서 극한으로 구한 편미분계수
limit-forward = 전진차분
limit-central = 중심차분
limit-turns = h가 이보다 작아지면 반올림 오차가 지배적입니다: { $forward } (전진차분), { $central } (중심차분)
limit-symbolic = SymPy로 구한 극한값
limit-unknown = 찾지 못했습니다

# 도함수의 검산.

check-title = 검산
check-sympy = SymPy
check-autodiff = 자동 미분 (JAX)
check-differences = 차분몫
check-agrees = { $witness }: { $points }개 점에서 오차 { $worst } 이내로 일치합니다
check-agrees-exactly = { $witness }: { $points }개 점에서 정확히 일치합니다
check-disagrees = { $witness }: { $worst }만큼 어긋납니다. glassnet의 버그이니 알려 주세요
check-missing = { $witness }: 미분법으로는 값이 없는 곳에 값이 있습니다. glassnet의 버그이니 알려 주세요
check-nowhere = { $witness }: 비교할 점을 찾지 못했습니다

# 시간이 부족해 그만둔 것.

took-too-long = { $seconds }초가 지나 그만두었습니다: { $what }. 시간을 더 주려면 --seconds를 쓰세요.
took-too-long-derivation = 미분
took-too-long-steps = 미분 과정
took-too-long-limit = SymPy로 극한 구하기
took-too-long-shorter = SymPy로 식 간단히 하기
took-too-long-check = 검산

# 무엇에 대해 미분하는가.

wrt-empty = --wrt '{ $given }': 쉼표 사이에 x 같은 변수를 쓰거나 --wrt를 빼 주세요.
wrt-unreadable = { $given }에 대한 미분: x 같은 변수, w,x,b처럼 여러 변수, 또는 이계도함수라면 x^2나 x*y처럼 써 주세요.
wrt-unknown = { $name }에 대한 미분: 수식에 그런 변수가 없습니다.
wrt-defined = { $name } = …: 이름의 정의일 뿐입니다. 이 이름을 쓰는 수식을 아래 줄에 써 주세요.
wrt-order = { $given }에 대한 미분: 1계에서 { $most }계도함수까지 구할 수 있습니다.
derivative-too-large = 도함수의 부분이 { $found }개입니다. 한 번 더 미분하려면 { $most }개 이하여야 합니다.

# 점.

point-unknown = { $name }: 수식에 그런 변수가 없습니다.
point-missing = { $names }의 값이 없습니다. { $example }처럼 값을 주세요.
point-twice = { $name }의 값이 둘입니다. 하나만 주세요.
point-form = { $given }: x=3처럼 변수와 값을 써 주세요.
point-not-finite = { $name } = { $value }: 유한한 수여야 합니다.
point-unreadable = { $name } = { $value }: { $why }
point-not-a-number = { $name } = { $value }: 3, 1/2, pi/2 같은 수여야 합니다.

# 값이 없거나 미분가능하지 않은 점.

function-of-order = { $order ->
    [0] 함수
    [1] 도함수
    [2] 이계도함수
    [3] 삼계도함수
   *[other] { $order }계도함수
  }
no-value = { $where }에서 { $of }의 값이 없습니다.
no-derivative = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 좌미분계수는 { $left }, 우미분계수는 { $right }입니다.
no-derivative-from-left = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 좌미분계수는 { $slope }이고, 오른쪽에는 값이 없습니다.
no-derivative-from-right = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 우미분계수는 { $slope }이고, 왼쪽에는 값이 없습니다.
no-derivative-alone = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 그 점의 왼쪽에도 오른쪽에도 값이 없습니다.
no-finite-derivative = { JOSA($of, "은/는") } { $where }에서 미분가능하지 않습니다. 그 점에서 기울기가 유한하지 않습니다.
too-large = { $where }에서 미분계수가 너무 커서 64비트 부동소수점 수로 나타낼 수 없습니다.
too-large-inside = { $where }에서 수식 안의 수가 너무 커서 계산할 수 없습니다.
