# 학습 결과(run): 설정, 폴더, 디스크에 있는 학습 결과, 이어서 학습하기.

run-epochs = 에포크 { $found }: 1부터 { $most }까지의 정수여야 합니다.
run-batch-size = 배치 크기 { $found }: 1행 이상이어야 합니다.
run-batch-rows = 배치 크기 { $found }: 학습할 행이 { $rows }개뿐입니다. { $rows }행 이하여야 합니다.
run-validation-split = 검증 비율 { $found }: 0.2처럼 0 이상 1 미만이어야 합니다.
run-split-empty = 검증 비율 { $found }: { $rows }행을 이렇게 나누면 { $side ->
    [validation] 검증할
   *[training] 학습할
  } 행이 없습니다.

# 학습 결과의 폴더.

run-name = 이름 '{ $name }': 글자나 숫자가 있어야 합니다.
run-name-path = --name { $name }: 이름이어야 하는데 경로입니다. 학습 결과를 둘 폴더는 --out으로 정합니다.
run-name-taken = --name { $name }: 이미 있는 { $run } 폴더는 덮어쓰지 않습니다. 다른 이름을 골라 주세요.
run-out-is-file = --out { $out }: 폴더여야 하는데 파일입니다.
run-out-unwritable = --out { $out }: 쓸 수 없습니다({ $reason }). 쓸 수 있는 폴더를 골라 주세요.
run-unwritten = { $run }: 학습 결과를 저장하지 못했습니다({ $reason }). { $kept }.
run-disk-full = 디스크가 가득 찼습니다
run-kept-nothing = 남은 것이 없습니다
run-kept-no-checkpoint = 아직 체크포인트가 없어 처음부터 다시 시작합니다
run-kept-checkpoints = 체크포인트만 남아 있습니다. 가장 최근 것은 { $epochs } 에포크를 마친 뒤의 것입니다
run-pictures-process = 그림을 그리는 프로세스가 일찍 끝났습니다. 메모리가 모자랐을 수 있습니다.
run-pictures-failed = 그림을 그리지 못했습니다({ $reason }). 열이나 클래스의 이름을 바꾸면 그려질 수도 있습니다.

# 읽을 수 없는 학습 결과.

run-starting = { $run }: 지금 막 학습을 시작하고 있습니다.
run-no-record = { $run }: run.json이 없습니다. 학습이 시작되기 전에 종료되었거나 그 뒤에 손상되었습니다.
run-no-file = { $run }: run.json이 파일이 아닙니다.
run-too-large = { $run }: run.json이 { $size }바이트입니다. 학습이 쓰는 것보다 큽니다.
run-no-text = { $run }: run.json이 UTF-8 텍스트가 아닙니다.
run-unreadable = { $run }: run.json을 읽을 수 없습니다({ $reason }).
run-no-json = { $run }: run.json이 JSON이 아닙니다({ $reason }).
run-format = { $run }: run.json의 형식(format)이 { $found ->
    [none] 없습니다
   *[other] { $found }입니다
  }. { JOSA($expected, "이어야/여야") } 합니다.
run-state = { $run }: run.json의 상태(state)가 { $found ->
    [none] 없습니다
   *[other] { $found }입니다
  }. { $expected } 중 하나여야 합니다.
run-field = { $run }: run.json에 { JOSA($field, "이/가") } 없거나 자료형이 맞지 않습니다.
run-setting = { $run }: run.json의 설정이나 날짜가 올바르지 않습니다({ $reason }).
run-source = { $run }: run.json의 source에 자료형이 맞지 않는 것이 있습니다({ $reason }).
run-damaged-delete = { $damage } 삭제하려면: { $command }
run-unknown = 학습 결과 '{ $name }': { $out } 폴더에 그런 이름이 없습니다.{ $hint }
runs-unreadable = --out { $out }: 읽을 수 없습니다({ $reason }).
run-undeletable = { $run }: 삭제할 수 없습니다({ $reason }).

# 이어서 학습할 수 없는 것.

resume-finished = { $run }: { $epochs } 에포크의 학습이 모두 끝났습니다.
resume-lost = { $run }: { $epochs } 에포크를 학습했지만 이어서 할 체크포인트가 남아 있지 않습니다. 새로 시작해 주세요.
resume-diverged = { $run }: 에포크 { $epoch }에서 발산했고 다시 해도 발산합니다. --learning-rate를 { $rate }보다 작게 하여 새로 시작해 주세요.
resume-versions = { $run }: 시작할 때와 버전이 다릅니다: { $differing }. 시작할 때의 버전을 설치하거나 새로 시작해 주세요.
resume-settings = { $run }: 시작할 때와 설정이 다릅니다: { $differing }. 이 설정을 빼거나 새로 시작해 주세요.
resume-difference = { $name } (지금 { $found }, 시작할 때 { $expected })
resume-none = 없음
run-data-gone = { $run }의 학습에 쓴 데이터를 여기서는 찾을 수 없습니다: { $reason } 학습했던 폴더로 가거나 파일을 되돌려 놓아 주세요.
resume-data = { $run }: { $data }의 내용이 시작할 때와 다릅니다 (행의 SHA-256: 지금 { $found }…, 시작할 때 { $expected }…). 되돌려 놓거나 새로 시작해 주세요.

# 저장된 모델과 데이터

model-no-file = { $given }: 그런 파일이 없습니다.{ $hint }
model-is-folder = { $given }: model.save('name.keras')로 저장한 모델 파일이어야 하는데 폴더입니다.
subject-not-ended = { $place }에 model.keras가 없습니다. 아직 학습이 끝나지 않았습니다.
subject-model-gone = { $place }에서 model.keras가 없어졌습니다. 되돌려 놓거나 다시 학습해 주세요.
subject-no-data = { $place }: --data xor처럼 --data로 데이터를 지정하세요. 파이썬에서는 data="xor"입니다.
subject-not-compiled = { $place }: 손실 함수와 옵티마이저 없이 저장한 모델입니다. model.compile(...)을 호출하고 다시 저장하세요.
subject-no-zip = { $place }: .keras 파일(zip)이 아니거나 일부가 빠졌습니다.
subject-unread = { $place }: 읽을 수 없습니다. { $error }
subject-own-code = { $place }: 읽을 수 없습니다. { $kind ->
    [class] 클래스 { $name }의
    [function] 함수 { $name }의
   *[lambda] Lambda 층의
  } 코드가 파일에 없습니다. 코드가 있는 파이썬에서 gn.diagnose(model, x, y)나 gn.trace(model, x, y)를 쓰세요.
