package postgres

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// question is what the words of an article are asked, in the language of tsquery.
// All in it comes from package fulltext or is a label, so that nothing a user
// types is read as syntax.
type question struct {
	exact string // as it is asked
	loose string // the same with phrases as words anywhere: what the index can tell without reading the words
}

func (q question) empty() bool { return q.exact == "" }

// hasPhrases tells that the index alone can't answer the question.
func (q question) hasPhrases() bool { return q.exact != q.loose }

// questionOf makes the question of a query that was checked. It is empty when the
// articles' own columns are enough.
func questionOf(q store.Query) question {
	search, err := fulltext.Parse(q.Text)
	if err != nil {
		return question{} // Check has said so
	}
	var asked []string
	for _, facet := range []struct {
		kind  kind
		value string
	}{
		{ofSection, fulltext.Name(q.Section)},
		{ofAuthor, fulltext.Name(q.Author)},
		{ofProvider, fulltext.Name(q.Provider)},
		{ofKeyword, fulltext.Name(q.Keyword)},
	} {
		if facet.value != "" {
			asked = append(asked, quoted(label(facet.kind, facet.value)))
		}
	}
	if simhash, err := store.ParseSimhash(q.Simhash); err == nil {
		var bands []string
		for _, l := range bandLabels(simhash) {
			bands = append(bands, quoted(l))
		}
		asked = append(asked, "("+strings.Join(bands, "|")+")")
	}
	if len(asked)+len(search.All)+len(search.None) == 0 {
		return question{}
	}
	if len(asked)+len(search.All) == 0 { // there is only what must not be
		asked = append(asked, quoted(label(anyArticle, "")))
	}
	asked = append(asked, narrowing(q)...)
	return question{exact: expression(asked, search.All, search.None, "<->"), loose: expression(asked, search.All, single(search.None), "&")}
}

// narrowing are labels of what articles' columns say too: in the index they leave
// fewer articles to look at.
func narrowing(q store.Query) (labels []string) {
	if q.Language != "" {
		labels = append(labels, quoted(label(ofLanguage, name(store.Language(q.Language)))))
	}
	if q.Publisher != "" {
		labels = append(labels, quoted(label(ofPublisher, name(store.Publisher(q.Publisher)))))
	}
	if q.Feed != "" {
		labels = append(labels, quoted(label(ofFeed, name(store.Feed(q.Feed)))))
	}
	return labels
}

// single are the phrases of one word: of a longer one that must not be, words
// that may stand elsewhere say nothing.
func single(phrases []fulltext.Phrase) []fulltext.Phrase {
	return slices.DeleteFunc(slices.Clone(phrases), func(p fulltext.Phrase) bool { return len(p.Words) > 1 })
}

// expression joins what is asked for; between stands between the words of a phrase.
func expression(asked []string, all [][]fulltext.Phrase, none []fulltext.Phrase, between string) string {
	asked = slices.Clone(asked)
	for _, phrases := range all {
		asked = append(asked, anyOf(phrases, between))
	}
	if len(none) > 0 {
		asked = append(asked, "!"+anyOf(none, between))
	}
	return strings.Join(asked, "&")
}

func anyOf(phrases []fulltext.Phrase, between string) string {
	parts := make([]string, len(phrases))
	for i, p := range phrases {
		words := make([]string, len(p.Words))
		for n, word := range p.Words {
			words[n] = quoted(word)
		}
		if p.Open {
			words[len(words)-1] += ":*"
		}
		parts[i] = "(" + strings.Join(words, between) + ")"
	}
	return "(" + strings.Join(parts, "|") + ")"
}

// quoted is a word or label as a lexeme of a tsquery.
func quoted(word string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(word) + "'"
}

// kind is of which kind a label is.
type kind string

// Each kind begins with a character of private use, which no word has.
const (
	anyArticle  kind = "\ue000" // what every article has
	ofLanguage  kind = "\ue001"
	ofPublisher kind = "\ue002"
	ofFeed      kind = "\ue003"
	ofSection   kind = "\ue004"
	ofAuthor    kind = "\ue005"
	ofProvider  kind = "\ue006"
	ofKeyword   kind = "\ue007"
	ofBand      kind = "\ue008" // of a simhash
)

// label is one lexeme of the search, whatever its value is made of.
func label(k kind, value string) string { return string(k) + text(value) }

// bandLabels are the labels of the bands of a simhash.
func bandLabels(simhash uint64) []string {
	var labels []string
	for n, band := range store.Bands(simhash) {
		labels = append(labels, label(ofBand, strconv.Itoa(n)+":"+strconv.FormatUint(uint64(band), 16)))
	}
	return labels
}

// labelsOf are all labels of an article.
func labelsOf(f store.Facets) []string {
	labels := []string{
		label(anyArticle, ""), label(ofLanguage, name(f.Language)), label(ofPublisher, name(f.Publisher)), label(ofFeed, name(f.Feed)),
	}
	if f.Section != "" {
		labels = append(labels, label(ofSection, f.Section))
	}
	for _, group := range []struct {
		kind   kind
		values []string
	}{{ofAuthor, f.Authors}, {ofProvider, f.Providers}, {ofKeyword, f.Keywords}} {
		for _, value := range group.values {
			labels = append(labels, label(group.kind, value))
		}
	}
	if f.HasSimhash {
		labels = append(labels, bandLabels(f.Simhash)...)
	}
	return labels
}
