"""The parts that pictures are made of.

`figures` has sheets, panels, titles, legends, letters for names in any script, colours and markers;
`class_looks` tells classes apart; `curves` draws over time, `plane` rows as points, straight lines
and labels, `filmstrip` a network's answers over the plane.
"""
