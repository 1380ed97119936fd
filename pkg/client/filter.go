package client

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// MaxSubjects is how many subjects a [Filter] may make: the product of the
// lengths of its lists, as an empty list counts as one.
const MaxSubjects = 1000

// Filter says which articles are wanted. An article must be in each list that
// isn't empty: the zero Filter wants all.
//
// Languages, publishers and sections are in the subject, so that the server sends
// nothing else. They are made into tokens as the wire makes them, and may be
// written as people do: "en-GB" is en, "bbc.co.uk" is bbc-co-uk.
//
// Providers and keywords are in the record, so that the subscription reads every
// article of the server's choice, acknowledges those that aren't wanted, and
// doesn't bother the handler with them. A withdrawal passes whatever is listed
// here: a version that it withdraws may have passed.
type Filter struct {
	// Languages are BCP 47 tags, of which the language counts and script and
	// region don't; [schema.LanguageUnknown] is the articles of unknown language.
	Languages []string
	// Publishers are registrable domains, such as "theguardian.com".
	Publishers []string
	// Sections are as printed, in any case: "Politics"; [schema.SectionNone] is
	// the articles without one, and [schema.SectionOther] those in sections
	// beyond the first [schema.MaxSubjectSections] of a publisher.
	Sections []string

	// Providers are those who delivered the copy, by name or by domain, in any
	// case: "AFP", "reuters.com". An article without a provider isn't among them.
	Providers []string
	// Keywords are the page's own, as printed, in any case; one of them is enough.
	// A version that has lost the keyword isn't handed out.
	Keywords []string
}

// Subjects are the subjects by which the server chooses, sorted. It is an error if
// there are more than [MaxSubjects], and if an entry has no letter or digit; all
// such entries are told at once.
func (f Filter) Subjects() ([]string, error) {
	languages, err1 := tokens("language", f.Languages, func(s string) string { return schema.ArticleSubject(s, "", "") }, 2)
	publishers, err2 := tokens("publisher", f.Publishers, func(s string) string { return schema.ArticleSubject("", s, "") }, 3)
	sections, err3 := tokens("section", f.Sections, func(s string) string { return schema.ArticleSubject("", "", s) }, 4)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	if n := len(languages) * len(publishers) * len(sections); n > MaxSubjects {
		return nil, fmt.Errorf("filter makes %d subjects, more than %d: leave a list empty and choose in the handler", n, MaxSubjects)
	}
	var subjects []string
	parts := strings.Split(schema.SubjectArticles, ".")
	for _, parts[2] = range languages {
		for _, parts[3] = range publishers {
			for _, parts[4] = range sections {
				subjects = append(subjects, strings.Join(parts, "."))
			}
		}
	}
	slices.Sort(subjects)
	return subjects, nil
}

// tokens are what the values become at their place in the subject, each once
// (the server refuses filters that overlap), or the wildcard if there are none.
func tokens(name string, values []string, subject func(string) string, place int) ([]string, error) {
	if len(values) == 0 {
		return []string{"*"}, nil
	}
	var all []string
	var faults []error
	for _, value := range values {
		if schema.Token(value) == "" {
			faults = append(faults, fmt.Errorf("%s %q of the filter has no letter or digit: leave it out", name, value))
			continue
		}
		all = append(all, strings.Split(subject(value), ".")[place])
	}
	slices.Sort(all)
	return slices.Compact(all), errors.Join(faults...)
}
