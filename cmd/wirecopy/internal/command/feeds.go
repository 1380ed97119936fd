package command

// Feeds are the commands that read and change the catalogue of a wire.
type Feeds struct {
	Add    AddFeeds    `cmd:"" help:"Add feeds; what is there already stays as it is."`
	Remove RemoveFeeds `cmd:"" help:"Remove feeds; their articles stay."`
	List   ListFeeds   `cmd:"" help:"List the feeds and how their polls went."`
	Import ImportFeeds `cmd:"" help:"Add the feeds of an OPML file."`
	Export ExportFeeds `cmd:"" help:"Write all feeds as OPML."`
}

// atOnce is how many requests to the server are under way at a time: a server
// that is far away would else cost a round trip for each feed of a long list.
const atOnce = 32
