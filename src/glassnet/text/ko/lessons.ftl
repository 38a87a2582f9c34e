# 노트의 프로그램들. 프로그램이 출력하는 줄은 노트 그대로입니다.

lesson-xor-units = 나란한 로지스틱 유닛 두 개와 그 출력을 받는 세 번째 유닛; SGD
lesson-xor-hidden = 두 유닛을 은닉층 하나로, 2-2-1; SGD
lesson-xor-deep = 은닉층 세 개, 2-10-10-10-1; SGD
lesson-xor-keras = 같은 심층 신경망을 Keras의 초기 가중치, 손실 함수, Adam으로
lesson-unknown = 레슨 '{ $name }': 그런 레슨은 없습니다.{ $hint }
lesson-epochs = 에포크 { $found }: 1 이상의 정수여야 합니다.
