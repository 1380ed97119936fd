package fetcher

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// visits are a feed, its site and who asks it: a fetcher without its wire. The
// tests of the rules R1 to R23 are named after them; what needs lanes, replicas or
// the clock has a whole [wire].
type visits struct {
	*testing.T
	visitor
	site      *site
	clock     *clock
	feed      schema.Feed
	state     schema.Poll
	announced []schema.Item
	latest    *polled
}

func newVisits(t *testing.T) *visits {
	t.Helper()
	return newVisitsOf(t, newSite(t), web.Deps{})
}

// newVisitsOf makes visits of a site of its own.
func newVisitsOf(t *testing.T, s *site, deps web.Deps) *visits {
	t.Helper()
	v := &visits{T: t, site: s, clock: &clock{}, feed: catalogue.New(s.URL+"/feed.xml", now())}
	v.visitor = newVisitor(Defaults(), Deps{Web: newClient(t, deps)})
	v.random, v.now = func() float64 { return 0.5 }, v.clock.now
	v.state = fresh(v.feed)
	return v
}

// newClient makes a web client that finds every name at the sites of the tests.
func newClient(tb testing.TB, deps web.Deps) *web.Client {
	tb.Helper()
	settings := web.Defaults()
	settings.AllowNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	if deps.Resolver == nil {
		deps.Resolver = names{}
	}
	client, err := web.New(settings, deps)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.Close)
	return client
}

// poll polls the feed once more, at its time, from the state as it was written.
func (v *visits) poll() schema.Poll {
	v.Helper()
	v.clock.reach(v.state.Next)
	p, _, err := v.visit(v.Context(), v.feed, v.state)
	if err != nil {
		v.Fatal(err)
	}
	body, err := writeState(p.state)
	if err != nil {
		v.Fatal(err)
	}
	if v.state, err = readState(body, v.feed.ID); err != nil {
		v.Fatal(err)
	}
	for _, message := range p.items {
		var item schema.Item
		if err := json.Unmarshal(message.Body, &item); err != nil {
			v.Fatal(err)
		}
		v.announced = append(v.announced, item)
	}
	v.latest = p
	return v.state
}

// rss is a feed of these entries.
func rss(titles ...string) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>The Harbour</title>`)
	for _, title := range titles {
		fmt.Fprintf(&b, "<item><title>%s</title><link>https://harbour.example/%[1]s</link><guid>%[1]s</guid></item>", title)
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

// serves answers with a document, whatever is asked.
func serves(body string, header ...string) func(http.ResponseWriter, *http.Request) {
	return answers(http.StatusOK, body, header...)
}

// answers answers with a status, names and values of headers, and a body.
func answers(status int, body string, header ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header()[header[i]] = append(w.Header()[header[i]], header[i+1])
		}
		w.WriteHeader(status)
		if status != http.StatusNotModified {
			_, _ = w.Write([]byte(body))
		}
	}
}

// sent is the value of a header in the latest request, "-" when it wasn't sent.
func (s *site) sent(name string) string {
	asked := s.asked()
	values := asked[len(asked)-1].Header.Values(name)
	if len(values) == 0 {
		return "-"
	}
	return strings.Join(values, "|")
}
