# 페이지: `glassnet studio`.

studio-plane = plane: 특성 { $features }개 가운데 둘의 번호(0부터)가 필요합니다.
studio-held = held: 특성 { $features }개에 값이 하나씩 필요한데 { $found }개를 받았습니다.
studio-dataset = data: { JOSA($found, "이라는/라는") } 데이터는 없습니다. 있는 것: { $known }.
studio-labels = data: 점은 { $points }개인데 레이블은 { $labels }개입니다. 점마다 하나씩 있어야 합니다.
studio-few-points = data: 두 클래스의 점을 적어도 두 개 찍으세요.
studio-variable = { JOSA($found, "이라는/라는") } 가중치는 없습니다. 있는 것: { $known }.
studio-index = { $name }: { $index } 자리에는 값이 없습니다. 모양은 { $shape }입니다.
studio-unit = 그런 유닛이 없습니다. 층마다 유닛 수는 { $layers }입니다.
studio-point = 여기서 점의 특성은 { $features }개인데 수를 { $found }개 받았습니다.
studio-finding = { $found }번 원인은 없습니다. 마지막 진단에서 찾은 원인은 { $count }개입니다.
studio-no-remedy = { $cause }: 이 페이지의 설정으로는 고칠 수 없습니다.
studio-request = 읽을 수 없는 요청입니다: { $why }
studio-not-built = 페이지가 만들어져 있지 않습니다({ $place }이 없습니다). wheel로 설치하거나 `make web`을 실행하세요.
studio-port = --port { $port }: { $why }. 다른 번호를 주거나, 비어 있는 아무 포트나 쓰려면 이 옵션을 빼세요.
studio-opened = glassnet studio: { $address }
studio-stop = Ctrl-C를 누르면 멈춥니다.
studio-file = { $place }: { $why }. UTF-8로 된 CSV 파일이 필요합니다.
studio-file-large = { $place }: { $most }자를 넘어 페이지에 담을 수 없습니다.
studio-refused-host = 알 수 없는 호스트입니다.
studio-refused-origin = 다른 페이지에서 온 요청입니다.
studio-refused-cookie = `glassnet studio`가 출력한 주소를 여세요.
studio-refused-token = 이미 쓴 주소이거나 토큰이 틀렸습니다. `glassnet studio`를 다시 실행하세요.
studio-full = 열린 페이지가 너무 많습니다. 하나를 닫으세요.

# 페이지의 글. { $name }만 바뀌고, 선택문과 함수는 쓸 수 없습니다.
page-step = 스텝 { $step }
page-loss = 손실 { $loss }
page-play = 재생
page-pause = 일시 정지
page-connecting = 서버에 연결하는 중…
