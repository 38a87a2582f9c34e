plot-no-place = no point was found at which there is a derivative; name one, such as --at x=3.
plot-secant = secant, slope
plot-tangent = tangent, slope
plot-no-value = no value
plot-more-variables = further variables are not drawn
picture-no-font = No font here has { $signs }: these signs are drawn as boxes. Install Noto Sans CJK or Nanum Gothic.
