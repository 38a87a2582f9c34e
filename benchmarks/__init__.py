"""glassnet measured side by side with its peers, in turns, in one call: see README.md here.

`run` conducts: it starts one worker process an environment and asks each contender in turn for one
timed repetition. `rows` says what is measured and what is to be reached, `works` what is trained,
`contenders/` how each peer trains it, `report` writes the table into the project's READMEs.
"""
