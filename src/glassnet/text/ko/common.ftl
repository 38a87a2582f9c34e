saved = { $path }에 저장했습니다

did-you-mean = 혹시 { $name }인가요?
known-names = 쓸 수 있는 이름: { $names }{ $more ->
    [0] {""}
   *[other] {" "}외 { $more }개
  }.
listed-last = { $others }, { $last }

language-unknown = 언어 { $given }: en 또는 ko여야 합니다.
save-format = { $path }: 파일 이름은 .png나 .svg로 끝나야 합니다.
port-unusable = 포트 { $port }: { $reason }. 다른 번호를 고르거나, 번호를 주지 않고 빈 포트를 쓰게 하세요.
server-stop = Ctrl-C를 누르면 멈춥니다.
folder-missing = { $folder } 폴더가 없습니다. 먼저 만들거나 다른 곳을 지정하세요

# 운영 체제가 거절한 까닭
system-eacces = 권한이 없습니다
system-eaddrinuse = 이미 사용 중인 주소입니다
system-edquot = 디스크 할당량을 넘었습니다
system-eexist = 같은 이름의 파일이 있습니다
system-einval = 잘못된 인자입니다
system-eio = 입출력 오류입니다
system-eisdir = 디렉터리입니다
system-eloop = 심볼릭 링크가 너무 많이 이어집니다
system-emfile = 열린 파일이 너무 많습니다
system-enametoolong = 파일 이름이 너무 깁니다
system-enoent = 그런 파일이나 디렉터리가 없습니다
system-enospc = 디스크에 남은 공간이 없습니다
system-enotdir = 디렉터리가 아닙니다
system-enotempty = 디렉터리가 비어 있지 않습니다
system-eperm = 허용되지 않는 작업입니다
system-erofs = 읽기 전용 파일 시스템입니다
system-etxtbsy = 실행 중인 파일입니다
