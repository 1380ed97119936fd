package document

// The pieces that have tables of their own.
var (
	ParseDate = date
	Plain     = plain
	Clip      = clip
	Resolve   = resolve
	Seconds   = seconds
)

// Edit is all that happens to a document before it is parsed.
func Edit(s Source) error {
	_, err := edit(s)
	return err
}
