# Data: built-in sets, CSV and Parquet files. `hint` is empty or begins with a space.

data-unknown = no built-in dataset or file '{ $name }'.{ $hint }
data-form = data { $found }: expected the name of a dataset, such as xor, or the path of a CSV or Parquet file.
data-whole-number = { $found }: expected { $family }:N with a whole number, such as { $family }:3.
data-parity-inputs = parity:{ $found }: expected 1 to { $most } inputs.
data-setting-unused = { $setting } { $value }: does not apply to { $data }.
data-seed = seed { $found }: expected a whole number from 0 to { $most }.
data-shape-rows = rows { $found }: expected { $least } (one per class) to { $most } for { $shape }.
data-noise = noise { $found }: expected a standard deviation, 0 or more.
data-digits-count = { $found } digits: expected a whole number from 1 to { $most }.
data-digits-side = side { $found }: expected { $least } to { $most } pixels.

# The file.

data-no-file = no file '{ $path }'.{ $hint }
data-no-folder = There is no folder { $path }.
data-no-plain-file = { $path }: { $kind ->
    [folder] a folder
   *[device] a pipe or device
  }; expected a CSV or Parquet file on disk.
data-unreadable = { $path }: cannot be read: { $reason }.
data-empty-file = { $file }: the file is empty; expected a header and rows.
data-file-too-large = { $file }: { $size } bytes; files up to { $most } bytes are read into memory: use fewer rows, or stream the file through gn.fit.
data-name-not-utf8 = '{ $path }': the file's name is not UTF-8; rename the file.
data-foreign-format = { $file }: { $kind ->
    [zip] a ZIP archive or an Excel workbook; export the sheet as CSV
    [excel] an old Excel workbook; export the sheet as CSV
    [gzip] compressed with gzip; unpack it
    [hdf5] an HDF5 file; expected CSV or Parquet
    [numpy] a NumPy array; expected CSV or Parquet
    [pdf] a PDF document; expected CSV or Parquet
   *[utf16] UTF-16 text; save it as UTF-8
  }.
data-not-parquet = { $file }: not a Parquet file, which begins with PAR1; if it is text, name it .csv.
data-binary = { $file }: binary data, neither CSV text nor Parquet.
data-unread = { $file }: cannot be read as { $format }: { $reason }.
data-not-utf8 = { $file }: not UTF-8 text; save it as UTF-8 (a Korean spreadsheet: iconv -f cp949 -t utf-8 { $argument } > utf8.csv).
data-no-rows = { $file }: no rows, only column names.
data-no-header = { $file }: no header: the first row is all numbers ({ $first }, ...); expected the column names.
data-ragged = { $file }: row { $row } (the header is row { $header }) has { $found ->
    [one] one cell
   *[other] { $found } cells
  }, the header { $expected }: { $text }.
data-parquet-too-large = { $file }: { $rows } rows of { $columns } columns unpack to at least { $size } bytes; up to { $most } bytes are read into memory.
data-column-unnamed = { $file }: column { $place } has no name; name it in the header, or remove it (pandas: to_csv(..., index=False)).
data-column-twice = { $file }: columns { $first } and { $second } are both named '{ $name }'; rename one.

# Its columns.

data-which-target = { $file }: which column is the target? Columns: { $columns }{ $more ->
    [0] {""}
   *[other] , ... ({ $more } more)
  }. It is often the last: --target { $column }
data-no-column = { $file }: no column '{ $column }'.{ $hint }
data-target-ignored = { $file }: column '{ $column }' is the target; it cannot be left out.
data-only-target = { $file }: no column besides the target '{ $column }'; expected at least one feature.
data-percent = { $file }: column '{ $column }' has numbers with a percent sign, such as { $first }; write them without it.
data-too-many-words = { $file }: column '{ $column }' has { $found } different values in { $rows } rows, such as '{ $first }': a name or an id, from which nothing can be learned; leave it out (--ignore { $option }).
data-too-wide = { $file }: { $rows } rows of { $features } features need more than { $most } bytes; one-hot encoding makes { $width } features of column '{ $column }' alone.
data-column-type = { $file }: column '{ $column }' has the type { $type }; expected numbers, booleans or text.
data-dates = { $file }: column '{ $column }' holds dates; write what matters as numbers (days since a start, month, hour), or leave the column out.
data-numbers-merged = { $file }: column '{ $column }' has { $exact } different numbers from { $least } on, but only { $found } as 64-bit floats; subtract the smallest from all, or leave an id out (--ignore { $option }).
data-number-inexact = { $file }: column '{ $column }' has { $number }, which is { $held } as a 64-bit float; write fewer digits, subtract the same number from all, or leave the column out (--ignore { $option }).

# One cell of a file.

data-empty-cell = an empty cell
data-missing-cell = { $file }: column '{ $column }', row { $row } ({ $header ->
    [None] the first row is row 1
   *[other] the header is row { $header }
  }): { $cell }; expected a finite number or a word{ $count ->
    [one] {""}
   *[other] {" "}({ $count } such cells in the column)
  }; fill the cell or remove the row.
data-text-among-numbers = { $file }: column '{ $column }', row { $row } (the header is row { $header }): { $cell } in a column of numbers ({ $count ->
    [one] one of { $rows } cells is
   *[other] { $count } of { $rows } cells are
  } text); write a number, or leave the column out.
data-decimal-comma = { $file }: column '{ $column }', row { $row } (the header is row { $header }): { $cell } has a comma; write decimals with a point, and no thousands separator.

# The target.

data-one-class = { $file }: the target '{ $column }' is { $value } in every row: nothing to tell apart; expected at least two classes.
data-target-words = { $file }: the target '{ $column }' has { $found } different values in { $rows } rows; expected classes that repeat, or numbers.
data-target-not-classes = { $file }: the target '{ $column }' has numbers that hardly repeat; expected classes.

# A preparation applied to new rows.

data-column-missing = no column '{ $column }'.{ $hint }
data-column-length = column '{ $column }' has { $found ->
    [one] one value
   *[other] { $found } values
  }, '{ $other }' { $expected }; expected the same number in every column.
data-not-numbers = column '{ $column }': expected numbers; { $reason }.
data-not-finite = column '{ $column }', value { $row }: { $found }; expected a finite number.
data-unknown-word = column '{ $column }', value { $row }: '{ $word }' did not occur in the training data.{ $hint }
data-numbers-too-large = column '{ $column }' has numbers as large as { $size }, whose mean overflows a 64-bit float.
data-far-from-mean = column '{ $column }': a cell lies { $distance } standard deviations from the mean of the training rows; leave its row out.

# A dataset in a notebook.

dataset-size = { $name }: { $rows ->
    [one] one row
   *[other] { $rows } rows
  }, { $features ->
    [one] one feature
   *[other] { $features } features
  }
dataset-target = target { $name }: { $task ->
    [binary] two classes ({ $classes })
    [classes] classes { $classes }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
      }
   *[regression] a number (regression)
  }
dataset-more-columns = { $count } more
dataset-more-rows = and { $count ->
    [one] one more row
   *[other] { $count } more rows
  }
data-npz = { $place } cannot be read as a .npz file ({ $why }). Expected one from np.savez(path, x=x, y=y).
data-npz-names = { $place } has { $known }; expected the arrays x and y, as np.savez(path, x=x, y=y) writes them.
data-npz-named = { $place } has { $known }; this model needs arrays named { $inputs } (inputs) and { $targets } (targets), as np.savez(path, **arrays) writes them.
data-npz-rows = { $place }: expected as many rows in each array, and at least one; got { $counts }.
