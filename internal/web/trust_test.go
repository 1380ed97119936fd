package web

import (
	"net/http"
	"testing"
)

func TestCredentialsStayWithTheirHostAndPort(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		from, to string
		trusted  bool
		refused  bool
	}{
		"another path":        {from: "https://news.example/a", to: "/b", trusted: true},
		"the same by name":    {from: "https://news.example/a", to: "https://NEWS.example:443/b", trusted: true},
		"up to TLS":           {from: "http://news.example/a", to: "https://news.example/a", trusted: true},
		"down from TLS":       {from: "https://news.example/a", to: "http://news.example/b", refused: true},
		"down, another port":  {from: "https://news.example/a", to: "http://news.example:443/b", refused: true},
		"another port":        {from: "https://news.example/a", to: "https://news.example:8443/a"},
		"another port, plain": {from: "http://news.example/a", to: "http://news.example:8080/a"},
		"back to the default": {from: "http://news.example:8080/a", to: "http://news.example/a"},
		"up by another port":  {from: "http://news.example:80/a", to: "https://news.example:80/a"},
		"a subdomain":         {from: "https://news.example/a", to: "https://www.news.example/a"},
		"the domain above":    {from: "https://www.news.example/a", to: "https://news.example/a"},
		"another host":        {from: "https://news.example/a", to: "//wire.example/a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, err := parseAddress(test.from)
			if err != nil {
				t.Fatal(err)
			}
			trip := &trip{at: from, trusted: true}
			err = trip.follow(&Response{Status: http.StatusFound, Header: http.Header{"Location": {test.to}}}, 5)
			if (err != nil) != test.refused || err == nil && trip.trusted != test.trusted {
				t.Errorf("%s to %s: trusted is %t, %v", test.from, test.to, trip.trusted, err)
			}
		})
	}
}
