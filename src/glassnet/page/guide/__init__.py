"""Guides: a program beside its network, and steps to do, which are seen to be done.

A guide is one Markdown file that a teacher writes (docs/how-to/write-a-lesson.md). `markdown` cuts
its text into steps and tables, each with its line; `tables` checks their keys and types; `checks`
says what a step can ask for, and `conditions` whether it is so and how it is reached. `reading`
makes a `guide` of a file, `program` the lines beside it; `shelf` finds guides by name, `trial`
follows one to its end, and `following` answers a page.
"""
