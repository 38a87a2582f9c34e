# Runs: settings, the folder of a run, runs on disk, resuming one.

run-epochs = epochs { $found }: expected a whole number from 1 to { $most }.
run-batch-size = batch size { $found }: expected 1 or more rows.
run-batch-rows = batch size { $found }: there { $rows ->
    [one] is only one row
   *[other] are only { $rows } rows
  } to train on; expected { $rows } or fewer.
run-validation-split = validation split { $found }: expected a fraction of the rows, at least 0 and below 1, such as 0.2.
run-split-empty = validation split { $found }: of { $rows ->
    [one] one row
   *[other] { $rows } rows
  } that leaves { $side ->
    [validation] none to hold out
   *[training] none to train on
  }.

# The folder of a run.

run-name = name '{ $name }': expected letters or digits.
run-name-path = --name { $name }: expected a name, found a path; --out is the folder that runs are kept in.
run-name-taken = --name { $name }: { $run } exists and is not overwritten; choose another name.
run-out-is-file = --out { $out }: expected a folder, found a file.
run-out-unwritable = --out { $out }: cannot be written to ({ $reason }); choose another folder.
run-unwritten = { $run }: the run could not be written ({ $reason }); { $kept }.
run-disk-full = the disk is full
run-kept-nothing = nothing of it was kept
run-kept-no-checkpoint = it has no checkpoint yet and will start again from the beginning
run-kept-checkpoints = only its checkpoints are kept, the newest after { $epochs ->
    [one] one epoch
   *[other] { $epochs } epochs
  }
run-pictures-process = the process that draws the pictures ended early, perhaps for lack of memory.
run-pictures-failed = the pictures could not be drawn ({ $reason }); renaming columns or classes may help.

# A run that cannot be read.

run-starting = { $run }: its training is just starting.
run-no-record = { $run }: no run.json; the run was killed before its training began, or damaged since.
run-no-file = { $run }: run.json is not a file.
run-too-large = { $run }: run.json has { $size } bytes, more than a run writes.
run-no-text = { $run }: run.json is not UTF-8 text.
run-unreadable = { $run }: run.json cannot be read ({ $reason }).
run-no-json = { $run }: run.json is not JSON ({ $reason }).
run-format = { $run }: run.json has { $found ->
    [none] no format
   *[other] format { $found }
  }; expected { $expected }.
run-state = { $run }: run.json has { $found ->
    [none] no state
   *[other] state { $found }
  }; expected one of { $expected }.
run-field = { $run }: in run.json { $field } is missing or of the wrong type.
run-setting = { $run }: run.json has an invalid setting or date ({ $reason }).
run-source = { $run }: in run.json source has a field of the wrong type ({ $reason }).
run-damaged-delete = { $damage } To delete it: { $command }
run-unknown = no run '{ $name }' in { $out }.{ $hint }
runs-unreadable = --out { $out }: cannot be read ({ $reason }).
run-undeletable = { $run }: cannot be deleted ({ $reason }).

# A run that cannot be resumed.

resume-finished = { $run } is finished: { $epochs ->
    [one] its one epoch is
   *[other] all { $epochs } epochs are
  } trained.
resume-lost = { $run } has no checkpoint left to go on from, though { $epochs ->
    [one] one epoch was
   *[other] { $epochs } epochs were
  } trained; start a new run.
resume-diverged = { $run } diverged in epoch { $epoch } and would again; start a new run with a --learning-rate below { $rate }.
resume-versions = { $run } began with other versions: { $differing }. Install those it began with, or start a new run.
resume-settings = { $run } began with other settings: { $differing }. Leave them out, or start a new run.
resume-difference = { $name } (found { $found }, expected { $expected })
resume-none = none
run-data-gone = { $run } was trained on rows that are not found from here: { $reason } Go to the folder in which it was trained, or restore the file.
resume-data = { $run }: { $data } has changed since the run began (SHA-256 of the rows: found { $found }…, expected { $expected }…). Restore it, or start a new run.

# Saved models and their data.

model-no-file = { $given }: no such file.{ $hint }
model-is-folder = { $given }: expected a model file, as model.save('name.keras') writes it; found a folder.
subject-not-ended = { $place } has no model.keras: its training has not ended yet.
subject-model-gone = { $place } has lost its model.keras; restore it, or train again.
subject-no-data = { $place }: expected --data with its rows, such as --data xor; in Python data="xor".
subject-not-compiled = { $place }: the model was saved without a loss and an optimizer. Call model.compile(...) and save it again.
subject-no-zip = { $place }: not a .keras file (a zip archive), or an incomplete one.
subject-unread = { $place }: cannot be read: { $error }
subject-own-code = { $place }: cannot be read: it uses { $kind ->
    [class] the class { $name }
    [function] the function { $name }
   *[lambda] a Lambda layer
  }, whose code is not in the file. Diagnose or trace it in Python, where that code is: gn.diagnose(model, x, y), gn.trace(model, x, y).
