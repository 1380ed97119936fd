package client_test

import (
	"context"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestProvidersAndKeywordsAreChosenByTheClient(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	all := articles(1, 6, "en")
	all[0].Provider = &schema.Organization{Name: "Agence  Nord", Domain: "nord.example"}
	all[1].Provider = &schema.Organization{Name: "Südwire"}
	all[2].Provider = nil
	all[0].Keywords = []string{"Boats", "Harbour Life"}
	all[1].Keywords = []string{"boats"}
	all[2].Keywords = []string{"Rowing boats"}
	all[3].Keywords, all[4].Keywords = nil, []string{"ships"}
	all[5].PubStatus = schema.StatusCanceled // of which an earlier version may have passed
	w.publish(t, all...)
	for name, tt := range map[string]struct {
		filter client.Filter
		want   string
	}{
		"all":                         {client.Filter{}, "1 2 3 4 5 6"},
		"name":                        {client.Filter{Providers: []string{"agence nord"}}, "1 6"},
		"domain":                      {client.Filter{Providers: []string{" NORD.example "}}, "1 6"},
		"several":                     {client.Filter{Providers: []string{"südwire", "nord.example"}}, "1 2 6"},
		"keyword":                     {client.Filter{Keywords: []string{"BOATS"}}, "1 2 6"},
		"phrase":                      {client.Filter{Keywords: []string{"harbour life", "rowing boats"}}, "1 3 6"},
		"both":                        {client.Filter{Keywords: []string{"boats"}, Providers: []string{"Südwire"}}, "2 6"},
		"with what is in the subject": {client.Filter{Keywords: []string{"boats"}, Publishers: []string{"dw.com"}}, "2"},
	} {
		for kind, options := range kinds() {
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				got := make(chan *client.Message, 10)
				if kind == "durable" {
					options = append(options, client.Durable(schema.Token(name)))
				}
				s := w.subscribe(t, tt.filter, into(got), options...)
				wantNumbers(t, got, tt.want)
				if kind == "durable" {
					eventually(t, "what isn't wanted is acknowledged", func() bool {
						before, inHand := w.pending(t, schema.Token(name))
						return before+inHand == 0
					})
				}
				drain(t, s)
				if len(got) > 0 {
					t.Errorf("article %s came too", (<-got).Article.URL)
				}
			})
		}
	}
}

func TestFaultyChoicesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	filter := client.Filter{Languages: []string{"?"}, Providers: []string{"AFP", " "}, Keywords: []string{""}}
	_, err := client.Subscribe(t.Context(), w.conn, filter, func(context.Context, *client.Message) error { return nil })
	for _, want := range []string{`language "?"`, `provider " "`, `keyword ""`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error doesn't speak of %s: %v", want, err)
		}
	}
}
