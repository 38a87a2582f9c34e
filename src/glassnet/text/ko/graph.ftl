# 그래프로 만들 수 없는 것, 또는 수 하나하나를 따라가기에는 너무 큰 것.

graph-not-one-number = trace: 함수는 실수 하나를 돌려주어야 하는데 결과가 { $found }입니다. 합이나 평균을 돌려주세요.
graph-too-many-numbers = chain: 그래프에 수가 { $found }개 있어 경로를 하나하나 따라갈 수 없습니다(최대 { $most }개). 행을 줄이거나, 인덱스를 빼고 텐서 전체의 연쇄법칙을 보세요.
graph-jacobian-too-large = chain: { $operand }에 대한 { $result }의 야코비 행렬에 성분이 { $found }개 있어 계산하지 않습니다(최대 { $most }개). 행을 줄이거나, 인덱스를 빼고 텐서 전체의 연쇄법칙을 보세요.
