# Guides: what a teacher's file has wrong, and what its steps ask for.

guide-fault = { $file }, line { $line }: { $why }
guide-file = { $file }: { $why }
guide-warning = { $file }, { $said }
guide-done-before = line { $line }: the step "{ $step }" is done before anything is done; ask for what the network is not yet.
guide-not-reached = line { $line }: what "Show me" does for the step "{ $step }" does not reach what it asks for.
guide-file-kind = { $kind ->
    [missing] no such file.
    [folder] a folder; expected a Markdown file.
   *[device] not a plain file; expected a Markdown file.
  }
guide-file-size = { $found } bytes; expected at most { $most }.
guide-front = expected a guide to begin with a line of +++, what it is about in TOML, such as lesson = "xor-hidden", and another line of +++.
guide-front-end = the front matter has no end; close it with a line of +++.
guide-about = expected either lesson, such as lesson = "xor-hidden", or data, such as data = "moons".
guide-of-data = { $name } goes with data; a lesson has its own network and program.
guide-of-layers = { $name } goes with a lesson whose network is shown by its layers, such as lesson = "rnn".
guide-no-network = the lesson { $lesson } has no network { $found }; known: { $known }.
guide-of-units = check = "{ $found }" is for networks that are drawn unit by unit; of a model that is shown by its layers a step can ask for { $known }.
guide-elsewhere = expected a file in the guide's own folder.
guide-no-title = expected a title first, such as # One hidden layer.
guide-two-titles = a second title; a step begins with ##.
guide-steps = { $found ->
    [0] no step
    [one] one step
   *[other] { $found } steps
  }; expected 1 to { $most }, each with a heading such as ## Set the bias.
guide-heading = a heading of this kind; expected # for the title and ## for a step, not inside a list.
guide-heading-empty = a heading without a text.
guide-table-early = what a step asks for stands below its heading, which begins with ##.
guide-list-deep = a list inside a list; expected one level.
guide-block = { $found }: expected paragraphs, lists and code alone.
guide-inline = { $found }: expected text with emphasis, code and links alone.
guide-link = the link { $found }: expected an address that begins with https:// or http://.
guide-key = unknown key { $name }.{ $hint }
guide-missing = the key { $name } is missing.
guide-value = { $name } = { $found }: expected { $expected }.
guide-number = a number from { $least } to { $most }
guide-whole = a whole number from { $least } to { $most }
guide-text = a text in quotes, of at most { $most } characters
guide-list = a list, each { $items }
guide-weights = weights and their numbers, each such as "bias -> h2" = 3
guide-lines = fragments of the program and what they speak of, each such as "Dense(2," = "hidden1"
guide-check = check = "{ $found }": no such kind of check.{ $hint }
guide-no-bound = expected at least one of above, below, at_least and at_most.
guide-empty-bounds = no number from { $least } to { $most } is inside these bounds.
guide-place = "{ $found }" is nothing in the network as it is then.{ $hint }
guide-no-unit = { $found } is not a unit whose output is computed; expected one such as h1 or p.
guide-no-set = expected the weights that make it so, each such as "bias -> h2" = 3.
guide-no-weight = { $found } is not a single weight; expected one such as { $example }.
guide-no-layer = { $found } is not a hidden layer of the network as it is then.{ $hint }
guide-no-accuracy = these data are numbers to predict, which have no accuracy; ask for a loss.
guide-no-touch = { $found } cannot be touched on the page; expected a unit, a layer after the inputs, a weight or a bias.
guide-name = "{ $found }": no such name.{ $hint }
guide-fragment = "{ $fragment }" is in no line of the program; copy a part of a line as it is.
guide-unknown = guide { $found }: not known here; known: { $known }. Start `glassnet studio` with its file.
guide-none = No guide is open.
guide-no-step = No step { $found }; the guide has { $steps }.
guide-other-steps = { $file }, line { $line }: another number of steps than in { $other }.
guide-other-checks = { $file }, line { $line }: this step asks for something else than in { $other }.
guide-other-state = { $file }, line { $line }: another lesson, data or network than in { $other }.

# What a step asks for.
guide-says = { $what }: { $asked }
guide-says-output = output of { $unit } at ({ $row })
guide-says-loss = loss
guide-says-accuracy = accuracy
guide-says-steps = steps taken
guide-says-rate = learning rate
guide-says-layers = hidden layers
guide-says-units = units in { $layer }
guide-says-activation = activation of { $layer }
guide-says-optimizer = optimizer
guide-says-data = data
guide-says-selected = touched
guide-says-gone = not there any more; start over
guide-says-above = above { $bound }
guide-says-at-least = at least { $bound }
guide-says-below = below { $bound }
guide-says-at-most = at most { $bound }

# The page's own.
page-guide = Guide
page-guide-settings = Settings
page-guide-close = Close the guide
page-guide-open = Open the guide: { $title }
page-guide-step = Step { $number } of { $count }: { $title }
page-guide-is-done = done
page-guide-next = Next step
page-guide-read = I have read this
page-guide-end = You have done all steps.
page-guide-show = Show me
page-guide-asks = This step asks for
page-guide-now = now { $value }
page-guide-program = Program
page-guide-again = Start over
page-guide-line = Line { $number }: show its place in the network
page-guide-progress = { $done } of { $count } done
