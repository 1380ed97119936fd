package client

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// choice is the part of a filter that the subscription looks at.
type choice struct {
	subjects            []string        // where the server doesn't; empty for all
	providers, keywords map[string]bool // folded; empty for all
}

// choiceOf reports all entries of the filter at once that nothing can be.
func choiceOf(f Filter) (choice, error) {
	providers, err1 := folded("provider", f.Providers)
	keywords, err2 := folded("keyword", f.Keywords)
	return choice{providers: providers, keywords: keywords}, errors.Join(err1, err2)
}

func folded(name string, values []string) (map[string]bool, error) {
	all := make(map[string]bool, len(values))
	var faults []error
	for _, value := range values {
		if key := fold(value); key != "" {
			all[key] = true
		} else {
			faults = append(faults, fmt.Errorf("%s %q of the filter is empty: leave it out", name, value))
		}
	}
	return all, errors.Join(faults...)
}

// fold makes texts equal that differ in case and white space alone.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// takes says whether an article is wanted.
func (c choice) takes(m *Message) bool {
	a := m.Article
	return c.takesSubject(m.Subject) &&
		(a.PubStatus == schema.StatusCanceled || c.takesProvider(a.Provider) && c.takesKeywords(a.Keywords))
}

func (c choice) takesSubject(subject string) bool {
	if len(c.subjects) == 0 {
		return true
	}
	tokens := strings.Split(subject, ".")
	return slices.ContainsFunc(c.subjects, func(filter string) bool {
		i := 0
		for token := range strings.SplitSeq(filter, ".") {
			if i == len(tokens) || token != "*" && token != tokens[i] {
				return false
			}
			i++
		}
		return i == len(tokens)
	})
}

func (c choice) takesProvider(p *schema.Organization) bool {
	if len(c.providers) == 0 {
		return true
	}
	return p != nil && (c.providers[fold(p.Name)] || c.providers[fold(p.Domain)])
}

func (c choice) takesKeywords(keywords []string) bool {
	if len(c.keywords) == 0 {
		return true
	}
	for _, keyword := range keywords {
		if c.keywords[fold(keyword)] {
			return true
		}
	}
	return false
}
