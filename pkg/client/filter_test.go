package client_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestSubjects(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		filter client.Filter
		want   []string
	}{
		"all":       {client.Filter{}, []string{"articles.v1.*.*.*"}},
		"language":  {client.Filter{Languages: []string{"en-GB"}}, []string{"articles.v1.en.*.*"}},
		"unknown":   {client.Filter{Languages: []string{schema.LanguageUnknown}}, []string{"articles.v1.und.*.*"}},
		"publisher": {client.Filter{Publishers: []string{"bbc.co.uk"}}, []string{"articles.v1.*.bbc-co-uk.*"}},
		"section":   {client.Filter{Sections: []string{"Sport & Spiel", schema.SectionNone}}, []string{"articles.v1.*.*.none", "articles.v1.*.*.sport-spiel"}},
		"product": {
			client.Filter{Languages: []string{"fr", "de"}, Publishers: []string{"dw.com"}, Sections: []string{"Welt"}},
			[]string{"articles.v1.de.dw-com.welt", "articles.v1.fr.dw-com.welt"},
		},
		"each once": {client.Filter{Languages: []string{"en", "en-US", "EN"}}, []string{"articles.v1.en.*.*"}},
		"wildcards are letters": {
			client.Filter{Sections: []string{"a.*.>"}}, []string{"articles.v1.*.*.a"},
		},
	} {
		got, err := tt.filter.Subjects()
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestFaultyFilters(t *testing.T) {
	t.Parallel()
	_, err := client.Filter{Languages: []string{"*", "en"}, Publishers: []string{""}, Sections: []string{">"}}.Subjects()
	for _, want := range []string{`language "*"`, `publisher ""`, `section ">"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error doesn't speak of %s: %v", want, err)
		}
	}
	var many client.Filter
	for n := range client.MaxSubjects + 1 {
		many.Publishers = append(many.Publishers, fmt.Sprintf("p%d.example", n))
	}
	if _, err := many.Subjects(); err == nil || !strings.Contains(err.Error(), "1001 subjects, more than 1000") {
		t.Errorf("error is %v", err)
	}
}

func TestServerFilters(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, articles(1, 6, "en-GB")...)
	w.publish(t, articles(7, 12, "fr")...)
	many := client.Filter{Publishers: []string{"dw.com"}}
	for n := range client.MaxSubjects - 1 {
		many.Publishers = append(many.Publishers, fmt.Sprintf("p%d.example", n))
	}
	for name, tt := range map[string]struct {
		filter client.Filter
		want   string
	}{
		"language": {client.Filter{Languages: []string{"fr"}}, "7 8 9 10 11 12"},
		"several":  {client.Filter{Publishers: []string{"bbc.co.uk", "news.example"}, Sections: []string{"sport"}}, "1 3 7 9"},
		"product":  {client.Filter{Languages: []string{"en"}, Publishers: []string{"bbc.co.uk"}, Sections: []string{"POLITICS"}}, "4"},
		"most":     {many, "2 5 8 11"},
	} {
		durable, nameless := make(chan *client.Message, 12), make(chan *client.Message, 12)
		w.subscribe(t, tt.filter, into(durable), client.Durable(name), client.StartAll())
		w.subscribe(t, tt.filter, into(nameless), client.StartAll())
		wantNumbers(t, durable, tt.want)
		wantNumbers(t, nameless, tt.want)
	}
}
