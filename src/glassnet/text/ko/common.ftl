saved = { $path }에 저장했습니다

did-you-mean = 혹시 { $name }인가요?
known-names = 쓸 수 있는 이름: { $names }{ $more ->
    [0] {""}
   *[other] {" "}외 { $more }개
  }.

language-unknown = 언어 { $given }: en 또는 ko여야 합니다.
save-format = 저장할 이름 '{ $path }': .png나 .svg로 끝나야 합니다.
