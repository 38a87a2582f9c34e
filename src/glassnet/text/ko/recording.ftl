# 기록: gn.Record, gn.Recording, gn.TensorBoard, 그리고 TensorBoard를 위해 쓰는 것.

record-unknown = record '{ $what }': 기록할 수 있는 것이 아닙니다.{ $hint }
record-argument = record '{ $what }': { $argument } { $found }: { $argument ->
    [names] '*/kernel' 같은 패턴, 또는 패턴 여럿이어야 합니다
    [every] gn.Every여야 합니다. 예: 열 스텝마다 한 번은 gn.Every(10)
   *[tags] 'mine/{"{"}name{"}"}' 같은 패턴, 또는 이름 → 태그여야 합니다
  }.
record-no-name = record '{ $what }': '{ $names }'에 맞는 이름이 없습니다. 있는 이름: { $known }.
record-same-tag = record: 태그 '{ $tag }': 값 { $count }개의 태그가 같습니다. 하나만 기록하거나 gn.Record에 서로 다른 tags=를 주세요. 예: 'mine/{"{"}name{"}"}'.
record-none = 없음
record-no-probe = 층의 출력은 프로브 배치(probe)로 기록하는데, 스트림에는 그런 배치가 없습니다. probe=x를 주세요.
record-probe = probe: 모델은 모양이 { $found }인 입력을 받지 않습니다. 학습할 때의 x{ $expected ->
    [None] {""}
   *[other] {" "}(모양 { $expected })
  }와 같아야 합니다.
record-boundary = record 'boundary': x는 특성이 둘인 배열 [행, 2]여야 합니다.
recording-no-tag = Recording: 태그 { $tag }: 기록된 것이 없습니다.
recording-model-fit = Recording: gn.fit 안에서만 기록합니다. model.fit 대신 gn.fit을 쓰세요.
recording-page-empty = Recording: 아직 보여 줄 것이 없습니다. 먼저 gn.fit(..., callbacks=[recording])으로 학습하세요.
recording-page-weights = Recording: 페이지를 만들려면 가중치 자체가 기록되어 있어야 합니다. gn.Recording(["images", ...])
recording-page-untrained = Recording: 페이지를 만들려면 모든 가중치가 필요한데, { $names } 층에는 학습되지 않아 기록되지 않은 가중치가 있습니다.

# gn.TensorBoard.

tensorboard-profile = TensorBoard: profile_batch { $found }: 0이어야 합니다. 여러 에포크가 프로그램 하나로 실행되기 때문입니다. jax.profiler를 쓰세요.
tensorboard-frequency = TensorBoard: { $name } { $found }: 에포크 수(정수)여야 합니다. 기록하지 않으려면 0을 주세요.
tensorboard-update-freq = TensorBoard: update_freq { $found }: "epoch", "batch" 또는 스텝 수여야 합니다.
tensorboard-probe-targets = TensorBoard: pr_curves: probe와 probe_targets를 주세요.
tensorboard-model-fit = TensorBoard: { $quantities }: gn.fit의 프로그램 안에서만 기록할 수 있습니다. model.fit 대신 gn.fit을 쓰거나 기록에서 빼 주세요.
log-unwritable = TensorBoard: { $path }: 쓸 수 없습니다({ $reason }). 쓸 수 있는 log_dir을 골라 주세요.
log-moved = { $folder }: 이 학습의 처음 { $steps }스텝을 기록한 이벤트 파일이 없어졌습니다. 그 부분 없이 계속 기록합니다.
log-shorter = { $file }: { $found ->
    [-1] 파일이 없습니다
   *[other] { $found }바이트입니다
  }. 체크포인트를 쓸 때는 { $expected }바이트였습니다. 되돌려 놓거나, 이 학습의 이벤트 파일을 모두 옮기고 계속하세요.

# TensorBoard의 개별 페이지.

embeddings-layer = TensorBoard: embeddings_metadata: Embedding 층 '{ $name }': 모델에 그런 층이 없습니다.{ $hint }
embeddings-metadata = TensorBoard: embeddings_metadata: 레이블, 파일 이름, 또는 층마다의 파일이어야 합니다. 주어진 것: { $found }.
embeddings-labels = TensorBoard: embeddings_metadata: 레이블이 { $found }개인데 { $layer ->
    [none] 프로브 배치
   *[other] 층 { $layer }
  }의 행은 { $expected }개입니다.
embeddings-rows = write_embeddings: 레이블이 { $found }개인데 벡터는 { $expected }행입니다.
embeddings-not-array = write_embeddings: 벡터가 배열이 아닙니다: { $reason }.
embeddings-shape = write_embeddings: 벡터의 모양이 { $found }입니다. [행, …]이어야 하고, 행과 행마다 든 수가 하나 이상이어야 합니다.
embeddings-config = write_embeddings: { JOSA($path, "은/는") } 프로젝터 설정 파일이 아닙니다({ $reason }). 옮겨 주세요.
hparams-form = hparams { $found }: {"{"}'units': 10{"}"}처럼 이름 → 값이어야 합니다.
hparams-type = 하이퍼파라미터 { $name }: 자료형이 { $type }입니다. 참/거짓, 수, 문자열이어야 합니다.
hparams-not-finite = 하이퍼파라미터 { $name }: { $found }: 유한한 수여야 합니다.
curves-probabilities-shape = pr_curves: 확률의 모양이 { $found }입니다. [행] 또는 [행, 클래스]여야 합니다.
curves-probabilities = pr_curves: 확률이 { $least }부터 { $most }까지입니다. 0부터 1까지여야 합니다. 로짓이라면 시그모이드나 소프트맥스를 적용하세요.
curves-labels-shape = pr_curves: 레이블의 모양이 { $found }입니다. 행 { $rows }개에 하나씩이거나 [{ $rows }, { $classes }]여야 합니다.
curves-label = pr_curves: 레이블 { $found }: 0부터 { $most }까지여야 합니다.
graph-most-nodes = step_graph: most_nodes { $found }: 1 이상이어야 합니다.
