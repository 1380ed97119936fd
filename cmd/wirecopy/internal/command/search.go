package command

import (
	"strings"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Search says which articles of a store are wanted, but for their time.
type Search struct {
	Query     string `placeholder:"TEXT" help:"With these words in headline, description or text; understands \"a phrase\", OR and -not."`
	Language  string `placeholder:"CODE" help:"In this language, such as en."`
	Publisher string `placeholder:"DOMAIN" help:"Of this publisher, such as theguardian.com."`
	Feed      string `placeholder:"URL" help:"Announced by this feed: its address or its id."`
	Section   string `placeholder:"NAME" help:"In this section as the page names it, such as World; case and accents don't count."`
	Author    string `placeholder:"NAME" help:"By this author, among others: the whole name."`
	Provider  string `placeholder:"NAME" help:"Provided by this agency, such as Reuters or reuters.com."`
	Keyword   string `placeholder:"WORD" help:"With this keyword, among others."`
	Simhash   string `placeholder:"HEX" help:"With nearly this text: the simhash of a record, of which three bits may differ."`
	Story     string `placeholder:"ID" help:"Of this story: the storyId of jsonl and csv."`
}

// query is what the flags ask for.
func (s Search) query() store.Query {
	return store.Query{
		Text: s.Query, Language: s.Language, Publisher: s.Publisher, Feed: s.Feed, Section: s.Section, Author: s.Author,
		Provider: s.Provider, Keyword: s.Keyword, Simhash: s.Simhash, Story: strings.TrimSpace(s.Story),
	}
}
