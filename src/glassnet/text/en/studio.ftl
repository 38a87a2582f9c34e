# The page: `glassnet studio`.

studio-plane = plane: expected the numbers of two of the { $features } features, counted from 0.
studio-held = held: expected a value for each of the { $features } features, got { $found }.
studio-dataset = data: unknown dataset { $found }; known: { $known }.
studio-labels = data: { $points } points but { $labels } labels; each point needs one.
studio-few-points = data: draw at least two points of two classes.
studio-variable = Unknown weight { $found }; known: { $known }.
studio-index = { $name }: no number at { $index }; its shape is { $shape }.
studio-unit = No such unit; the layers have { $layers } units.
studio-point = A point has { $features } features here, got { $found } numbers.
studio-finding = No finding { $found }; the last diagnosis has { $count }.
studio-no-remedy = { $cause }: nothing that the page sets is the remedy.
studio-request = A request that cannot be read: { $why }
studio-not-built = The page was not built ({ $place } is missing); install glassnet from a wheel, or run `make web`.
studio-port = --port { $port }: { $why }; choose another, or none for any that is free.
studio-opened = glassnet studio: { $address }
studio-stop = Ctrl-C stops it.
studio-file = { $place }: { $why }; expected a CSV file in UTF-8.
studio-file-large = { $place }: more than { $most } characters, which is too much for the page.
studio-refused-host = Unknown host.
studio-refused-origin = This request comes from another page.
studio-refused-cookie = Open the address that `glassnet studio` printed.
studio-refused-token = This address was used already, or its token is none; start `glassnet studio` again.
studio-full = Too many pages are open; close one.

# The page's own texts. It replaces { $name }; it has no selectors and no functions.
page-step = Step { $step }
page-loss = Loss { $loss }
page-play = Play
page-pause = Pause
page-connecting = Connecting to the server…
