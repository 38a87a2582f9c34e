"""What pictures are made of.

`figures` has sheets, panels, titles, legends and letters for names in any script, `style` the
colours and markers of classes; `curves` draws over time, `plane` rows as points, straight lines
and labels, `filmstrip` a network's answers over the plane.
"""
