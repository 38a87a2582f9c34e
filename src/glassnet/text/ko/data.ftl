# 데이터: 내장 데이터셋, CSV와 Parquet 파일. `hint`는 비어 있거나 공백으로 시작합니다.

data-unknown = '{ $name }': 그런 내장 데이터셋이나 파일이 없습니다.{ $hint }
data-form = data { $found }: xor 같은 데이터셋 이름이나 CSV·Parquet 파일의 경로여야 합니다.
data-whole-number = { $found }: { $family }:3처럼 { $family }:N의 N 자리에 정수를 써 주세요.
data-parity-inputs = parity:{ $found }: 입력은 1개부터 { $most }개까지입니다.
data-setting-unused = { $setting } { $value }: { $data }에는 쓸 수 없는 설정입니다.
data-seed = 시드 { $found }: 0부터 { $most }까지의 정수여야 합니다.
data-shape-rows = 행 수 { $found }: { $shape } 데이터의 행은 { $least }개(클래스마다 하나)부터 { $most }개까지입니다.
data-noise = 잡음 { $found }: 0 이상의 표준편차여야 합니다.
data-digits-count = 숫자 그림 { $found }개: 1부터 { $most }까지의 정수여야 합니다.
data-digits-side = 한 변 { $found }: { $least }픽셀부터 { $most }픽셀까지여야 합니다.

# 파일.

data-no-file = 파일 '{ $path }': 그런 파일이 없습니다.{ $hint }
data-no-folder = 폴더 { $path }도 없습니다.
data-no-plain-file = { $path }: { $kind ->
    [folder] 폴더입니다
   *[device] 파이프나 장치입니다
  }. 디스크에 있는 CSV나 Parquet 파일이어야 합니다.
data-unreadable = { $path }: 읽을 수 없습니다: { $reason }.
data-empty-file = { $file }: 빈 파일입니다. 열 이름(헤더)과 행이 있어야 합니다.
data-file-too-large = { $file }: { $size }바이트입니다. 메모리로 읽는 파일은 { $most }바이트까지입니다. 행을 줄이거나, gn.fit에 스트림(제너레이터 등)으로 주세요.
data-name-not-utf8 = '{ $path }': 파일 이름이 UTF-8이 아닙니다. 이름을 바꿔 주세요.
data-foreign-format = { $file }: { $kind ->
    [zip] ZIP 압축 파일이나 Excel 통합 문서입니다. 시트를 CSV로 내보내 주세요
    [excel] 옛 Excel 통합 문서입니다. 시트를 CSV로 내보내 주세요
    [gzip] gzip으로 압축된 파일입니다. 압축을 풀어 주세요
    [hdf5] HDF5 파일입니다. CSV나 Parquet이어야 합니다
    [numpy] NumPy 배열 파일입니다. CSV나 Parquet이어야 합니다
    [pdf] PDF 문서입니다. CSV나 Parquet이어야 합니다
   *[utf16] UTF-16 텍스트입니다. UTF-8로 저장해 주세요
  }.
data-not-parquet = { $file }: PAR1로 시작하지 않으므로 Parquet 파일이 아닙니다. 텍스트라면 이름을 .csv로 바꿔 주세요.
data-binary = { $file }: 이진 데이터입니다. CSV 텍스트도 Parquet도 아닙니다.
data-unread = { $file }: { $format } 파일로 읽을 수 없습니다: { $reason }.
data-not-utf8 = { $file }: UTF-8 텍스트가 아닙니다. UTF-8로 저장해 주세요 (한국어 스프레드시트: iconv -f cp949 -t utf-8 { $argument } > utf8.csv).
data-no-rows = { $file }: 열 이름만 있고 행이 없습니다.
data-no-header = { $file }: 헤더가 없습니다. 첫 행이 모두 수입니다({ $first }, ...). 첫 행에 열 이름을 써 주세요.
data-ragged = { $file }: { $row }번째 행(헤더가 { $header }번째 행)의 셀이 { $found }개인데 헤더는 { $expected }개입니다: { $text }.
data-parquet-too-large = { $file }: { $rows }행 { $columns }열의 압축을 풀면 { $size }바이트 이상입니다. 메모리로는 { $most }바이트까지 읽습니다.
data-column-unnamed = { $file }: { $place }번째 열에 이름이 없습니다. 헤더에 이름을 쓰거나 열을 지워 주세요 (pandas: to_csv(..., index=False)).
data-column-twice = { $file }: { $first }번째 열과 { $second }번째 열의 이름이 모두 '{ $name }'입니다. 하나를 바꿔 주세요.

# 열.

data-which-target = { $file }: 목표(정답) 열이 어느 것인가요? 열: { $columns }{ $more ->
    [0] {""}
   *[other] , ... (외 { $more }개)
  }. 대개 마지막 열입니다: --target { $column }
data-no-column = { $file }: 열 '{ $column }': 그런 열이 없습니다.{ $hint }
data-target-ignored = { $file }: 열 '{ $column }': 목표 열이므로 제외할 수 없습니다.
data-only-target = { $file }: 목표 '{ $column }' 말고는 열이 없습니다. 특성이 하나 이상 있어야 합니다.
data-percent = { $file }: 열 '{ $column }': { $first }처럼 퍼센트 기호가 붙은 수가 있습니다. 기호 없이 써 주세요.
data-too-many-words = { $file }: 열 '{ $column }': { $rows }행에 서로 다른 값이 { $found }개 있습니다(예: '{ $first }'). 이름이나 번호에서는 배울 것이 없으니 빼 주세요 (--ignore { $option }).
data-too-wide = { $file }: { $rows }행과 특성 { $features }개에는 { $most }바이트가 넘게 필요합니다. 열 '{ $column }' 하나가 원-핫 인코딩으로 특성 { $width }개가 됩니다.
data-column-type = { $file }: 열 '{ $column }': 자료형이 { $type }입니다. 수, 참/거짓, 텍스트여야 합니다.
data-dates = { $file }: 열 '{ $column }': 날짜입니다. 필요한 것을 수로 쓰거나(기준일부터의 일수, 월, 시) 열을 빼 주세요.
data-numbers-merged = { $file }: 열 '{ $column }': { $least }부터 서로 다른 수가 { $exact }개인데 64비트 부동소수점 수로는 { $found }개뿐입니다. 모든 수에서 가장 작은 수를 빼거나, 번호라면 열을 빼 주세요 (--ignore { $option }).
data-number-inexact = { $file }: 열 '{ $column }': { JOSA($number, "이/가") } 64비트 부동소수점 수로는 { $held }입니다. 자릿수를 줄이거나, 모든 수에서 같은 수를 빼거나, 열을 빼 주세요 (--ignore { $option }).

# 파일의 한 셀.

data-empty-cell = 빈 셀
data-missing-cell = { $file }: 열 '{ $column }', { $row }번째 행({ $header ->
    [None] 첫 행이 1번째 행
   *[other] 헤더가 { $header }번째 행
  }): { $cell }. 유한한 수나 단어여야 합니다{ $count ->
    [1] {""}
   *[other] {" "}(이런 셀이 이 열에 { $count }개)
  }. 셀을 채우거나 행을 지워 주세요.
data-text-among-numbers = { $file }: 열 '{ $column }', { $row }번째 행(헤더가 { $header }번째 행): 수로 된 열에 텍스트 { JOSA($cell, "이/가") } 있습니다(셀 { $rows }개 중 { $count }개). 수로 쓰거나 열을 빼 주세요.
data-decimal-comma = { $file }: 열 '{ $column }', { $row }번째 행(헤더가 { $header }번째 행): { $cell }에 쉼표가 있습니다. 소수점은 점으로 쓰고 천 단위는 구분하지 마세요.

# 목표.

data-one-class = { $file }: 목표 '{ $column }': 모든 행의 값이 { $value }(으)로 같아 구별할 것이 없습니다. 클래스가 둘 이상 있어야 합니다.
data-target-words = { $file }: 목표 '{ $column }': { $rows }행에 서로 다른 값이 { $found }개 있습니다. 되풀이되는 클래스나 수여야 합니다.
data-target-not-classes = { $file }: 목표 '{ $column }': 거의 되풀이되지 않는 수입니다. 클래스여야 합니다.

# 새 행에 적용하는 전처리.

data-column-missing = 열 '{ $column }': 그런 열이 없습니다.{ $hint }
data-column-length = 열 '{ $column }'의 값은 { $found }개인데 열 '{ $other }'의 값은 { $expected }개입니다. 모든 열의 길이가 같아야 합니다.
data-not-numbers = 열 '{ $column }': 수여야 합니다. { $reason }.
data-not-finite = 열 '{ $column }', { $row }번째 값: { $found }. 유한한 수여야 합니다.
data-unknown-word = 열 '{ $column }', { $row }번째 값: '{ $word }': 학습 데이터에 없던 단어입니다.{ $hint }
data-numbers-too-large = 열 '{ $column }': 크기가 { $size }인 수가 있어 평균을 64비트 부동소수점 수로 나타낼 수 없습니다.
data-far-from-mean = 열 '{ $column }': 학습 행의 평균에서 표준편차의 { $distance }배만큼 떨어진 셀이 있습니다. 그 행을 빼 주세요.

# 노트북에 보이는 데이터셋.

dataset-size = { $name }: { $rows }행, 특성 { $features }개
dataset-target = 목표 { $name }: { $task ->
    [binary] 클래스 둘 ({ $classes })
    [classes] 클래스 { $classes }{ $more ->
        [0] {""}
       *[other] {" "}외 { $more }개
      }
   *[regression] 실수 (회귀)
  }
dataset-more-columns = 외 { $count }개
dataset-more-rows = 외 { $count }행
data-npz = { $place }을(를) .npz 파일로 읽을 수 없습니다({ $why }). np.savez(path, x=x, y=y)로 저장한 파일이 필요합니다.
data-npz-names = { $place }에 있는 것은 { $known }입니다. np.savez(path, x=x, y=y)처럼 x와 y라는 배열이 필요합니다.
data-npz-named = { $place }에 있는 것은 { $known }입니다. 이 모델에는 np.savez(path, **arrays)로 저장한 배열 { $inputs }(입력), { $targets }(목표)이 필요합니다.
data-npz-rows = { $place }: 배열마다 행 수가 같고 하나 이상이어야 하는데 { $counts }입니다.
