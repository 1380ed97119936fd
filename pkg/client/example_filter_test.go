package client_test

import (
	"context"
	"fmt"

	"github.com/wirecopy/wirecopy/pkg/client"
)

// The server sends only what is in these languages, of these publishers and in
// these sections; the handler gets what is from this provider and has this keyword.
func ExampleFilter() {
	conn, stop := exampleConn()
	defer stop()
	filter := client.Filter{
		Languages:  []string{"en", "fr"},
		Publishers: []string{"bbc.co.uk", "dw.com"},
		Sections:   []string{"Politics"},
		Providers:  []string{"Nordwire"},
		Keywords:   []string{"boats"},
	}
	headlines := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, filter, func(_ context.Context, m *client.Message) error {
		headlines <- m.Article.Headline + ", by " + m.Article.Provider.Name
		return nil
	}, client.StartAll())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	fmt.Println(<-headlines)
	// Output:
	// Boat 4 comes home, by Nordwire
}

// A filter is written as people write, and made into subjects as the wire makes them.
func ExampleFilter_Subjects() {
	filter := client.Filter{Languages: []string{"en-GB", "fr"}, Publishers: []string{"france24.com"}}
	subjects, err := filter.Subjects()
	fmt.Println(subjects, err)
	// Output:
	// [articles.v1.en.france24-com.* articles.v1.fr.france24-com.*] <nil>
}
