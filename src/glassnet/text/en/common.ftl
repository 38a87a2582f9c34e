saved = Saved { $path }

did-you-mean = Did you mean { $name }?
known-names = Known: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
  }.
listed-last = { $others } and { $last }

language-unknown = language { $given }: expected en or ko.
save-format = { $path }: expected a name that ends in .png or .svg.
port-unusable = port { $port }: { $reason }; choose another, or none to get a free one.
server-stop = Ctrl-C stops it.
folder-missing = there is no folder { $folder }; make it first, or choose another

# Why the operating system refused something
system-eacces = Permission denied
system-eaddrinuse = Address already in use
system-edquot = Disk quota exceeded
system-eexist = File exists
system-einval = Invalid argument
system-eio = Input/output error
system-eisdir = Is a directory
system-eloop = Too many levels of symbolic links
system-emfile = Too many open files
system-enametoolong = File name too long
system-enoent = No such file or directory
system-enospc = No space left on device
system-enotdir = Not a directory
system-enotempty = Directory not empty
system-eperm = Operation not permitted
system-erofs = Read-only file system
system-etxtbsy = Text file busy
