saved = saved { $path }

did-you-mean = Did you mean { $name }?
known-names = Known: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
  }.

language-unknown = language { $given }: expected en or ko.
save-format = save '{ $path }': expected a name that ends in .png or .svg.
