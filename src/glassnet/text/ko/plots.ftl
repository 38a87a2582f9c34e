plot-no-place = 미분가능한 점을 찾지 못했습니다. --at x=3처럼 하나를 주세요.
plot-secant = 할선, 기울기
plot-tangent = 접선, 기울기
plot-no-value = 값이 없음
plot-more-variables = 나머지 변수는 그리지 않았습니다
picture-no-font = 설치된 글꼴에 없는 글자 { $signs }: 네모로 그렸습니다. 나눔고딕이나 Noto Sans CJK를 설치하세요.
