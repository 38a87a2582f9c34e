# 제목. 노트의 프로그램 네 개가 출력하는 줄은 노트 그대로입니다.

lesson-xor-units = 나란한 로지스틱 유닛 두 개와 그 출력을 받는 세 번째 유닛; SGD
lesson-xor-hidden = 두 유닛을 은닉층 하나로, 2-2-1; SGD
lesson-xor-deep = 은닉층 세 개, 2-10-10-10-1; SGD
lesson-xor-keras = 같은 심층 신경망을 Keras의 초기 가중치, 손실 함수, Adam으로
lesson-rnn = 단순 RNN: 시간 속의 XOR(Elman 1990)와 비트 문자열의 패리티
lesson-lstm = 덧셈 문제(Hochreiter & Schmidhuber 1997): 크기가 같은 RNN과 나란히 놓은 LSTM
lesson-unknown = 레슨 '{ $name }': 그런 레슨은 없습니다.{ $hint }
lesson-epochs = 에포크 { $found }: 1 이상의 정수여야 합니다.

# glassnet lesson rnn
rnn-stream = 시간 속의 XOR: 처음 보는 비트열에서 자리마다의 제곱 오차와 다음 비트를 맞힌 비율
rnn-random = 무작위 비트: 아무도 맞힐 수 없음
rnn-xor = 바로 앞 두 비트의 XOR
rnn-parity = 패리티: 비트를 하나씩 읽을 때마다 은닉 유닛 h1, h2, …의 값과 답 p
rnn-long = 학습한 것보다 여섯 배 긴 { $steps }비트 문자열: 답의 { $share }가 맞습니다.
rnn-back = 시간 역전파(BPTT): 마지막 답의 손실을 그만큼 앞선 은닉 유닛으로 미분한 기울기의 노름
rnn-steps-back = 되돌아간 시점 수
rnn-untrained = 학습 전
rnn-trained = 학습 후
rnn-chain = { $bits }의 마지막 답에 대한 가중치 하나의 연쇄법칙. 더 많은 시점을 지나는 경로일수록 인수가 많습니다:
rnn-title = 비트마다 읽는 패리티, 그리고 기울기가 되돌아가는 거리
rnn-bit = 비트
rnn-step-axis = 시점
rnn-gradient-axis = 기울기의 노름

# glassnet lesson lstm
lstm-errors = 처음 보는 시퀀스 { $count }개의 평균제곱오차(늘 1이라고 답하면 0.167)
lstm-gates = 기억하는 셀: 시퀀스 하나를 읽는 동안의 c{ $unit }, 표시된 시점과 그 앞뒤
lstm-gates-mean = 모든 시퀀스에서 본 이 셀의 게이트
lstm-marked = 표시된 시점
lstm-others = 다른 시점
lstm-back = 시점마다 손실의 기울기의 노름: RNN은 유닛의 출력으로, LSTM은 셀로 미분
lstm-step = 시점
lstm-number = 수
lstm-mark = 표시
lstm-input = 입력 게이트
lstm-forget = 망각 게이트
lstm-candidate = 후보값
lstm-cell = 셀
lstm-output = 출력 게이트
lstm-title = 표시에서 열리는 셀, 그리고 셀이 통과시키는 기울기
lstm-step-axis = 시점
lstm-gradient-axis = 기울기의 노름
