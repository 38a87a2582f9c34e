# 제목. 노트의 프로그램 네 개가 출력하는 줄은 노트 그대로입니다.

lesson-xor-units = 나란한 로지스틱 유닛 두 개와 그 출력을 받는 세 번째 유닛; SGD
lesson-xor-hidden = 두 유닛을 은닉층 하나로, 2-2-1; SGD
lesson-xor-deep = 은닉층 세 개, 2-10-10-10-1; SGD
lesson-xor-keras = 같은 심층 신경망을 Keras의 초기 가중치, 손실 함수, Adam으로
lesson-rnn = 단순 RNN: 시간 속의 XOR(Elman 1990)과 비트열의 패리티
lesson-lstm = 덧셈 문제(Hochreiter & Schmidhuber 1997): 크기가 같은 RNN과 나란히 놓은 LSTM
lesson-autoencoder = 8-3-8 인코더(Rumelhart, Hinton & Williams 1986)와 수 두 개를 거치는 숫자 그림
lesson-sparse-autoencoder = 숫자 그림의 오토인코더: 조밀한 것과 나란히 놓은 희소(Ng 2011) 오토인코더, 그리고 적층 오토인코더
lesson-unknown = 레슨 '{ $name }': 그런 레슨은 없습니다.{ $hint }
lesson-epochs = 에포크 { $found }: 1 이상의 정수여야 합니다.

# glassnet lesson rnn
rnn-stream = 시간 속의 XOR: 처음 보는 비트열에서 자리마다의 제곱 오차와 다음 비트를 맞힌 비율
rnn-random = 무작위 비트: 아무도 맞힐 수 없음
rnn-xor = 바로 앞 두 비트의 XOR
rnn-parity = 패리티: 비트를 하나씩 읽을 때마다 은닉 유닛 h1, h2, …의 값과 답 p
rnn-long = 학습한 것보다 여섯 배 긴 { $steps }비트짜리 비트열: 답의 { $share }가 맞습니다.
rnn-back = 시간 역전파(BPTT): 마지막 답의 손실을 몇 시점 앞선 은닉 유닛으로 미분한 기울기의 노름
rnn-steps-back = 되돌아간 시점 수
rnn-untrained = 학습 전
rnn-trained = 학습 후
rnn-chain = { $bits }의 마지막 답에 대한 가중치 하나의 연쇄법칙. 더 많은 시점을 지나는 경로일수록 인수가 많습니다:
rnn-title = 비트를 읽을 때마다의 패리티, 그리고 기울기가 되돌아가는 거리
rnn-bit = 비트
rnn-odd = 홀수
rnn-step-axis = 시점
rnn-gradient-axis = 기울기의 노름

# glassnet lesson lstm
lstm-errors = 처음 보는 시퀀스 { $count }개의 평균제곱오차(늘 1이라고 답하면 0.167)
lstm-gates = 기억하는 셀: 시퀀스 하나를 읽는 동안의 c{ $unit }, 표시된 시점과 그 앞뒤
lstm-gates-mean = 모든 시퀀스에서 본 이 셀의 게이트
lstm-marked = 표시된 시점
lstm-others = 다른 시점
lstm-back = 시점마다 구한 손실의 기울기 노름: RNN은 유닛의 출력으로, LSTM은 셀로 미분한 것
lstm-step = 시점
lstm-number = 수
lstm-mark = 표시
lstm-input = 입력 게이트
lstm-forget = 망각 게이트
lstm-candidate = 후보값
lstm-cell = 셀
lstm-output = 출력 게이트
lstm-title = 표시에서 열리는 게이트, 그리고 셀을 따라 되돌아가는 기울기
lstm-step-axis = 시점
lstm-gradient-axis = 기울기의 노름

# glassnet lesson autoencoder
autoencoder-book = 8-3-8 인코더의 코드북: 패턴마다 은닉 유닛 h1, h2, h3의 값, 반올림한 코드, 출력에서 올바른 패턴의 확률 p
autoencoder-counts = 서로 다른 코드 { $different }개, 올바로 복원된 패턴 8개 중 { $right }개.
autoencoder-digits = 처음 보는 숫자 그림 { $count }장, 수 두 개로 복원한 픽셀 144개: 평균제곱오차
autoencoder-two-numbers = 오토인코더
autoencoder-components = 주성분 두 개, 선형 코드 가운데 최선
autoencoder-neighbours = 이 중 { $share }는 학습 데이터에서 가장 가까운 코드가 같은 숫자의 것입니다.
autoencoder-title = 유닛 세 개에 담긴 여덟 패턴, 그리고 평면에 놓인 숫자들
autoencoder-pattern = 패턴
autoencoder-code = 코드
autoencoder-input = 입력
autoencoder-output = 출력
autoencoder-plane = 처음 보는 숫자 그림 { $count }장의 두 수

# glassnet lesson sparse-autoencoder
sparse-autoencoder-units = 입력과 출력 사이의 유닛 64개, 처음 보는 숫자 그림 { $count }장; 출력이 1/2보다 크면 그 유닛이 반응한 것으로 셉니다
sparse-autoencoder-dense = 조밀
sparse-autoencoder-sparse = 희소
sparse-autoencoder-error = 평균제곱오차
sparse-autoencoder-answering = 숫자 하나에 반응하는 유닛 수
sparse-autoencoder-mean = 평균 출력
sparse-autoencoder-components = 비교: 희소한 쪽에서 반응하는 유닛 수와 같은 주성분 { $count }개로는 오차가 { $error }입니다.
sparse-autoencoder-stacked = 적층 오토인코더 144-64-32-8-32-64-144: 같은 숫자 그림의 평균제곱오차
sparse-autoencoder-before = 층의 쌍을 하나씩 따로 학습
sparse-autoencoder-after = 모든 층을 함께 미세 조정
sparse-autoencoder-title = 유닛 64개가 저마다 찾는 것, 반응하는 유닛의 수, 그리고 쌓은 층
sparse-autoencoder-favourites-dense = 조밀: 유닛마다 가장 크게 반응하는 입력(파랑: 잉크)
sparse-autoencoder-favourites-sparse = 희소: 유닛마다 가장 크게 반응하는 입력(파랑: 잉크)
sparse-autoencoder-pretrained = 조정 전
sparse-autoencoder-tuned = 미세 조정
sparse-autoencoder-digits = 그림 수
