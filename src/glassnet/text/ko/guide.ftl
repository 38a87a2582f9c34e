# 안내: 선생님이 쓴 파일의 잘못과 각 단계가 바라는 것.

guide-fault = { $file }, { $line }번째 줄: { $why }
guide-file = { $file }: { $why }
guide-warning = { $file }, { $said }
guide-done-before = { $line }번째 줄: "{ $step }" 단계는 아무것도 하지 않아도 이미 되어 있습니다. 아직 그렇지 않은 것을 요구해 주세요.
guide-not-reached = { $line }번째 줄: "{ $step }" 단계의 "보여 주기"로는 요구한 상태에 이르지 못합니다.
guide-file-kind = { $kind ->
    [missing] 그런 파일이 없습니다.
    [folder] 폴더입니다. Markdown 파일이 필요합니다.
   *[device] 보통 파일이 아닙니다. Markdown 파일이 필요합니다.
  }
guide-file-size = 크기가 { $found }바이트입니다. { $most }바이트까지 읽습니다.
guide-front = 안내 파일은 +++ 줄로 시작하고, 무엇에 관한 것인지 TOML로 쓴 다음(예: lesson = "xor-hidden") 다시 +++ 줄로 닫습니다.
guide-front-end = 머리말이 닫히지 않았습니다. +++ 줄로 닫아 주세요.
guide-about = lesson(예: lesson = "xor-hidden")이나 data(예: data = "moons") 가운데 하나가 필요합니다.
guide-of-data = { $name } 항목은 data와 함께 씁니다. 레슨에는 신경망과 프로그램이 이미 있습니다.
guide-of-layers = { $name } 항목은 신경망이 층별로 그려지는 레슨(예: lesson = "rnn")과 함께 씁니다.
guide-no-network = { $lesson } 레슨에 { $found } 신경망은 없습니다. 쓸 수 있는 이름: { $known }.
guide-of-units = check = "{ $found }" 항목은 유닛 하나하나가 그려지는 신경망에 씁니다. 층별로 그려지는 모델에서는 { $known }을(를) 확인할 수 있습니다.
guide-elsewhere = 안내와 같은 폴더에 있는 파일이어야 합니다.
guide-no-title = 먼저 제목이 필요합니다. 예: # 은닉층 하나.
guide-two-titles = 제목이 두 개입니다. 단계는 ##로 시작합니다.
guide-steps = 단계가 { $found }개입니다. 1개에서 { $most }개까지, 각각 ## 편향 정하기 같은 제목이 필요합니다.
guide-heading = 이런 제목은 쓸 수 없습니다. 제목에는 #, 단계에는 ##를 목록 밖에 쓰세요.
guide-heading-empty = 제목에 글이 없습니다.
guide-table-early = 단계가 요구하는 것은 ##로 시작하는 제목 아래에 씁니다.
guide-list-deep = 목록 안에 목록이 있습니다. 한 단계만 쓸 수 있습니다.
guide-block = { $found }: 문단, 목록, 코드만 쓸 수 있습니다.
guide-inline = { $found }: 강조, 코드, 링크가 있는 글만 쓸 수 있습니다.
guide-link = 링크 { $found }: https://나 http://로 시작하는 주소가 필요합니다.
guide-key = { $name }: 없는 항목입니다.{ $hint }
guide-missing = { $name } 항목이 없습니다.
guide-value = { $name } = { $found }: { JOSA($expected, "이/가") } 필요합니다.
guide-number = { $least }에서 { $most }까지의 수
guide-whole = { $least }에서 { $most }까지의 정수
guide-text = 따옴표로 묶은 { $most }자까지의 글
guide-list = 목록(각각 { $items })
guide-weights = 가중치와 그 값(예: "bias -> h2" = 3)
guide-lines = 프로그램의 조각과 그것이 말하는 곳(예: "Dense(2," = "hidden1")
guide-check = check = "{ $found }": 그런 종류의 확인은 없습니다.{ $hint }
guide-no-bound = above, below, at_least, at_most 가운데 적어도 하나가 필요합니다.
guide-empty-bounds = { $least }에서 { $most }까지의 수 가운데 이 범위에 드는 것이 없습니다.
guide-place = "{ $found }": 그때의 신경망에 없는 것입니다.{ $hint }
guide-no-unit = { $found }: 출력을 계산하는 유닛이 아닙니다. h1이나 p 같은 유닛이 필요합니다.
guide-no-set = 그렇게 되게 하는 가중치가 필요합니다. 예: "bias -> h2" = 3.
guide-no-weight = { $found }: 가중치 하나가 아닙니다. { $example }처럼 써 주세요.
guide-no-layer = { $found }: 그때의 신경망에 없는 은닉층입니다.{ $hint }
guide-no-accuracy = 수를 예측하는 데이터에는 정확도가 없습니다. 손실을 요구해 주세요.
guide-no-touch = { $found }: 페이지에서 누를 수 없습니다. 유닛, 입력 다음의 층, 가중치, 편향 가운데 하나여야 합니다.
guide-name = "{ $found }": 그런 이름은 없습니다.{ $hint }
guide-fragment = "{ $fragment }": 프로그램의 어느 줄에도 없습니다. 줄의 일부를 그대로 옮겨 적으세요.
guide-unknown = 안내 { $found }: 여기에는 없습니다. 있는 것: { $known }. 그 파일로 `glassnet studio`를 실행하세요.
guide-none = 열린 안내가 없습니다.
guide-no-step = { $found }번 단계는 없습니다. 단계는 { $steps }개입니다.
guide-other-steps = { $file }, { $line }번째 줄: 단계의 수가 { JOSA($other, "과/와") } 다릅니다.
guide-other-checks = { $file }, { $line }번째 줄: 이 단계가 요구하는 것이 { JOSA($other, "과/와") } 다릅니다.
guide-other-state = { $file }, { $line }번째 줄: 레슨이나 데이터, 신경망이 { JOSA($other, "과/와") } 다릅니다.

# 단계가 요구하는 것.
guide-says = { $what }: { $asked }
guide-says-output = ({ $row })에서 { $unit }의 출력
guide-says-loss = 손실
guide-says-accuracy = 정확도
guide-says-steps = 학습한 스텝
guide-says-rate = 학습률
guide-says-layers = 은닉층 수
guide-says-units = { $layer }의 유닛 수
guide-says-activation = { $layer }의 활성화 함수
guide-says-optimizer = 옵티마이저
guide-says-data = 데이터
guide-says-selected = 누를 것
guide-says-gone = 지금은 없음(처음부터 다시)
guide-says-above = { $bound } 초과
guide-says-at-least = { $bound } 이상
guide-says-below = { $bound } 미만
guide-says-at-most = { $bound } 이하

# 페이지의 글.
page-guide = 안내
page-guide-settings = 설정
page-guide-close = 안내 닫기
page-guide-open = 안내 열기: { $title }
page-guide-step = 단계 { $number } / { $count }: { $title }
page-guide-is-done = 완료
page-guide-next = 다음 단계
page-guide-read = 읽었습니다
page-guide-end = 모든 단계를 마쳤습니다.
page-guide-show = 보여 주기
page-guide-asks = 이 단계에서 할 일
page-guide-now = 지금 { $value }
page-guide-program = 프로그램
page-guide-again = 처음부터 다시
page-guide-line = { $number }번째 줄: 신경망에서 어디인지 보기
page-guide-progress = { $count }개 중 { $done }개 완료
